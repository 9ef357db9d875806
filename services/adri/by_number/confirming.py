"""Care confirms an access by number: claims and presentations are followed, and those who were looked up are met."""

import asyncio
from typing import Final

import structlog
from google.protobuf.message import DecodeError

from adri.by_number.rules import KEPT, LONG_WINDOW
from adri.by_number.store import LookStore, Met
from chassis.clock import Clock
from chassis.errors import DomainError
from chassis.kafka_tail import LATEST, Tail
from chassis.records import InRecord
from chassis.safe_errors import describe
from contracts.envelope import SUBJECT, EnvelopeError, header, open_value
from contracts.topics import CLAIM
from vitale.card.v1.card_pb2 import CardEvent
from vitale.claim.v1.claim_pb2 import Claim

_EVERY_S: Final = 5.0
_RETRY_S: Final = 1.0
_POLL_MS: Final = 200
# Those met are confirmed every few seconds; until then all the claims of the country need not be read one by one.
_GATHER_MS: Final = 500


class Strangers:
    """Those looked up and not met yet, as every replica of this service sees them; read anew every few seconds."""

    def __init__(self, store: LookStore, clock: Clock) -> None:
        """Take the store and the clock."""
        self._store, self._clock = store, clock
        self._waiting: frozenset[Met] = frozenset()
        self._subjects: frozenset[bytes] = frozenset()
        self._met: set[Met] = set()

    def knows(self, subject_id: bytes) -> bool:
        """Whether anybody waits to meet this person: cheap, asked for every claim there is."""
        return subject_id in self._subjects

    def met(self, practice_id: str, subject_id: bytes) -> None:
        """Somebody had care there, or presented a card."""
        if (practice_id, subject_id) in self._waiting:
            self._met.add((practice_id, subject_id))

    async def refresh(self) -> None:
        """Confirm those met, then read who is still waited for."""
        met, self._met = self._met, set()
        now = self._clock.now()
        if met:
            try:
                await self._store.confirm(met, now)
            except DomainError:
                self._met |= met
                raise
        self._waiting = frozenset(await self._store.strangers(now - LONG_WINDOW))
        self._subjects = frozenset(subject_id for _, subject_id in self._waiting)

    async def run(self) -> None:
        """Refresh until cancelled; forget what is too old."""
        while True:
            try:
                await self.refresh()
                await self._store.forget(self._clock.now() - KEPT)
            except DomainError as error:
                structlog.get_logger().warning("strangers_not_read", error=describe(error))
            await asyncio.sleep(_EVERY_S)

    def card_event(self, event: CardEvent) -> None:
        """Take an event of the card registry."""
        if event.WhichOneof("step") == "presented":
            self.met(event.presented.practice_id, event.presented.presented_subject_id)


class ClaimTail:
    """Follows claims from the end of their topic: care that was billed where somebody was looked up.

    What is billed while no replica runs is missed: an account then keeps a stranger that it should not, never the
    other way round.
    """

    def __init__(self, bootstrap: str, strangers: Strangers) -> None:
        """Take the broker's address and whom to tell."""
        self._bootstrap, self._strangers = bootstrap, strangers

    async def run(self) -> None:
        """Follow until cancelled; a broker that is away is waited for."""
        while True:
            try:
                await self._follow()
            except DomainError as error:
                structlog.get_logger().warning("claims_not_followed", error=describe(error))
                await asyncio.sleep(_RETRY_S)

    async def _follow(self) -> None:
        start = dict.fromkeys(range(CLAIM.partitions), LATEST)
        async with Tail(self._bootstrap, CLAIM.name, start, gather_ms=_GATHER_MS) as tail:
            while True:
                for record in await tail.poll(timeout_ms=_POLL_MS):
                    self.take(record)

    def take(self, record: InRecord) -> None:
        """Take one claim: its header says of whom; only one that is waited for is opened."""
        subject = header(record.headers, SUBJECT)
        if subject is None or not self._strangers.knows(bytes.fromhex(subject.decode())):
            return
        try:
            claim = Claim.FromString(open_value(record.value))
        except (EnvelopeError, DecodeError):
            structlog.get_logger().error("claim_undecodable", partition=record.partition, offset=record.offset)
            return
        self._strangers.met(claim.performer.practice_id, claim.subject_id)
