"""What must hold within an invoice, as far as interfaces.md states it.

One insured, one biller, one invoice number; key of the NIR and of RPPS numbers; codes; count and totals of record 5;
AMO = base x rate, AMC at most fees - AMO. Not stated, so not checked: key digit of the PS number, OC number, patient's
share of record 5, sequences, order of days, rates as a list, anything of the file (ETS-DT-003).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from b2.code_lists import CODES
from b2.faults import Fault, FaultCode
from b2.grouping import Invoice, group
from b2.records import File, Record
from b2.sums import check_sums
from identifiers import InvalidIdentifier, Nir, Part, Rpps, nir_key

_SHARED: Final = ("ps_number", "insured_nir", "nir_key", "rank", "invoice_no")
# Numbers of passing migrants and provisional ones have parts of their own; their key is made alike.
_OTHER_NUMBERS: Final = tuple("5678")
_RPPS: Final = ("prescriber_rpps", "performer_rpps")


def check(file: File) -> tuple[Sequence[Invoice], Sequence[Fault]]:
    """The whole invoices of a file and everything that does not hold in it, by record."""
    invoices, faults = group(file)
    found = [*faults, *(fault for invoice in invoices for fault in check_invoice(invoice))]
    return invoices, sorted([*found, *_numbers_twice(invoices)], key=lambda fault: fault.record)


def check_invoice(invoice: Invoice) -> Iterator[Fault]:
    """Everything that does not hold within one invoice."""
    yield from _nir(invoice.header, "insured_nir", "nir_key")
    if invoice.extension is not None and invoice.extension.text("own_nir").strip("0"):
        yield from _nir(invoice.extension, "own_nir", "own_nir_key")
    for record in invoice.records():
        yield from _heads(invoice.header, record)
        yield from _codes(record)
        for name in _RPPS:
            yield from _rpps(record, name)
    yield from check_sums(invoice)


def _heads(header: Record, record: Record) -> Iterator[Fault]:
    for name in _SHARED:
        if name in record.values and record.values[name] != header.values[name]:
            problem = "it is not that of the invoice's record 2"
            yield _fault(
                FaultCode.DIFFERS, record, name, problem, "One invoice has one biller, one insured, one number"
            )


def _codes(record: Record) -> Iterator[Fault]:
    for (kind, name), codes in CODES.items():
        if kind == record.kind and record.text(name) and record.text(name) not in codes:
            listed = " ".join(sorted(codes))
            yield _fault(FaultCode.CODE, record, name, "the code is not in the list", f"Use one of: {listed}")


def _nir(record: Record, name: str, key: str) -> Iterator[Fault]:
    yield from _identified(lambda: _require_nir(record.text(name), record.text(key)), record, name)


def _require_nir(body: str, key: str) -> None:
    if not body.startswith(_OTHER_NUMBERS):
        Nir.parse(body + key)
    elif nir_key(body) != key:
        advice = "Read the number again, then its key"
        raise InvalidIdentifier("NIR", Part.KEY, reason="the key does not match the number", advice=advice)


def _rpps(record: Record, name: str) -> Iterator[Fault]:
    number = record.values.get(name, "")
    if isinstance(number, str) and number.strip("0"):
        yield from _identified(lambda: Rpps.parse(number), record, name)


def _identified(parse: Callable[[], object], record: Record, name: str) -> Iterator[Fault]:
    try:
        parse()
    except InvalidIdentifier as error:
        yield _fault(FaultCode.KEY, record, name, error.reason, error.advice)


def _numbers_twice(invoices: Sequence[Invoice]) -> Iterator[Fault]:
    seen: set[tuple[str, str]] = set()
    for invoice in invoices:
        name = (invoice.header.text("ps_number"), invoice.number)
        if name in seen:
            problem = "an invoice before it has this number"
            yield _fault(FaultCode.DIFFERS, invoice.header, "invoice_no", problem, "Number every invoice anew")
        seen.add(name)


def _fault(code: FaultCode, record: Record, name: str, problem: str, advice: str) -> Fault:
    return Fault(code, record.number, record.kind, name, problem, advice)
