"""The arithmetic of an invoice: totals of record 5, and the shares of each line. Cents."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from b2.faults import Fault, FaultCode
from b2.grouping import Invoice
from b2.records import Record


class Total(NamedTuple):
    """A total of record 5: the type of line and the field that it sums."""

    field: str
    kind: str
    summed: str


TOTALS: Final = (
    Total("base_hospital", "3", "base"),
    Total("amo_hospital", "3", "amo"),
    Total("oc_hospital", "3", "amc"),
    Total("billed_hospital", "3", "billed"),
    Total("fees", "4", "fees"),
    Total("amo_fees", "4", "amo"),
    Total("oc_fees", "4", "amc"),
)
PRICES: Final = {"3": "billed", "4": "fees"}
"""The field of what was charged, by type of line."""
_PERCENT: Final = 100


def summed(acts: Sequence[Record], total: Total) -> int:
    """What a total of record 5 must be."""
    return sum(act.amount(total.summed) for act in acts if act.kind == total.kind)


def check_sums(invoice: Invoice) -> Iterator[Fault]:
    """Every figure of the invoice that does not follow from the others."""
    acts = [line.act for line in invoice.lines]
    if invoice.totals.amount("lines") != len(acts):
        yield _wrong(FaultCode.TOTAL, invoice.totals, "lines", "it does not count the records 3 and 4", "Count them")
    for total in TOTALS:
        if invoice.totals.amount(total.field) != summed(acts, total):
            problem = f"it is not the sum of {total.summed} of the records {total.kind}"
            yield _wrong(FaultCode.TOTAL, invoice.totals, total.field, problem, "Sum the lines again")
    for act in acts:
        yield from _shares(act)


def _shares(act: Record) -> Iterator[Fault]:
    amo = act.amount("amo")
    exact = act.amount("base") * act.amount("rate")  # hundredths of a cent
    if abs(amo * _PERCENT - exact) > _PERCENT:  # the rounding rule is not given: one cent either way
        yield _wrong(
            FaultCode.RATE, act, "amo", "it is not base x rate", "Correct base, rate or amount; no co-pay in it"
        )
    if amo + act.amount("amc") > act.amount(PRICES[act.kind]):
        yield _wrong(FaultCode.SHARE, act, "amc", "AMO and AMC are more than what was charged", "Correct the shares")


def _wrong(code: FaultCode, record: Record, field: str, problem: str, advice: str) -> Fault:
    return Fault(code, record.number, record.kind, field, problem, advice)
