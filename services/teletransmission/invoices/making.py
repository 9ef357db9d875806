"""From claims to B2 invoices. Shares that only the rules know are left out (zeros), as the norm writes what is absent.

What a claim says and B2 has no place for is refused by the path of its field.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from b2 import Invoice, Line, Record, record
from b2.sums import TOTALS, summed
from identifiers import InvalidIdentifier, Nir
from identifiers.nir import PERMANENT_OR_WAITING
from teletransmission.invoices.words import CCAM_CODES, LETTERS, TECHNICAL
from vitale.claim.v1.claim_pb2 import ClaimLine
from vitale.claim.v1.claim_service_pb2 import SubmittedClaim

_NUMBER: Final = re.compile(r"[0-9]{9}")
_BIRTH: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHORT: Final = re.compile(r"[A-Z][A-Z0-9]{0,3}")
_CCAM: Final = re.compile(r"[A-Z]{4}[0-9]{3}")
_TO_THOUSANDTHS: Final = 10
# What B2 has no field for, or none that we know.
_NOT_WRITTEN: Final = ("rights_revision", "hospitalised_after", "below_cure_ceiling", "paper")
_DETAILS_NOT_WRITTEN: Final = ("prevention", "basket", "correction", "side", "generic_refused", "sight_changed")


@dataclass(frozen=True, slots=True)
class Office:
    """What an invoice says of the biller and the scheme, and no claim holds."""

    ps_number: str
    regime: str = "01"
    caisse: str = "000"
    centre: str = "0000"


@dataclass(frozen=True, slots=True)
class Hindrance:
    """Why a claim cannot be written: the path of its field, what is wrong, what to do."""

    field: str
    problem: str
    advice: str

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.field}: {self.problem}. {self.advice}."


def make(claim: SubmittedClaim, office: Office) -> Invoice | tuple[Hindrance, ...]:
    """The invoice of a claim, or everything that keeps it from being one."""
    found = (*_hindrances(claim), *_line_hindrances(claim))
    if found:
        return found
    head = _head(claim, office)
    lines = tuple(_line(line, claim, head) for line in claim.lines)
    acts = [line.act for line in lines]
    shares = {total.field: summed(acts, total) for total in TOTALS}
    patient = shares["fees"] - shares["amo_fees"]  # the source names the field and no rule for it [D]
    totals = record("5", **head, **shares, lines=len(lines), patient_share=patient)
    return Invoice(_header(claim, office, head), _extension(claim, head), lines, totals)


def _hindrances(claim: SubmittedClaim) -> Iterator[Hindrance]:
    if _NUMBER.fullmatch(claim.claim_id) is None:
        yield Hindrance("claim_id", "the invoice number of B2 is 9 digits", "Number with 9 digits, zeros included")
    if claim.WhichOneof("beneficiary") != "key":
        yield Hindrance("key", "B2 names the insured by number", "Give number, birth date and rank of the beneficiary")
    else:
        yield from _key_hindrances(claim)
    if not _is_day(claim.care_date):
        yield Hindrance("care_date", "the day of care is no day of the calendar", "Give it as YYYY-MM-DD")
    if (claim.pathway, claim.access) not in LETTERS:
        yield Hindrance("access", "no care-path indicator says this", "Say how the person came, as B2 can")
    if claim.setting not in ("", "office"):
        yield Hindrance("setting", "B2 has no field for the place that we know", "Send it as a claim")
    if claim.HasField("stay"):
        yield Hindrance("stay", "stays are not written yet", "Send it as a claim")
    for name in _NOT_WRITTEN:
        if getattr(claim, name):
            yield Hindrance(name, "B2 has no field for it that we know", "Leave it unset, or send it as a claim")


def _key_hindrances(claim: SubmittedClaim) -> Iterator[Hindrance]:
    try:
        Nir.parse(claim.key.opener_nir, sexes=PERMANENT_OR_WAITING)
    except InvalidIdentifier as error:
        yield Hindrance("key.opener_nir", error.reason, error.advice)
    if _BIRTH.fullmatch(claim.key.birth_date) is None:
        yield Hindrance("key.birth_date", "the birth date is not in the form YYYY-MM-DD", "Give it as on the card")
    if claim.key.birth_rank > 9:  # noqa: PLR2004 - one digit
        yield Hindrance("key.birth_rank", "the birth rank is above 9", "Give 1 for a single birth")


def _line_hindrances(claim: SubmittedClaim) -> Iterator[Hindrance]:
    if not claim.lines:
        yield Hindrance("lines", "the claim has no line", "An invoice has 1 to 999")
    for index, line in enumerate(claim.lines):
        for name, problem, advice in _act_hindrances(line):
            yield Hindrance(f"lines[{index}].{name}", problem, advice)


def _act_hindrances(line: ClaimLine) -> Iterator[tuple[str, str, str]]:
    technical = _CCAM.fullmatch(line.act_code) is not None
    if not technical and _SHORT.fullmatch(line.act_code) is None:
        yield (
            "act_code",
            "B2 has 4 characters for a code, and CCAM",
            "Write codes billed together on lines of their own",
        )
    if line.price_unstated:
        yield "price_unstated", "an invoice states its prices", "Give price_cents"
    if line.coefficient_milli % _TO_THOUSANDTHS:
        yield "coefficient_milli", "B2 has hundredths", "Give the coefficient in hundredths"
    for name in _DETAILS_NOT_WRITTEN:
        if getattr(line.detail, name):
            yield f"detail.{name}", "B2 has no field for it that we know", "Leave it unset, or send it as a claim"
    if not technical and line.HasField("detail") and line.detail.ByteSize():
        yield "detail", "only technical acts have these in B2", "Leave it unset, or give the CCAM code"


def _head(claim: SubmittedClaim, office: Office) -> dict[str, str]:
    number = claim.key.opener_nir
    return {
        "ps_number": office.ps_number,
        "insured_nir": number[:13],
        "nir_key": number[13:],
        "invoice_no": claim.claim_id,
    }


def _header(claim: SubmittedClaim, office: Office, head: dict[str, str]) -> Record:
    return record(
        "2",
        **head,
        operation="1",
        entry_no="0" * 9,
        regime=office.regime,
        caisse=office.caisse,
        centre=office.centre,
        insurance="10",
        exoneration="4" if claim.related_to_exemption else "0",
        birth=claim.key.birth_date[2:].replace("-", ""),
        birth_rank=str(claim.key.birth_rank),
        contract_type="00",
    )


def _extension(claim: SubmittedClaim, head: dict[str, str]) -> Record:
    addressee = "36" if claim.third_party_payment else "10"
    return record("2S", **head, addressee=addressee, pathway=LETTERS[claim.pathway, claim.access])


def _line(line: ClaimLine, claim: SubmittedClaim, head: dict[str, str]) -> Line:
    technical = _CCAM.fullmatch(line.act_code) is not None
    quantity = line.quantity or 1
    act = record(
        "4",
        **head,
        exoneration="4" if claim.related_to_exemption else "0",
        care_day=date.fromisoformat(claim.care_date),
        act_code=CCAM_CODES.get(line.family, TECHNICAL) if technical else line.act_code,
        quantity=quantity,
        coefficient=line.coefficient_milli // _TO_THOUSANDTHS,
        unit_price=line.price_cents // quantity if line.price_cents % quantity == 0 else 0,
        base=line.base_cents,
        fees=line.price_cents,
    )
    return Line(act, (_technical(line, head),) if technical else ())


def _technical(line: ClaimLine, head: dict[str, str]) -> Record:
    modifiers = {f"modifier_{place}": modifier for place, modifier in enumerate(line.detail.modifiers, start=1)}
    return record(
        "4M",
        **head,
        ccam=line.act_code,
        activity=line.detail.activity,
        phase=line.detail.phase,
        association=line.detail.association,
        **modifiers,
    )


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
