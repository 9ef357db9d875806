"""Sends invoices in batches of one practice, with that practice's token, repeating under the same invoice numbers."""

from collections.abc import Iterable, Sequence
from itertools import islice

import grpc

from chassis.clock import Clock
from chassis.errors import DomainError
from chassis.tokens import TokenSigner
from tools.simulators.doors import Badge, call
from tools.simulators.practice.billing import Invoice
from tools.simulators.practice.intents import IntentLog, Status
from tools.simulators.practice.practices import Practice
from vitale.claim.v1.claim_service_pb2 import Acknowledgement, SubmitClaimsRequest
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

    async def send(self, op: str, invoices: Iterable[Invoice], log: IntentLog, *, batch: int) -> None:
        """Send invoices of any practices in batches of at most `batch`, and note what becomes of each."""
        by_practice: dict[Practice, list[Invoice]] = {}
        for invoice in invoices:
            by_practice.setdefault(invoice.practice, []).append(invoice)
        for practice, whole in by_practice.items():
            remaining = iter(whole)
            while part := list(islice(remaining, batch)):
                await self._send_batch(op, practice, part, log=log)

    async def _send_batch(self, op: str, practice: Practice, part: Sequence[Invoice], *, log: IntentLog) -> None:
        for invoice in part:
            log.note(op, invoice, "sent")
        try:
            acknowledgements = await self.submit(practice, part)
        except DomainError as error:
            for invoice in part:
                log.note(op, invoice, "info", detail=error.code.value)
            return
        for invoice, acknowledgement in zip(part, acknowledgements, strict=True):
            log.note(op, invoice, _status(acknowledgement), detail=_detail(acknowledgement))

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
