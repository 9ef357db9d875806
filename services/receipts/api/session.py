"""Owns one Watch stream: its subscriptions, how each begins, and their end with the stream."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Protocol

from chassis.errors import DomainError
from receipts.api.hub import Hub
from receipts.api.keeper import Keeper
from receipts.api.ledger import Ledger
from receipts.api.listing import people_fingerprint, windows
from receipts.api.mailbox import Mailbox
from receipts.api.subscription import Subscription, Terms
from receipts.cursor import NOWHERE, CursorError, CursorSealer, CursorUse, Place
from receipts.visibility import Viewer
from vitale.receipt.v1.receipt_service_pb2 import AddSubscription, Ended, WatchRequest, WatchResponse

GAP: Final = 500
"""Receipts that a resume may bring; more is read from the list."""
_PER_STREAM: Final = 20_000


class Insured(Protocol):
    """Who a token stands for, decided outside."""

    def __call__(self, token: str) -> tuple[bytes, datetime]:
        """Subject and end of the token; DomainError when it is not an insured person's."""
        ...


@dataclass(frozen=True, slots=True)
class Live:
    """What every stream of the process shares; `standing` is set once live records are followed."""

    hub: Hub
    keeper: Keeper
    ledger: Ledger
    sealer: CursorSealer
    generation: int
    insured: Insured
    standing: asyncio.Event


class Session:
    """One stream and its subscriptions."""

    def __init__(self, live: Live) -> None:
        self._live = live
        self._mailbox = Mailbox()
        self._subscriptions: dict[int, Subscription] = {}
        self._starting: dict[int, asyncio.Task[None]] = {}

    async def run(self, requests: AsyncIterator[WatchRequest]) -> AsyncGenerator[WatchResponse]:
        """Answer requests with messages until the caller ends the stream."""
        reading = asyncio.create_task(self._read(requests))
        try:
            while (response := await self._mailbox.take()) is not None:
                yield response
        finally:
            reading.cancel()
            for number in list(self._subscriptions):
                self._drop(number)

    def close(self) -> None:
        """End the stream once what waits was sent."""
        self._mailbox.close()

    async def _read(self, requests: AsyncIterator[WatchRequest]) -> None:
        try:
            async for request in requests:
                self._drop(request.subscription_id)
                if request.WhichOneof("action") == "add":
                    self._add(request.subscription_id, request.add)
        finally:
            self.close()

    def _drop(self, number: int) -> None:
        starting, subscription = self._starting.pop(number, None), self._subscriptions.pop(number, None)
        if starting is not None:
            starting.cancel()
        if subscription is not None:
            self._live.hub.remove(subscription)
        self._mailbox.forget(number)

    def _add(self, number: int, request: AddSubscription) -> None:
        try:
            subject_id, expires_at = self._live.insured(request.token)
        except DomainError as error:
            self._refuse(number, error.code.value)
            return
        if len(self._subscriptions) >= _PER_STREAM:
            self._refuse(number, "OVERLOADED")
            return
        terms = Terms(number, subject_id, expires_at, self._live.generation, self._live.sealer)
        subscription = Subscription(terms, self._mailbox, Viewer(subject_id, None))
        self._subscriptions[number] = subscription
        self._live.hub.add(subscription)
        self._starting[number] = asyncio.create_task(self._start(subscription, request.cursor))

    def _refuse(self, number: int, code: str) -> None:
        self._mailbox.put(WatchResponse(subscription_id=number, ended=Ended(code=code)))

    async def _start(self, subscription: Subscription, cursor: str) -> None:
        try:
            await self._live.standing.wait()
            await self._live.keeper.load(subscription)
            place, why = self._resume_from(subscription, cursor)
            await self._catch_up(subscription, place, why)
        except DomainError as error:
            self._live.hub.remove(subscription)
            subscription.end(error.code.value)
        finally:
            number = subscription.terms.subscription_id
            if self._starting.get(number) is asyncio.current_task():
                del self._starting[number]

    def _resume_from(self, subscription: Subscription, cursor: str) -> tuple[Place | None, str]:
        """Where to resume, or None and why the reader must read the list again ("" = it asked for from now)."""
        if not cursor:
            return None, ""
        try:
            place = self._live.sealer.open(cursor, viewer=subscription.terms.subject_id, use=CursorUse.RESUME)
        except CursorError:
            return None, "CURSOR_INVALID"
        if place.generation != self._live.generation:
            return None, "GENERATION"
        if place.people != people_fingerprint(subscription.people):
            return None, "PEOPLE_CHANGED"
        return place, ""

    async def _catch_up(self, subscription: Subscription, place: Place | None, why: str) -> None:
        today = self._live.keeper.today
        if place is not None:
            wanted = windows(subscription.people, place.positions, beyond=NOWHERE)
            gap = await self._live.ledger.above(wanted, GAP + 1)
            if len(gap) <= GAP:
                subscription.caught_up(gap, place.positions, today())
                return
            why = "TOO_OLD"
        if why:
            subscription.reset(why)
        subscription.caught_up((), await self._live.keeper.heads(subscription.people), today())
