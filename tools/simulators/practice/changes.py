"""Second thoughts of practices: some of what was accepted is corrected, some cancelled, at once or once it is paid."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from tools.simulators.practice.billing import Invoice
from tools.simulators.practice.intents import IntentLog
from tools.simulators.practice.sender import Accepted, Software
from vitale.claim.v1 import claim_service_pb2 as pb
from vitale.claim.v1.claim_service_pb2 import SubmittedClaim

_LATER_S: Final = (2.0, 15.0)
"""When a change that does not leave at once leaves: after the receipt, and mostly after the payment."""
_AT_ONCE: Final = 0.5
_CANCELLED_AFTER_ALL: Final = 0.2
_SENT_TWICE: Final = 0.05
_DEARER_CENTS: Final = (50, 300)
_REASONS: Final = (
    pb.CANCEL_REASON_BILLED_BY_MISTAKE,
    pb.CANCEL_REASON_WRONG_BENEFICIARY,
    pb.CANCEL_REASON_DUPLICATE,
    pb.CANCEL_REASON_OTHER,
)


@dataclass(frozen=True, slots=True)
class Share:
    """Of a hundred accepted claims, how many are corrected and how many cancelled."""

    correct_percent: int = 0
    cancel_percent: int = 0


NONE: Final = Share()
"""Nothing is changed."""


class SecondThoughts:
    """Draws which accepted claims are changed, and changes them; the same seed draws the same ones."""

    def __init__(self, share: Share, software: Software, log: IntentLog, *, seed: int) -> None:
        """Take what sends and what is written down."""
        self._share, self._software, self._log = share, software, log
        self._dice = Random(seed)  # noqa: S311 - repeatable, not secret

    async def about(self, accepted: Iterable[Accepted]) -> None:
        """Change some of these claims; returns when every change has its outcome in the log."""
        async with asyncio.TaskGroup() as tasks:
            for invoice, version in accepted:
                drawn = self._dice.randrange(100)
                if drawn < self._share.correct_percent:
                    tasks.create_task(self._correct(invoice, version, self._wait()))
                elif drawn < self._share.correct_percent + self._share.cancel_percent:
                    tasks.create_task(self._cancel(invoice, version, self._wait()))

    def _wait(self) -> float:
        return 0.0 if self._dice.random() < _AT_ONCE else self._dice.uniform(*_LATER_S)

    async def _correct(self, invoice: Invoice, version: int, wait_s: float) -> None:
        changed = replace(invoice, claim=corrected(invoice.claim, self._dice))
        twice, after_all = self._dice.random() < _SENT_TWICE, self._dice.random() < _CANCELLED_AFTER_ALL
        await asyncio.sleep(wait_s)
        now = await self._software.send_correction(changed, version, self._log)
        if twice:
            await self._software.send_correction(changed, version, self._log)
        if now and after_all:
            await self._cancel(changed, now, self._wait())

    async def _cancel(self, invoice: Invoice, version: int, wait_s: float) -> None:
        reason = self._dice.choice(_REASONS)
        await asyncio.sleep(wait_s)
        await self._software.send_cancellation(invoice, version, reason, self._log)


def corrected(claim: SubmittedClaim, dice: Random) -> SubmittedClaim:
    """The whole claim as it should have been: another price of a line, or the other way of paying."""
    changed = SubmittedClaim()
    changed.CopyFrom(claim)
    priced = [line for line in changed.lines if not line.price_unstated and line.price_cents > 0]
    if priced and dice.random() < _AT_ONCE:
        dice.choice(priced).price_cents += dice.randint(*_DEARER_CENTS)
    else:
        changed.third_party_payment = not changed.third_party_payment
    return changed
