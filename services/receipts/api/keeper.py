"""Owns when the visible set is decided again: rights that change, midnight in Paris, the end of a token."""

import asyncio
import contextlib
from collections.abc import Iterable
from datetime import date
from typing import Final

import structlog

from chassis.clock import Clock
from chassis.errors import DomainError
from receipts.api.hub import PARIS, Hub
from receipts.api.ledger import Ledger
from receipts.api.listing import NEWEST, heads_of, windows
from receipts.api.subscription import Subscription
from receipts.visibility import Person

_TICK_S: Final = 1.0
_log = structlog.get_logger(__name__)


class Keeper:
    """Loads viewers for the subscriptions of a hub. Loads follow one another: the last to end is the last to begin."""

    def __init__(self, hub: Hub, ledger: Ledger, clock: Clock) -> None:
        self._hub = hub
        self._ledger = ledger
        self._clock = clock
        self._day = clock.today(PARIS)
        self._rights: set[bytes] = set()
        self._due: set[bytes] = set()
        self._one_by_one = asyncio.Lock()

    def today(self) -> date:
        """The day of looking."""
        return self._clock.today(PARIS)

    async def load(self, subscription: Subscription) -> None:
        """Give a new subscription its visible set."""
        async with self._one_by_one:
            subscription.look(await self._ledger.viewer(subscription.terms.subject_id), self.today())
            self._hub.index(subscription)

    async def heads(self, people: Iterable[Person]) -> dict[int, int]:
        """The newest visible receipt in each partition."""
        return heads_of(await self._ledger.below(windows(people, None, beyond=NEWEST), 1))

    async def refresh(self, viewers: Iterable[bytes]) -> None:
        """Decide again for these viewers; those whose visible set changed are told."""
        for subject_id in tuple(viewers):
            async with self._one_by_one:
                viewer = await self._ledger.viewer(subject_id)
                for subscription in self._hub.of_viewer(subject_id):
                    changed = subscription.look(viewer, self.today())
                    self._hub.index(subscription)
                    if changed:
                        subscription.move(await self.heads(subscription.people))
                        subscription.people_changed()

    async def step(self) -> None:
        """Do what is due now; what the database could not answer stays due for the next step."""
        self._hub.wake.clear()
        self._hub.expire(self._clock.now())
        if self.today() != self._day:
            self._due |= self._hub.viewers()
            self._day = self.today()
        self._rights |= self._hub.changed()
        self._due |= await self._concerned()
        self._rights.clear()
        await self.refresh(self._due)
        self._due.clear()

    async def _concerned(self) -> set[bytes]:
        if not self._rights:
            return set()
        concerned = self._hub.concerned(self._rights)
        return concerned | await self._ledger.openers(self._rights, self._hub.viewers() - concerned)

    async def run(self) -> None:
        """Step whenever rights change, and once a second."""
        while True:
            try:
                await self.step()
            except DomainError as error:
                _log.warning("visible_sets_not_refreshed", code=error.code.value)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_TICK_S):
                    await self._hub.wake.wait()
