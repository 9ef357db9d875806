"""Pure checks of the acts of a claim: numbering, code, family, quantity, figures, and what only some lines say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from reimbursement.families import RULES
from reimbursement.model import Family
from teletransmission import violations as v
from teletransmission.catalogue import Catalogue
from teletransmission.codes import may_state_its_base, needs_no_code
from teletransmission.details import check_detail
from teletransmission.practice import Practice
from vitale.claim.v1.claim_pb2 import ClaimLine
from vitale.claim.v1.claim_service_pb2 import ClaimViolation

MAX_LINES: Final = 30
_MAX_QUANTITY: Final = 999
_MAX_CENTS: Final = 99_999_999
_MAX_COEFFICIENT: Final = 9_999_999
_FAMILIES: Final = {family.value: family for family in Family}

_Found = Iterator[tuple[str, v.Fault]]


@dataclass(frozen=True, slots=True)
class Tariffs:
    """What the acts of one batch are checked against."""

    catalogue: Catalogue
    practice: Practice


def check_lines(
    lines: Sequence[ClaimLine], families: Sequence[Family | None], tariffs: Tariffs, *, care_date: date | None
) -> Iterator[ClaimViolation]:
    """Everything wrong with lines of such families; a base is compared with the tariffs of a known date of care."""
    if not 1 <= len(lines) <= MAX_LINES:
        yield v.LINE_COUNT.at("lines")
        return
    for index, (line, family) in enumerate(zip(lines, families, strict=True)):
        for name, fault in _faults(line, index + 1, family, tariffs=tariffs, care_date=care_date):
            yield fault.at(f"lines[{index}].{name}")
    if families.count(Family.HOSPITAL_DAY) > 1:
        yield v.DAYS_TWICE.at("lines")


def families_of(lines: Sequence[ClaimLine], catalogue: Catalogue) -> Sequence[Family | None]:
    """The family of each line: the one that it states, or else that of its code; None when neither is known."""
    return [_family_of(line, catalogue) for line in lines]


def _family_of(line: ClaimLine, catalogue: Catalogue) -> Family | None:
    if line.family:
        return _FAMILIES.get(line.family)
    return catalogue.family(line.act_code) if catalogue.knows(line.act_code) else None


def _faults(
    line: ClaimLine, expected_no: int, family: Family | None, *, tariffs: Tariffs, care_date: date | None
) -> _Found:
    if line.line_no != expected_no:
        yield "line_no", v.LINE_NO
    if line.quantity > _MAX_QUANTITY:
        yield "quantity", v.QUANTITY
    yield from _figures(line, family)
    yield from _known(line, tariffs, care_date) if tariffs.catalogue.knows(line.act_code) else _unknown(line, family)
    yield from _family(line, family, tariffs)
    if line.HasField("detail"):
        yield from check_detail(line.detail, family)


def _figures(line: ClaimLine, family: Family | None) -> _Found:
    if line.price_unstated and line.price_cents:
        yield "price_unstated", v.PRICE_STATED
    elif line.price_unstated and family is not Family.HOSPITAL_DAY:
        yield "price_unstated", v.PRICE_UNSTATED
    if line.price_cents < 0:
        yield "price_cents", v.NEGATIVE_PRICE
    elif line.price_cents > _MAX_CENTS:
        yield "price_cents", v.PRICE_TOO_HIGH
    if line.base_cents < 0:
        yield "base_cents", v.BASE_NEGATIVE
    elif line.base_cents > _MAX_CENTS:
        yield "base_cents", v.BASE_TOO_HIGH
    if line.coefficient_milli > _MAX_COEFFICIENT:
        yield "coefficient_milli", v.COEFFICIENT


def _known(line: ClaimLine, tariffs: Tariffs, care_date: date | None) -> _Found:
    catalogue, code = tariffs.catalogue, line.act_code
    if line.base_cents > 0:
        if care_date and catalogue.has_tariff(code, tariffs.practice, care_date):
            yield "base_cents", v.BASE_NOT_TAKEN
    elif not catalogue.is_key_letter(code):
        if line.coefficient_milli:
            yield "coefficient_milli", v.COEFFICIENT_NOT_TAKEN
    elif not line.coefficient_milli:
        yield "coefficient_milli", v.COEFFICIENT_MISSING


def _unknown(line: ClaimLine, family: Family | None) -> _Found:
    """An act that the tables do not hold states its base, and its family."""
    if family is None and line.family:
        return  # told as such
    if not line.act_code and needs_no_code(family):
        return
    if not (line.base_cents > 0 and may_state_its_base(line.act_code, family)):
        yield "act_code", v.UNKNOWN_ACT
    elif family is None:
        yield "family", v.FAMILY_MISSING


def _family(line: ClaimLine, family: Family | None, tariffs: Tariffs) -> _Found:
    catalogue = tariffs.catalogue
    if line.family and family is None:
        yield "family", v.ACT_FAMILY
    if family is None or family is Family.SURCHARGE:  # a supplement follows the act it goes with
        return
    if line.family and catalogue.knows(line.act_code) and catalogue.family(line.act_code) is not family:
        yield "family", v.FAMILY_OTHER
    elif (tariffs.practice.kind, family) not in RULES:
        yield "family", v.FAMILY_PROFESSION
