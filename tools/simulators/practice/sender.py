"""Sends invoices in batches of one practice, with that practice's token, repeating under the same invoice numbers."""

from collections.abc import Coroutine, Iterable, Sequence
from itertools import islice
from typing import Any, Final

import grpc

from chassis.clock import Clock
from chassis.errors import DomainError
from chassis.tokens import TokenSigner
from tools.simulators.doors import Badge, call
from tools.simulators.practice.billing import Invoice
from tools.simulators.practice.intents import CANCEL, IntentLog, Status
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

CORRECT: Final = "correct"
Accepted = tuple[Invoice, int]
"""An invoice that was accepted, and the version that was."""


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
        """Replace a version of an invoice by this content.

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
        """Withdraw a version of an invoice for good.

        Raises:
            DomainError: the whole call was refused, or nobody answered.
        """
        request = CancelClaimRequest(claim_id=invoice.claim.claim_id, cancels_version=cancels, reason=reason)
        metadata = self._badge(invoice.practice).metadata()
        answer = await call(lambda: self._stub.CancelClaim(request, metadata=metadata), attempts=self._attempts)
        return answer.acknowledgement

    async def send_correction(self, invoice: Invoice, replaces: int, log: IntentLog) -> int:
        """Correct and note what becomes of it; the new version, 0 when it was refused or nobody answered."""
        return await self._change(CORRECT, invoice, replaces + 1, self.correct(invoice, replaces), log=log)

    async def send_cancellation(
        self, invoice: Invoice, cancels: int, reason: CancelReason.ValueType, log: IntentLog
    ) -> int:
        """Cancel and note what becomes of it; the new version, 0 when it was refused or nobody answered."""
        return await self._change(CANCEL, invoice, cancels + 1, self.cancel(invoice, cancels, reason), log=log)

    async def _change(
        self, op: str, invoice: Invoice, version: int, sending: Coroutine[Any, Any, Acknowledgement], *, log: IntentLog
    ) -> int:
        log.note(op, invoice, "sent", version=version)
        try:
            told = await sending
        except DomainError as error:
            log.note(op, invoice, "info", detail=error.code.value, version=version)
            return 0
        if _status(told) != "ok":
            log.note(op, invoice, _status(told), detail=_detail(told), version=version)
            return 0
        log.note(op, invoice, "ok", version=told.version, receipt_id=told.receipt_id)
        return told.version

    async def send(self, op: str, invoices: Iterable[Invoice], log: IntentLog, *, batch: int) -> list[Accepted]:
        """Send invoices of any practices in batches of at most `batch`, and note each; those that were accepted."""
        accepted: list[Accepted] = []
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
    ) -> list[Accepted]:
        for invoice in part:
            log.note(op, invoice, "sent")
        try:
            acknowledgements = await self.submit(practice, part)
        except DomainError as error:
            for invoice in part:
                log.note(op, invoice, "info", detail=error.code.value)
            return []
        answered = list(zip(part, acknowledgements, strict=True))
        for invoice, told in answered:
            log.note(op, invoice, _status(told), detail=_detail(told), receipt_id=told.receipt_id)
        return [(invoice, 1) for invoice, told in answered if _status(told) == "ok"]

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
