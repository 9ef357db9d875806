"""Sends invoices in batches of one practice with that practice's token, repeats them, corrects and cancels them."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Literal

import grpc

from chassis.clock import Clock
from chassis.errors import DomainError
from chassis.tokens import TokenSigner
from tools.simulators.doors import Badge, call
from tools.simulators.practice.billing import Invoice
from tools.simulators.practice.intents import IntentLog, Status
from tools.simulators.practice.practices import Practice
from vitale.claim.v1.claim_service_pb2 import (
    CANCEL_REASON_BILLED_BY_MISTAKE,
    Acknowledgement,
    CancelClaimRequest,
    CancelReason,
    CorrectClaimRequest,
    SubmitClaimsRequest,
)
from vitale.claim.v1.claim_service_pb2_grpc import ClaimServiceStub


class Software:
    """The software of every practice: one channel to intake, one token for each practice."""

    def __init__(self, channel: grpc.aio.Channel, signer: TokenSigner, clock: Clock, *, attempts: int = 8) -> None:
        """Take a channel to teletransmission and the demo issuer's signer; `attempts` bounds how often it repeats."""
        self._stub = ClaimServiceStub(channel)
        self._signer, self._clock, self._attempts = signer, clock, attempts
        self._badges: dict[str, Badge] = {}

    async def submit(self, practice: Practice, invoices: Sequence[Invoice]) -> Sequence[Acknowledgement]:
        """Send one batch and give the acknowledgements in its order.

        Raises:
            DomainError: the whole batch was refused, or nobody answered.
        """
        request = SubmitClaimsRequest(claims=[invoice.claim for invoice in invoices])
        metadata = self._badge(practice).metadata()
        answer = await call(lambda: self._stub.SubmitClaims(request, metadata=metadata), attempts=self._attempts)
        return answer.acknowledgements

    async def correct(self, invoice: Invoice, replaces: int) -> Acknowledgement:
        """Send an invoice as it should have been, in place of a version of it.

        Raises:
            DomainError: the whole call was refused, or nobody answered.
        """
        request = CorrectClaimRequest(claim=invoice.claim, replaces_version=replaces)
        metadata = self._badge(invoice.practice).metadata()
        answer = await call(lambda: self._stub.CorrectClaim(request, metadata=metadata), attempts=self._attempts)
        return answer.acknowledgement

    async def cancel(
        self, invoice: Invoice, cancels: int, reason: CancelReason.ValueType = CANCEL_REASON_BILLED_BY_MISTAKE
    ) -> Acknowledgement:
        """Withdraw a version of an invoice.

        Raises:
            DomainError: the whole call was refused, or nobody answered.
        """
        request = CancelClaimRequest(claim_id=invoice.claim.claim_id, cancels_version=cancels, reason=reason)
        metadata = self._badge(invoice.practice).metadata()
        answer = await call(lambda: self._stub.CancelClaim(request, metadata=metadata), attempts=self._attempts)
        return answer.acknowledgement

    async def replace(self, op: Literal["correct", "cancel"], invoice: Invoice, log: IntentLog, version: int) -> bool:
        """Correct or cancel the version before `version`, and note what becomes of it; whether it was taken."""
        cancelled = op == "cancel"
        log.note(op, invoice, "sent", version=version, cancelled=cancelled)
        try:
            told = await (self.cancel if cancelled else self.correct)(invoice, version - 1)
        except DomainError as error:
            log.note(op, invoice, "info", detail=error.code.value, version=version, cancelled=cancelled)
            return False
        log.note(op, invoice, _status(told), detail=_detail(told), version=version, cancelled=cancelled)
        return _status(told) == "ok"

    async def send(self, op: str, invoices: Iterable[Invoice], log: IntentLog, *, batch: int) -> list[Invoice]:
        """Send invoices of any practices in batches of at most `batch`, and note what becomes of each.

        Returns those that were accepted.
        """
        accepted: list[Invoice] = []
        by_practice: dict[Practice, list[Invoice]] = {}
        for invoice in invoices:
            by_practice.setdefault(invoice.practice, []).append(invoice)
        for practice, whole in by_practice.items():
            remaining = iter(whole)
            while part := list(islice(remaining, batch)):
                accepted += await self._send_batch(op, practice, part, log=log)
        return accepted

    async def _send_batch(
        self, op: str, practice: Practice, part: Sequence[Invoice], *, log: IntentLog
    ) -> list[Invoice]:
        for invoice in part:
            log.note(op, invoice, "sent")
        try:
            acknowledgements = await self.submit(practice, part)
        except DomainError as error:
            for invoice in part:
                log.note(op, invoice, "info", detail=error.code.value)
            return []
        for invoice, acknowledgement in zip(part, acknowledgements, strict=True):
            log.note(op, invoice, _status(acknowledgement), detail=_detail(acknowledgement))
        answered = zip(part, acknowledgements, strict=True)
        return [invoice for invoice, acknowledgement in answered if _status(acknowledgement) == "ok"]

    def _badge(self, practice: Practice) -> Badge:
        badge = self._badges.get(practice.practice_id)
        if badge is None:
            subject, attributes = practice.practice_id, practice.attributes
            badge = Badge(self._signer, self._clock, subject=subject, role="practice", attributes=attributes)
            self._badges[practice.practice_id] = badge
        return badge


def _status(acknowledgement: Acknowledgement) -> Status:
    return "ok" if acknowledgement.outcome == Acknowledgement.OUTCOME_ACCEPTED else "fail"


def _detail(acknowledgement: Acknowledgement) -> str:
    return acknowledgement.violations[0].code if acknowledgement.violations else ""
