"""From a checked B2 invoice to a claim, or why it cannot be one.

Decisions of ours [D]: the century of a birth is the last one before the care, except for openers of rights under 16;
"35" (third party for the AMO part) is third-party payment; an invoice of several days, of mixed exemptions or of a stay
is no claim: it is refused and named, not bent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from b2 import Fault, FaultCode, Invoice, Line, Record
from teletransmission.invoices.acts import Acts
from teletransmission.invoices.notes import Note, notes_of
from teletransmission.invoices.words import EXEMPTED, FAMILIES, PAID_DIRECTLY, WAYS
from vitale.claim.v1.claim_pb2 import ClaimLine, LineDetail
from vitale.claim.v1.claim_service_pb2 import SubmittedClaim
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey

_OPENERS_FROM: Final = 16
_MODIFIERS: Final = ("modifier_1", "modifier_2", "modifier_3", "modifier_4")
_TO_THOUSANDTHS: Final = 10


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of an invoice: the claim, or faults; notes say what the claim does not hold."""

    invoice: Invoice
    claim: SubmittedClaim | None
    faults: tuple[Fault, ...]
    notes: tuple[Note, ...]


def take(invoice: Invoice, acts: Acts, *, paper: bool = False) -> Taken:
    """The claim of an invoice in which everything holds (b2.check)."""
    faults = tuple(_hindrances(invoice))
    day = invoice.lines[0].act.day("care_day") if not faults else None
    claim = None if day is None else _claim(invoice, day, acts, paper=paper)
    return Taken(invoice, claim, faults, tuple(notes_of(invoice, claim)))


def _hindrances(invoice: Invoice) -> Iterator[Fault]:
    if invoice.extension is None or not invoice.extension.text("pathway"):
        record = invoice.extension or invoice.header
        yield _fault(FaultCode.MISSING, record, "pathway", "the care pathway is not said", "Write it into record 2S")
    first = invoice.lines[0].act
    for line in invoice.lines:
        yield from _unlike(first, line.act)
        technical = [record for record in line.companions if record.kind == "4M"]
        for record in technical[1:]:
            advice = "Write one record 4 for each technical act"
            yield _fault(FaultCode.TOO_MANY, record, "ccam", "a line of a claim has one technical act", advice)


def _unlike(first: Record, act: Record) -> Iterator[Fault]:
    """Why a line cannot stand in one claim with the first."""
    if act.kind == "3":
        yield _fault(FaultCode.CODE, act, "type", "lines of stays are not taken as claims", "Send it as a claim")
    elif act.day("care_day") is None:
        yield _fault(FaultCode.MISSING, act, "care_day", "the day of care is left out", "Give it")
    elif first.kind == act.kind and act.day("care_day") != first.day("care_day"):
        yield _fault(FaultCode.DIFFERS, act, "care_day", "a claim is of one day of care", "Write an invoice a day")
    elif first.kind == act.kind and _is_exempted(act) != _is_exempted(first):
        problem = "a claim belongs to the exemption as a whole, or not"
        yield _fault(FaultCode.DIFFERS, act, "exoneration", problem, "Write an invoice for each")


def _claim(invoice: Invoice, day: date, acts: Acts, *, paper: bool) -> SubmittedClaim:
    extension = invoice.extension or invoice.header
    pathway, access = WAYS[extension.text("pathway")]
    return SubmittedClaim(
        claim_id=invoice.number,
        key=_key(invoice.header, day),
        care_date=day.isoformat(),
        pathway=pathway,
        access=access,
        third_party_payment=extension.text("addressee") in PAID_DIRECTLY,
        related_to_exemption=_is_exempted(invoice.header) or _is_exempted(invoice.lines[0].act),
        lines=_lines(invoice.lines, day, acts),
        paper=paper,
    )


def _key(header: Record, day: date) -> BeneficiaryKey:
    return BeneficiaryKey(
        opener_nir=header.text("insured_nir") + header.text("nir_key"),
        birth_date=_birth(header, day),
        birth_rank=int(header.text("birth_rank")),
    )


def _birth(header: Record, day: date) -> str:
    digits, nir = header.text("birth"), header.text("insured_nir")
    rest = f"{digits[:2]}-{digits[2:4]}-{digits[4:]}"
    century = day.year // 100
    if f"{century}{rest}" > day.isoformat():
        century -= 1
    too_young = day.year - int(f"{century}{digits[:2]}") < _OPENERS_FROM
    if nir[1:5] == digits[:4] and too_young:  # the opener of rights, who is an adult
        century -= 1
    return f"{century}{rest}"


def _lines(lines: Sequence[Line], day: date, acts: Acts) -> Iterator[ClaimLine]:
    for number, line in enumerate(lines, start=1):
        yield _line(line, number, day, acts=acts)


def _line(line: Line, number: int, day: date, *, acts: Acts) -> ClaimLine:
    act, technical = line.act, line.companion("4M")
    b2_code = act.text("act_code")
    code = technical.text("ccam") if technical is not None else b2_code
    family = FAMILIES.get(b2_code) if acts.names_family(code) else None
    return ClaimLine(
        line_no=number,
        act_code=code,
        family=family.value if family is not None else "",
        quantity=act.amount("quantity") or 1,
        price_cents=act.amount("fees"),
        base_cents=act.amount("base") if acts.states_base(code, day) else 0,
        coefficient_milli=act.amount("coefficient") * _TO_THOUSANDTHS if acts.is_key_letter(code) else 0,
        detail=_detail(technical) if technical is not None else None,
    )


def _detail(technical: Record) -> LineDetail | None:
    said = LineDetail(
        modifiers=[technical.text(name) for name in _MODIFIERS if technical.text(name)],
        activity=technical.text("activity"),
        phase=technical.text("phase"),
        association=technical.text("association"),
    )
    return said if said.ByteSize() else None


def _is_exempted(record: Record) -> bool:
    return record.text("exoneration") in EXEMPTED


def _fault(code: FaultCode, record: Record, field: str, problem: str, advice: str) -> Fault:
    return Fault(code, record.number, record.kind, field, problem, advice)
