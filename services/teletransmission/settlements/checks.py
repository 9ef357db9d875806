"""What is wrong with a settlement by itself, before anything is looked up; pure."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from teletransmission.settlements import faults
from vitale.settlement.v1.settlement_pb2 import PAID_TO_INSURED, PAID_TO_PROFESSIONAL, Payment, Rejection
from vitale.settlement.v1.settlement_service_pb2 import SettlementViolation, StatedSettlement

_ID_BYTES: Final = 16
_MOST_CENTS: Final = 99_999_999
_MOST_WORDS: Final = 140
_CLAIM_ID: Final = re.compile(r"[A-Z0-9-]{1,32}")
_REFERENCE: Final = re.compile(r"[A-Z0-9-]{1,35}")
_CODE: Final = re.compile(r"[A-Z0-9-]{1,16}")
_NUMBER_OF_A_PERSON: Final = re.compile(r"[0-9]{13}")
_LONG_NUMBER: Final = re.compile(r"[0-9]{6}")
_PAID_TO: Final = frozenset({PAID_TO_PROFESSIONAL, PAID_TO_INSURED})


def check_settlement(stated: StatedSettlement, today: date) -> list[SettlementViolation]:
    """Everything wrong with it; `today` is the day in Paris."""
    return [
        *_check_name(stated),
        *_check_reference(stated.reference),
        *_check_day(stated.day, today),
        *_outcome(stated),
    ]


def _check_name(stated: StatedSettlement) -> Iterator[SettlementViolation]:
    named = stated.WhichOneof("of")
    if named is None:
        yield faults.NOT_NAMED.at("claim")
    elif named == "receipt_id" and len(stated.receipt_id) != _ID_BYTES:
        yield faults.RECEIPT_ID.at("receipt_id")
    elif named == "claim" and not (stated.claim.issuer and _CLAIM_ID.fullmatch(stated.claim.claim_id)):
        yield faults.CLAIM_NAME.at("claim")


def _check_reference(reference: str) -> Iterator[SettlementViolation]:
    # Dashes inside do not make a number of a person another one.
    if not _REFERENCE.fullmatch(reference) or _NUMBER_OF_A_PERSON.search(reference.replace("-", "")):
        yield faults.REFERENCE.at("reference")


def _check_day(text: str, today: date) -> Iterator[SettlementViolation]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        yield faults.DAY.at("day")
        return
    if day.isoformat() != text:
        yield faults.DAY.at("day")
    elif day > today:
        yield faults.FUTURE.at("day")


def _outcome(stated: StatedSettlement) -> Iterator[SettlementViolation]:
    outcome = stated.WhichOneof("outcome")
    if outcome is None:
        yield faults.NO_OUTCOME.at("paid")
    elif outcome == "paid":
        yield from _check_payment(stated.paid)
    else:
        yield from _check_rejection(stated.rejected)


def _check_payment(paid: Payment) -> Iterator[SettlementViolation]:
    if paid.to not in _PAID_TO:
        yield faults.PAID_TO.at("paid.to")
    if not 0 < abs(paid.amount_cents) <= _MOST_CENTS:
        yield faults.AMOUNT.at("paid.amount_cents")


def _check_rejection(rejected: Rejection) -> Iterator[SettlementViolation]:
    if not _CODE.fullmatch(rejected.code):
        yield faults.CODE.at("rejected.code")
    words = rejected.words
    if (
        not 0 < len(words) <= _MOST_WORDS
        or not words.isprintable()
        or _LONG_NUMBER.search(re.sub(r"[\s.-]", "", words))
    ):
        yield faults.WORDS.at("rejected.words")
