"""B2, the format of invoices between practices and the insurance: 128-character records, read, checked and written.

Pure: bytes in, typed values and faults out. What is known of the norm is interfaces.md §3.2 (2005-E CP, cross-checked).
The records of a whole file (000, 1, 6, 999: ETS-DT-003) were not obtained: they are passed through as they are, and
nothing is checked of them. No conformity is claimed.
"""

from b2.faults import Fault, FaultCode, Unwritable
from b2.grouping import Invoice, Line, group
from b2.invariants import check
from b2.reading import Reading, read
from b2.records import File, Record, record
from b2.writing import write

__all__ = [
    "Fault",
    "FaultCode",
    "File",
    "Invoice",
    "Line",
    "Reading",
    "Record",
    "Unwritable",
    "check",
    "group",
    "read",
    "record",
    "write",
]
