"""Which cards and contexts may not be used, followed from vitale.card.v1 and kept in memory: a set look-up at use."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import structlog
from google.protobuf.message import DecodeError

from chassis.errors import DomainError, ErrorCode
from chassis.kafka_tail import EARLIEST, Tail
from chassis.records import InRecord
from chassis.safe_errors import describe
from contracts.envelope import EnvelopeError, open_value
from contracts.topics import CARD
from vitale.card.v1 import card_pb2 as pb

_RETRY_S: Final = 1.0
OnEvent = Callable[[pb.CardEvent], None]


@dataclass(frozen=True, slots=True)
class Seen:
    """The last state of a card, and since when (aware UTC)."""

    state: "pb.CardState.ValueType"
    at: datetime


class CardWatch:
    """States of cards and dead contexts. Only what is not ACTIVE is kept, so memory grows with what ended.

    A card that was never seen counts as active: its events may be a moment behind. What ends a card is seen within a
    second of its commit while the broker answers; `ping` fails while it does not.
    """

    def __init__(self, bootstrap: str) -> None:
        """Take the broker's address."""
        self._bootstrap = bootstrap
        self._ended: dict[bytes, Seen] = {}
        self._dead: dict[bytes, bool] = {}
        self._offsets = dict.fromkeys(range(CARD.partitions), EARLIEST)
        self._caught_up = False
        self._hooks: list[OnEvent] = []

    def on_event(self, hook: OnEvent) -> None:
        """Call `hook` for every event from now on, those read at the start included; it must not raise."""
        self._hooks.append(hook)

    def state(self, serial: bytes) -> "pb.CardState.ValueType":
        """State of a card as far as it was seen."""
        seen = self._ended.get(serial)
        return pb.CARD_STATE_ACTIVE if seen is None else seen.state

    def opposed_at(self, serial: bytes) -> datetime | None:
        """When a card was opposed, or None."""
        seen = self._ended.get(serial)
        return seen.at if seen is not None and seen.state == pb.CARD_STATE_OPPOSED else None

    def ended_at(self, serial: bytes) -> datetime | None:
        """Since when a card is in any state but active, or None."""
        seen = self._ended.get(serial)
        return None if seen is None else seen.at

    def dead(self, context_id: bytes) -> bool:
        """Whether a context was ended or repudiated."""
        return context_id in self._dead

    def repudiated(self, context_id: bytes) -> bool:
        """Whether the holder said "not me"."""
        return self._dead.get(context_id, False)

    async def ping(self) -> None:
        """Readiness: UNAVAILABLE until every event of the past was read, and while the broker is away."""
        if not self._caught_up:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "cards"})

    async def run(self) -> None:
        """Follow until cancelled; a broker that is away is waited for."""
        while True:
            try:
                await self._follow()
            except DomainError as error:
                self._caught_up = False
                structlog.get_logger().warning("cards_not_read", error=describe(error))
                await asyncio.sleep(_RETRY_S)

    async def _follow(self) -> None:
        async with Tail(self._bootstrap, CARD.name, self._offsets) as tail:
            ends = await tail.ends()
            self._catch_up(ends)
            while True:
                for record in await tail.poll(timeout_ms=200):
                    self._offsets[record.partition] = record.offset + 1
                    self._take(record)
                if not self._caught_up:
                    self._catch_up(ends)

    def _catch_up(self, ends: dict[int, int]) -> None:
        behind = [p for p, end in ends.items() if end > 0 and self._offsets[p] < end]
        self._caught_up = not behind

    def _take(self, record: InRecord) -> None:
        try:
            event = pb.CardEvent.FromString(open_value(record.value))
        except (EnvelopeError, DecodeError):
            structlog.get_logger().error("card_event_undecodable", partition=record.partition, offset=record.offset)
            return
        self.see(event)

    def see(self, event: pb.CardEvent) -> None:
        """Take one event."""
        match event.WhichOneof("step"):
            case "state_changed":
                self._change(event)
            case "repudiated":
                self._dead[event.repudiated.context_id] = True
            case "context_ended":
                self._dead.setdefault(event.context_ended.context_id, False)
            case _:
                pass
        for hook in self._hooks:
            hook(event)

    def _change(self, event: pb.CardEvent) -> None:
        if event.state_changed.state == pb.CARD_STATE_ACTIVE:
            self._ended.pop(event.card_serial, None)
            return
        at = datetime.fromtimestamp(event.at_us / 1_000_000, UTC)
        self._ended[event.card_serial] = Seen(event.state_changed.state, at)
