"""Which cards and contexts may not be used: what events change in memory, and how they come from the real broker."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from chassis.card_watch import CardWatch
from chassis.errors import DomainError, ErrorCode
from chassis.kafka import KafkaPublisher, OutRecord, ensure_topics
from contracts.envelope import seal
from contracts.topics import CARD
from vitale.card.v1 import card_pb2 as pb

AT = datetime(2026, 3, 10, 12, tzinfo=UTC)
NOWHERE = "127.0.0.1:1"


def event(serial: bytes, **step: object) -> pb.CardEvent:
    """One step of a card."""
    return pb.CardEvent(card_serial=serial, at_us=int(AT.timestamp() * 1_000_000), **step)  # type: ignore[arg-type]  # a step


def changed(serial: bytes, state: "pb.CardState.ValueType") -> pb.CardEvent:
    return event(serial, state_changed=pb.StateChanged(state=state))


def test_a_card_never_seen_counts_as_active() -> None:
    watch = CardWatch(NOWHERE)
    assert watch.state(b"a") == pb.CARD_STATE_ACTIVE
    assert (watch.opposed_at(b"a"), watch.ended_at(b"a"), watch.dead(b"c")) == (None, None, False)


def test_an_opposition_is_seen_with_its_moment_and_for_that_card_only() -> None:
    watch = CardWatch(NOWHERE)
    watch.see(changed(b"a", pb.CARD_STATE_OPPOSED))
    assert watch.state(b"a") == pb.CARD_STATE_OPPOSED
    assert watch.opposed_at(b"a") == watch.ended_at(b"a") == AT
    assert watch.state(b"b") == pb.CARD_STATE_ACTIVE


def test_a_suspension_is_no_opposition_and_ends_with_the_resumption() -> None:
    watch = CardWatch(NOWHERE)
    watch.see(changed(b"a", pb.CARD_STATE_SUSPENDED))
    assert (watch.ended_at(b"a"), watch.opposed_at(b"a")) == (AT, None)
    watch.see(changed(b"a", pb.CARD_STATE_ACTIVE))
    assert (watch.state(b"a"), watch.ended_at(b"a")) == (pb.CARD_STATE_ACTIVE, None)


def test_a_context_that_ended_is_dead_and_one_that_the_holder_denies_stays_denied() -> None:
    watch = CardWatch(NOWHERE)
    watch.see(event(b"a", context_ended=pb.ContextEnded(context_id=b"1")))
    watch.see(event(b"a", repudiated=pb.Repudiated(context_id=b"2")))
    watch.see(event(b"a", context_ended=pb.ContextEnded(context_id=b"2")))
    assert (watch.dead(b"1"), watch.repudiated(b"1")) == (True, False)
    assert (watch.dead(b"2"), watch.repudiated(b"2")) == (True, True)


def test_hooks_are_told_every_event_after_it_took_effect() -> None:
    watch, told = CardWatch(NOWHERE), list[tuple[str | None, int]]()
    watch.on_event(lambda seen: told.append((seen.WhichOneof("step"), watch.state(seen.card_serial))))
    watch.see(event(b"a", presented=pb.Presented(context_id=b"1")))
    watch.see(changed(b"a", pb.CARD_STATE_CLOSED))
    assert told == [("presented", pb.CARD_STATE_ACTIVE), ("state_changed", pb.CARD_STATE_CLOSED)]


@pytest.mark.asyncio
async def test_while_the_broker_is_away_it_is_not_ready() -> None:
    watch = CardWatch(NOWHERE)
    async with running(watch):
        await asyncio.sleep(0.1)
        with pytest.raises(DomainError) as error:
            await watch.ping()
    assert error.value.code is ErrorCode.UNAVAILABLE


@asynccontextmanager
async def running(watch: CardWatch) -> AsyncIterator[None]:
    following = asyncio.create_task(watch.run())
    try:
        yield
    finally:
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)


@pytest.mark.integration
@pytest.mark.asyncio
async def test_it_is_ready_once_it_read_the_past_survives_what_it_cannot_read_and_sees_what_comes(
    kafka_bootstrap: str,
) -> None:
    past, later = secrets.token_bytes(16), secrets.token_bytes(16)
    await ensure_topics(kafka_bootstrap, [CARD])
    publisher = KafkaPublisher(kafka_bootstrap)

    async def publish(serial: bytes) -> None:
        value = seal(changed(serial, pb.CARD_STATE_OPPOSED).SerializeToString())
        await publisher.publish([OutRecord(CARD.name, 0, b"", value)])

    try:
        await publish(past)
        await publisher.publish([OutRecord(CARD.name, 0, b"", b"\xff\xff no event")])
        watch, seen = CardWatch(kafka_bootstrap), asyncio.Event()
        watch.on_event(lambda one: seen.set() if one.card_serial == later else None)
        async with running(watch), asyncio.timeout(30):
            await _ready(watch)
            assert watch.opposed_at(past) == AT, "ready means that the whole past was read"
            await publish(later)
            await seen.wait()
            assert watch.opposed_at(later) == AT
    finally:
        await publisher.stop()


async def _ready(watch: CardWatch) -> None:
    while True:
        try:
            await watch.ping()
        except DomainError:
            await asyncio.sleep(0.05)
        else:
            return
