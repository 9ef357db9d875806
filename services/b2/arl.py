"""Acknowledgements of a lot (ARL), positive and negative: values, and the records they are written as."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from b2.kinds import is_written
from b2.records import Record, record

ACCEPTED, REJECTED, CONFLICT, HELD = "ACCEPTED", "REJECTED", "CONFLICT", "HELD"
OUTCOMES: Final = (ACCEPTED, REJECTED, CONFLICT, HELD)
REFUSALS: Final = (REJECTED, CONFLICT)
_LABEL_WIDTH: Final = 124
POSITIVE, NEGATIVE = "+", "-"


def folded(text: str) -> str:
    """A text as B2 can write it: capitals, single spaces, signs that it does not have as "?"."""
    return "".join(sign if is_written(sign) else "?" for sign in " ".join(text.split()).upper())


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an invoice was not taken: code, field, and a label that says what to do; all of them folded."""

    code: str
    field: str
    label: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one invoice; `receipt_id` is hexadecimal in capitals, of an accepted one."""

    invoice_no: str
    outcome: str
    return_id: str
    receipt_id: str = ""
    reasons: tuple[Reason, ...] = ()

    @property
    def sign(self) -> str:
        """ "+" when it will be settled as it stands."""
        return POSITIVE if self.outcome == ACCEPTED else NEGATIVE


@dataclass(frozen=True, slots=True)
class Arl:
    """The acknowledgement of one lot."""

    return_id: str
    lot_id: str
    lot_day: date
    arl_day: date
    results: tuple[Result, ...] = field(default_factory=tuple)
    noemie_lot: str = ""

    @property
    def sign(self) -> str:
        """ "+" when every invoice of the lot was accepted."""
        return POSITIVE if self.count(ACCEPTED) == len(self.results) else NEGATIVE

    def count(self, *outcomes: str) -> int:
        """How many invoices ended so."""
        return sum(result.outcome in outcomes for result in self.results)


def records_of(arl: Arl) -> Iterator[Record]:
    """The records of an acknowledgement file; write them with b2.write."""
    body = [line for result in arl.results for line in _result(result)]
    yield record(
        "AL",
        sign=arl.sign,
        return_id=arl.return_id,
        lot_id=arl.lot_id,
        noemie_lot=arl.noemie_lot,
        lot_day=arl.lot_day,
        arl_day=arl.arl_day,
        invoices=len(arl.results),
        accepted=arl.count(ACCEPTED),
        refused=arl.count(*REFUSALS),
        held=arl.count(HELD),
    )
    yield from body
    yield record("AE", records=len(body) + 2)


def _result(result: Result) -> Iterator[Record]:
    yield record(
        "AI",
        sign=result.sign,
        return_id=result.return_id,
        invoice_no=result.invoice_no,
        outcome=result.outcome,
        receipt_id=result.receipt_id,
        reasons=len(result.reasons),
    )
    for number, reason in enumerate(result.reasons, start=1):
        pieces = _pieces(reason.label)
        yield record("AR", number=number, code=reason.code, field=reason.field, pieces=len(pieces))
        for place, piece in enumerate(pieces, start=1):
            yield record("AT", piece=place, label=piece)


def _pieces(label: str) -> list[str]:
    """A label in pieces that begin and end with a letter: a field loses the spaces around it."""
    pieces, rest = [], label
    while len(rest) > _LABEL_WIDTH:
        cut = rest.rfind(" ", 1, _LABEL_WIDTH + 1)
        cut = cut if cut > 0 else _LABEL_WIDTH
        pieces.append(rest[:cut])
        rest = rest[cut:].strip(" ")
    return [*pieces, rest] if rest else pieces
