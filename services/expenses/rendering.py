"""Turns messages of the receipts api into the JSON of this front, in one language."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from expenses import labels, models
from expenses.amounts import euros, percent, written_day
from expenses.corrections import balance_of, reversed_of
from expenses.labels import AMOUNTS, COUNTERS, PAID_TO, PROFESSIONALS, RECOVERED, PaidTo, Words, word
from expenses.language import Language
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

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_DEBTS: Final[dict[DebtKind, labels.DebtKind]] = {
    DebtKind.PARTICIPATION: "participation",
    DebtKind.FRANCHISE: "franchise",
    DebtKind.SURCHARGE: "surcharge",
}

_REMEMBERED: Final = 8_192
_TOLD: Final[dict[tuple[str, Language, bytes], models.Reason]] = {}
"""Reasons by rules version, language and content; a reason names nobody."""


class Renderer:
    """Renders in one language with the current tables, which keep every value that was ever in force."""

    def __init__(self, tables: Tables, language: Language) -> None:
        self._tables = tables
        self._language: Language = language

    def receipts(self, answer: ListReceiptsResponse) -> models.Receipts:
        """A page of receipts."""
        return models.Receipts(
            receipts=[self.receipt(receipt) for receipt in answer.receipts],
            next_cursor=answer.next_cursor or None,
            resume_cursor=answer.resume_cursor or None,
            reset=answer.reset,
        )

    def receipt(self, receipt: pb.ReceiptIssued) -> models.Receipt:
        """One receipt with its lines and their reasons."""
        return models.Receipt(
            **self._settlement(receipt),
            id=receipt.receipt_id.hex(),
            revision=receipt.revision,
            person=receipt.subject_id.hex(),
            accepted_at=_EPOCH + timedelta(microseconds=receipt.accepted_at_us),
            cancelled=receipt.cancelled,
            reversed=reversed_of(receipt, self._language),
            balances=[balance_of(balance, self._language) for balance in receipt.balances],
            payments=[payment_of(settlement, self._language) for settlement in receipt.settlements],
        )

    def payment(self, recorded: pb.SettlementRecorded) -> models.ReceiptPayment:
        """One live payment of a receipt."""
        return models.ReceiptPayment(
            receipt=recorded.receipt_id.hex(),
            revision=recorded.revision,
            person=recorded.subject_id.hex(),
            payment=payment_of(recorded.settlement, self._language),
        )

    def estimate(self, answer: EstimateResponse) -> models.Estimate:
        """What a care would be paid."""
        return models.Estimate(
            **self._settlement(answer.preview),
            position=answer.as_of.position,
            at=_EPOCH + timedelta(microseconds=answer.as_of.at_us),
            unknown_contracts=list(answer.unknown_contracts),
        )

    def _settlement(self, receipt: pb.ReceiptIssued) -> dict[str, Any]:
        paid_to: PaidTo = "professional" if receipt.third_party_payment else "person"
        kind = receipt.professional_kind
        return {
            "care_date": date.fromisoformat(receipt.care_date),
            "professional": models.Party(code=kind, label=self._word(PROFESSIONALS, kind)),
            "paid_to": models.Payee(code=paid_to, label=self._word(PAID_TO, paid_to)),
            "price": self._money(receipt.price_cents),
            "amo": self._money(receipt.amo_paid_cents),
            "local_scheme": self._money(receipt.local_scheme_cents),
            "amc": self._money(receipt.amc_cents),
            "patient": self._money(receipt.patient_cents),
            "reimbursed": self._money(receipt.amo_paid_cents + receipt.local_scheme_cents + receipt.amc_cents),
            "lines": [self._line(line) for line in receipt.lines],
            "recoveries": [self._recovery(recovery) for recovery in receipt.recoveries],
            "participation_year": self._told(receipt.participation_year_cents),
            "franchise_year": self._told(receipt.franchise_year_cents),
            "rules_version": receipt.rules_version,
        }

    def _recovery(self, recovery: pb.Recovery) -> models.Recovery:
        kind = _DEBTS[DebtKind(recovery.kind)]
        day = (_EPOCH + timedelta(days=recovery.day)).date() if recovery.origin_receipt_id else None
        how = "untold" if day is None else "taken" if recovery.amount_cents > 0 else "given_back"
        told = written_day(day, self._language) if day is not None else ""
        return models.Recovery(
            kind=kind,
            label=self._word(AMOUNTS, kind),
            amount=self._money(-recovery.amount_cents),
            care_date=day,
            origin=recovery.origin_receipt_id.hex() or None,
            text=self._word(RECOVERED, how).format(day=told),
        )

    def _line(self, line: pb.ReceiptLine) -> models.Line:
        return models.Line(
            line_no=line.line_no,
            code=line.act_code,
            label=label(line.act_code, self._tables, self._language),
            price=self._money(line.price_cents),
            base=self._money(line.base_cents),
            rate=models.Rate(basis_points=line.rate_bp, text=percent(line.rate_bp, self._language)),
            surcharge=self._money(line.surcharge_cents),
            participation=self._money(line.participation_cents),
            participation_deferred=self._money(line.participation_deferred_cents),
            franchise=self._money(line.franchise_cents),
            franchise_deferred=self._money(line.franchise_deferred_cents),
            fee=self._money(line.fee_cents),
            amo=self._money(line.amo_paid_cents),
            local_scheme=self._money(line.local_scheme_cents),
            amc=[self._money(cents) for cents in line.amc_cents],
            patient=self._money(line.patient_cents),
            reasons=[self._reason(reason) for reason in line.reasons],
        )

    def _reason(self, message: pb.Reason) -> models.Reason:
        """The same steps with the same values stand on receipt after receipt: what was told once is told again."""
        known = (self._tables.version, self._language, message.SerializeToString(deterministic=True))
        told = _TOLD.get(known)
        if told is None:
            if len(_TOLD) >= _REMEMBERED:
                _TOLD.clear()
            told = _TOLD[known] = self._tell(message)
        return told

    def _tell(self, message: pb.Reason) -> models.Reason:
        reason = reason_of(message)
        title, link = source_of(reason, self._tables)
        amount = reason.amount.name.lower()
        return models.Reason(
            amount=amount,
            amount_label=self._word(AMOUNTS, amount),
            effect=self._money(reason.effect_cents),
            text=render(reason, self._tables, self._language),
            source=models.Source(title=title, link=link) if title else None,
        )

    def people(self, answer: ListPeopleResponse) -> models.People:
        """The visible set."""
        return models.People(people=[self._person(person) for person in answer.people])

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
            used=self._money(counter.used_cents),
            cap=self._money(counter.cap_cents),
        )

    def _money(self, cents: int) -> models.Money:
        return _money(cents, self._language)

    def _told(self, cents: int) -> models.Money | None:
        return self._money(cents) if cents else None

    def _word(self, words: Words, name: str) -> str:
        return word(words, name, self._language)


@lru_cache(maxsize=_REMEMBERED)
def _money(cents: int, language: Language) -> models.Money:
    return models.Money(cents=cents, text=euros(cents, language))


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
