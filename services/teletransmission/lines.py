"""Pure checks of the acts of a claim: numbering, code, family, quantity, price and stated base."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from reimbursement.model import Family
from teletransmission import violations as v
from teletransmission.catalogue import Catalogue, is_technical_act
from teletransmission.practice import Practice
from vitale.claim.v1.claim_pb2 import ClaimLine
from vitale.claim.v1.claim_service_pb2 import ClaimViolation

MAX_LINES: Final = 30
_MAX_QUANTITY: Final = 999
_MAX_CENTS: Final = 99_999_999
_FAMILIES: Final = frozenset(family.value for family in Family)


@dataclass(frozen=True, slots=True)
class Tariffs:
    """What the acts of one batch are checked against."""

    catalogue: Catalogue
    practice: Practice


def check_lines(lines: Sequence[ClaimLine], tariffs: Tariffs, care_date: date | None) -> Iterator[ClaimViolation]:
    """Everything wrong with the lines; a base is only compared with the tariffs when the date of care is known."""
    if not 1 <= len(lines) <= MAX_LINES:
        yield v.LINE_COUNT.at("lines")
        return
    for index, line in enumerate(lines):
        faults = [*_number_and_figures(line, index + 1), *_act(line, tariffs, care_date)]
        for name, fault in faults:
            yield fault.at(f"lines[{index}].{name}")


def _number_and_figures(line: ClaimLine, expected_no: int) -> Iterator[tuple[str, v.Fault]]:
    if line.line_no != expected_no:
        yield "line_no", v.LINE_NO
    if line.quantity > _MAX_QUANTITY:
        yield "quantity", v.QUANTITY
    if line.price_cents < 0:
        yield "price_cents", v.NEGATIVE_PRICE
    elif line.price_cents > _MAX_CENTS:
        yield "price_cents", v.PRICE_TOO_HIGH
    if line.base_cents < 0:
        yield "base_cents", v.BASE_NEGATIVE
    elif line.base_cents > _MAX_CENTS:
        yield "base_cents", v.BASE_TOO_HIGH


def _act(line: ClaimLine, tariffs: Tariffs, care_date: date | None) -> Iterator[tuple[str, v.Fault]]:
    if line.family and line.family not in _FAMILIES:
        yield "family", v.ACT_FAMILY
    if tariffs.catalogue.knows(line.act_code):
        if line.base_cents > 0 and care_date and _is_established(line, tariffs, care_date):
            yield "base_cents", v.BASE_NOT_TAKEN
    elif not (is_technical_act(line.act_code) and line.base_cents > 0):
        yield "act_code", v.UNKNOWN_ACT
    elif not line.family:
        yield "family", v.FAMILY_MISSING


def _is_established(line: ClaimLine, tariffs: Tariffs, care_date: date) -> bool:
    return tariffs.catalogue.has_tariff(line.act_code, tariffs.practice, care_date)
