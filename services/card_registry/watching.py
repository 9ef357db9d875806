"""Redemptions told to their holder while they happen: one look at the database for all who watch."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Final

import structlog

from card_registry.store import PresentationStore, Standing
from chassis.clock import Clock
from chassis.postgres import is_infrastructure
from chassis.safe_errors import describe

_LOOK_S: Final = 0.5
# However often this process redeems, the database is not looked at more often than that.
_REST_S: Final = 0.05
# A transaction commits after the moment that stands in its row: looked at again for that long, told once.
_OVERLAP: Final = timedelta(seconds=30)


class _Watcher:
    """One open stream: what is to be told, and what was told."""

    def __init__(self, holder_id: bytes, since: datetime) -> None:
        self.holder_id, self.since = holder_id, since
        self.told: set[bytes] = set()
        self.queue: asyncio.Queue[Standing] = asyncio.Queue()

    def offer(self, standing: Standing) -> None:
        context = standing.context
        if context.started_at >= self.since and context.context_id not in self.told:
            self.told.add(context.context_id)
            self.queue.put_nowait(standing)

    async def told_from_now_on(self) -> AsyncIterator[Standing]:
        while True:
            yield await self.queue.get()


class Watching:
    """Streams of redemptions. Another process may have redeemed, so the database is looked at; a wake looks at once."""

    def __init__(self, store: PresentationStore, clock: Clock) -> None:
        """Take the store and the clock."""
        self._store, self._clock = store, clock
        self._watchers: set[_Watcher] = set()
        self._awake = asyncio.Event()
        self._log = structlog.get_logger()

    def wake(self) -> None:
        """Tell that this process has redeemed something."""
        self._awake.set()

    @asynccontextmanager
    async def of(self, holder_id: bytes) -> AsyncIterator[AsyncIterator[Standing]]:
        """Redemptions of a holder's cards from now on, each once, while the block runs."""
        watcher = _Watcher(holder_id, self._clock.now())
        self._watchers.add(watcher)
        try:
            yield watcher.told_from_now_on()
        finally:
            self._watchers.discard(watcher)

    async def run(self) -> None:
        """Look for those who watch, until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._awake.wait(), _LOOK_S)
            self._awake.clear()
            try:
                await self.look()
            except Exception as error:
                if not is_infrastructure(error):
                    raise
                self._log.warning("watching_waits", error=describe(error))
            await asyncio.sleep(_REST_S)

    async def look(self) -> None:
        """Tell what is new to those who watch."""
        by_holder: dict[bytes, list[_Watcher]] = {}
        for watcher in self._watchers:
            by_holder.setdefault(watcher.holder_id, []).append(watcher)
        if not by_holder:
            return
        for standing in await self._store.presented_since(list(by_holder), self._clock.now() - _OVERLAP):
            for watcher in by_holder.get(standing.context.holder_id, []):
                watcher.offer(standing)
