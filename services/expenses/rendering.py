"""Turns messages of the receipts api into the JSON of this front, in one language: texts in the shape of its models."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Final, TypeAlias, TypeVar

from expenses import labels, models
from expenses.amounts import percent, written_day
from expenses.corrections import balance_of, reversed_of
from expenses.json_text import NULL, flag, listed, plain, shape, text, text_or_null, written
from expenses.labels import AMOUNTS, COUNTERS, PAID_TO, PROFESSIONALS, RECOVERED, PaidTo, Words, word
from expenses.language import Language
from expenses.money import money
from expenses.payments import payment_of
from reimbursement.model import Amount, DebtKind, Reason, ReasonCode
from reimbursement.rule_tables import Tables
from reimbursement.wording import label, render, source_of
from vitale.receipt.v1 import receipt_pb2 as pb
from vitale.receipt.v1.receipt_service_pb2 import (
    EstimateResponse,
    ListPeopleResponse,
    ListReceiptsResponse,
    VisiblePerson,
    YearCounter,
)

_EPOCH: Final = datetime(1970, 1, 1)  # noqa: DTZ001 - of UTC, like all that is counted from it here
_DEBTS: Final[dict[DebtKind, labels.DebtKind]] = {
    DebtKind.PARTICIPATION: "participation",
    DebtKind.FRANCHISE: "franchise",
    DebtKind.SURCHARGE: "surcharge",
}

_RECEIPTS, _RECEIPT, _ESTIMATE = shape(models.Receipts), shape(models.Receipt), shape(models.Estimate)
_LINE: Final = shape(models.Line)

M = TypeVar("M", pb.ReceiptLine, pb.Reason)
Memory: TypeAlias = dict[tuple[str, Language, bytes], str]
"""Texts by rules version, language and content of the message."""
_REMEMBERED: Final = 8_192
_TOLD: Final[Memory] = {}
"""Reasons; a reason names nobody."""
_LINES_REMEMBERED: Final = 2_048
_LINES: Final[Memory] = {}
"""Lines; a line names nobody either."""


class Renderer:
    """Writes answers as JSON in one language, by the current tables: they keep every value that was ever in force."""

    def __init__(self, tables: Tables, language: Language) -> None:
        self._tables = tables
        self._language: Language = language

    def receipts(self, answer: ListReceiptsResponse) -> str:
        """A page of receipts: models.Receipts."""
        return _RECEIPTS % {
            "receipts": listed(map(self.receipt, answer.receipts)),
            "next_cursor": text_or_null(answer.next_cursor),
            "resume_cursor": text_or_null(answer.resume_cursor),
            "reset": flag(answer.reset),
        }

    def receipt(self, receipt: pb.ReceiptIssued) -> str:
        """One receipt with its lines and their reasons: models.Receipt."""
        return _RECEIPT % {
            **self._settlement(receipt),
            "id": plain(receipt.receipt_id.hex()),
            "revision": receipt.revision,
            "person": plain(receipt.subject_id.hex()),
            "accepted_at": _instant(receipt.accepted_at_us),
            "cancelled": flag(receipt.cancelled),
            "reversed": written(reversed_of(receipt, self._language)),
            "balances": listed(written(balance_of(balance, self._language)) for balance in receipt.balances),
            "payments": listed(written(payment_of(one, self._language)) for one in receipt.settlements),
        }

    def payment(self, recorded: pb.SettlementRecorded) -> str:
        """One live payment of a receipt: models.ReceiptPayment."""
        return written(
            models.ReceiptPayment(
                receipt=recorded.receipt_id.hex(),
                revision=recorded.revision,
                person=recorded.subject_id.hex(),
                payment=payment_of(recorded.settlement, self._language),
            )
        )

    def estimate(self, answer: EstimateResponse) -> str:
        """What a care would be paid: models.Estimate."""
        return _ESTIMATE % {
            **self._settlement(answer.preview),
            "position": text(answer.as_of.position),
            "at": _instant(answer.as_of.at_us),
            "unknown_contracts": listed(map(text, answer.unknown_contracts)),
        }

    def people(self, answer: ListPeopleResponse) -> str:
        """The visible set: models.People."""
        return written(models.People(people=[self._person(person) for person in answer.people]))

    def _settlement(self, receipt: pb.ReceiptIssued) -> dict[str, str | int]:
        """The texts of the fields of models.Settlement."""
        third_party, local = receipt.third_party_payment, receipt.local_scheme_cents
        amo, amc = receipt.amo_paid_cents, receipt.amc_cents
        return {
            "care_date": _day(receipt.care_date),
            "professional": _party(receipt.professional_kind, self._language),
            "paid_to": _payee("professional" if third_party else "person", self._language),
            "price": self._money(receipt.price_cents),
            "amo": self._money(amo),
            "local_scheme": self._money(local),
            "amc": self._money(amc),
            "patient": self._money(receipt.patient_cents),
            "reimbursed": self._money(amo + local + amc),
            "lines": listed(map(self._line, receipt.lines)),
            "recoveries": listed(written(self._recovery(recovery)) for recovery in receipt.recoveries),
            "participation_year": self._told(receipt.participation_year_cents),
            "franchise_year": self._told(receipt.franchise_year_cents),
            "rules_version": text(receipt.rules_version),
        }

    def _recovery(self, recovery: pb.Recovery) -> models.Recovery:
        kind = _DEBTS[DebtKind(recovery.kind)]
        day = (_EPOCH + timedelta(days=recovery.day)).date() if recovery.origin_receipt_id else None
        how = "untold" if day is None else "taken" if recovery.amount_cents > 0 else "given_back"
        told = written_day(day, self._language) if day is not None else ""
        return models.Recovery(
            kind=kind,
            label=self._word(AMOUNTS, kind),
            amount=money(-recovery.amount_cents, self._language),
            care_date=day,
            origin=recovery.origin_receipt_id.hex() or None,
            text=self._word(RECOVERED, how).format(day=told),
        )

    def _line(self, line: pb.ReceiptLine) -> str:
        """The same acts with the same amounts stand on receipt after receipt: what was told once is told again."""
        return self._told_once(line, _LINES, _LINES_REMEMBERED, self._tell_line)

    def _tell_line(self, line: pb.ReceiptLine) -> str:
        rate = models.Rate(basis_points=line.rate_bp, text=percent(line.rate_bp, self._language))
        return _LINE % {
            "line_no": line.line_no,
            "code": text(line.act_code),
            "label": text(label(line.act_code, self._tables, self._language)),
            "price": self._money(line.price_cents),
            "base": self._money(line.base_cents),
            "rate": written(rate),
            "surcharge": self._money(line.surcharge_cents),
            "participation": self._money(line.participation_cents),
            "participation_deferred": self._money(line.participation_deferred_cents),
            "franchise": self._money(line.franchise_cents),
            "franchise_deferred": self._money(line.franchise_deferred_cents),
            "fee": self._money(line.fee_cents),
            "amo": self._money(line.amo_paid_cents),
            "local_scheme": self._money(line.local_scheme_cents),
            "amc": listed(map(self._money, line.amc_cents)),
            "patient": self._money(line.patient_cents),
            "reasons": listed(map(self._reason, line.reasons)),
        }

    def _reason(self, message: pb.Reason) -> str:
        """As lines, so the steps of lines that differ in an amount."""
        return self._told_once(message, _TOLD, _REMEMBERED, self._tell_reason)

    def _tell_reason(self, message: pb.Reason) -> str:
        reason = reason_of(message)
        title, link = source_of(reason, self._tables)
        amount = reason.amount.name.lower()
        return written(
            models.Reason(
                amount=amount,
                amount_label=self._word(AMOUNTS, amount),
                effect=money(reason.effect_cents, self._language),
                text=render(reason, self._tables, self._language),
                source=models.Source(title=title, link=link) if title else None,
            )
        )

    def _told_once(self, message: M, memory: Memory, most: int, tell: Callable[[M], str]) -> str:
        """What `memory` holds of a message, told now when it holds nothing; it is emptied at `most`."""
        known = (self._tables.version, self._language, message.SerializeToString(deterministic=True))
        told = memory.get(known)
        if told is None:
            if len(memory) >= most:
                memory.clear()
            told = memory[known] = tell(message)
        return told

    def _person(self, person: VisiblePerson) -> models.Person:
        return models.Person(
            id=person.subject_id.hex(),
            first_name=person.first_name or None,
            is_self=person.is_self,
            counters=[self._counter(counter) for counter in person.counters],
        )

    def _counter(self, counter: YearCounter) -> models.Counter:
        return models.Counter(
            name=counter.name,
            label=self._word(COUNTERS, counter.name),
            used=money(counter.used_cents, self._language),
            cap=money(counter.cap_cents, self._language),
        )

    def _money(self, cents: int) -> str:
        return _money(cents, self._language)

    def _told(self, cents: int) -> str:
        return _money(cents, self._language) if cents else NULL

    def _word(self, words: Words, name: str) -> str:
        return word(words, name, self._language)


@lru_cache(maxsize=_REMEMBERED)
def _money(cents: int, language: Language) -> str:
    return written(money(cents, language))


@lru_cache(maxsize=_REMEMBERED)
def _day(day: str) -> str:
    return plain(date.fromisoformat(day).isoformat())


@lru_cache(maxsize=256)
def _party(kind: str, language: Language) -> str:
    return written(models.Party(code=kind, label=word(PROFESSIONALS, kind, language)))


@lru_cache
def _payee(paid_to: PaidTo, language: Language) -> str:
    return written(models.Payee(code=paid_to, label=word(PAID_TO, paid_to, language)))


def _instant(at_us: int) -> str:
    """An instant in UTC, as models write it: with Z, and six digits of a second or none."""
    return plain((_EPOCH + timedelta(microseconds=at_us)).isoformat() + "Z")


def reason_of(message: pb.Reason) -> Reason:
    """A stored reason as the rules know it."""
    day = message.in_force_day
    return Reason(
        ReasonCode(message.code),
        Amount(message.amount),
        message.effect_cents,
        tuple(message.values),
        message.parameter,
        (_EPOCH + timedelta(days=day)).date() if day else None,
    )
