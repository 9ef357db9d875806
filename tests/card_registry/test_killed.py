"""The real process killed between acceptance and reply, and under many scans: one winner each, no context lost."""

import asyncio
import random
import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from card_registry.presentation.redeeming import AFTER_COMMIT
from chassis.errors import DomainError, ErrorCode
from chassis.kafka import EARLIEST, Tail, ensure_topics
from chassis.postgres import Pool
from contracts.envelope import open_value
from contracts.topics import ACCESS, CARD, PARTITIONS
from tests.card_registry.calls import code
from tests.card_registry.house import Software
from tests.card_registry.process import Killable, killable
from vitale.card.v1.card_pb2 import CardEvent
from vitale.card.v1.presentation_service_pb2 import RedeemResponse

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]

_PASSING = {ErrorCode.UNAVAILABLE, ErrorCode.CANCELLED, ErrorCode.DEADLINE_EXCEEDED}


@pytest_asyncio.fixture
async def registry(
    tmp_path: Path, registry_dsn: str, registry_pool: Pool, kafka_bootstrap: str
) -> AsyncIterator[Killable]:
    """A registry that a test may kill."""
    await ensure_topics(kafka_bootstrap, [CARD, ACCESS])
    async with killable(tmp_path, registry_dsn, registry_pool, kafka_bootstrap) as running:
        yield running


async def insisted(practice: Software, qr: str, request_id: bytes) -> RedeemResponse | ErrorCode:
    """What a practice learns in the end, if it asks again whenever it got no answer."""
    async with asyncio.timeout(60):
        while True:
            try:
                return await practice.redeem(qr, request_id=request_id)
            except DomainError as error:
                if error.code not in _PASSING:
                    return error.code
            await asyncio.sleep(0.05)


async def presented(bootstrap: str, serial: bytes, expected: int) -> list[CardEvent]:
    """The redemptions of a card on the topic, each once, when there are as many as expected."""
    found: dict[int, CardEvent] = {}
    async with asyncio.timeout(60), Tail(bootstrap, CARD.name, dict.fromkeys(range(PARTITIONS), EARLIEST)) as tail:
        while len(found) < expected:
            for record in await tail.poll():
                if not record.key:  # no event of a card: a test of what reads the topic left it on the shared broker
                    continue
                event = CardEvent.FromString(open_value(record.value))
                if event.card_serial == serial and event.HasField("presented"):
                    found[event.revision] = event
    return [found[revision] for revision in sorted(found)]


async def test_killed_between_acceptance_and_reply_the_same_practice_gets_its_context_and_no_other(
    registry: Killable, registry_pool: Pool, kafka_bootstrap: str
) -> None:
    house = registry.house
    phone = await house.phone()
    practice, other = Software(house), Software(house, practice_id="FINESS:010000024")
    contexts = []
    for _ in range(3):
        qr, request_id = phone.shown(), secrets.token_bytes(16)
        registry.arm(AFTER_COMMIT, "kill")
        assert await code(practice.redeem(qr, request_id=request_id)) is ErrorCode.UNAVAILABLE
        assert await registry.died() == -9
        [kept] = await registry_pool.fetch("select context_id from context order by started_at desc limit 1")
        await registry.start()
        assert await insisted(other, qr, request_id) is ErrorCode.ALREADY_USED
        reply = await insisted(practice, qr, request_id)
        assert isinstance(reply, RedeemResponse)
        assert reply.context.context_id == kept["context_id"]
        assert reply.face.insured_number == phone.family.holder.number
        contexts.append(reply.context.context_id)
    assert await registry_pool.fetchval("select count(*) from context") == 3
    events = await presented(kafka_bootstrap, phone.card.serial, 3)
    assert [event.presented.context_id for event in events] == contexts


async def test_killed_under_many_scans_each_presentation_has_one_winner_and_nobody_loses_a_context(
    registry: Killable, registry_pool: Pool
) -> None:
    house, drawn = registry.house, random.Random(5)  # noqa: S311 - only spreads the kills
    phones = [await house.phone() for _ in range(4)]
    scans = [(phone.shown(), n) for n, phone in enumerate(phones * 6)]
    practices = [Software(house, practice_id=f"RPPS:9000000{n:04d}") for n in range(5)]
    requests = {(n, at): secrets.token_bytes(16) for _, n in scans for at in range(len(practices))}

    async def one(qr: str, n: int, at: int) -> tuple[int, RedeemResponse | ErrorCode]:
        await asyncio.sleep(drawn.random() * 2)
        return n, await insisted(practices[at], qr, requests[n, at])

    asked = [asyncio.create_task(one(qr, n, at)) for qr, n in scans for at in range(len(practices))]
    for _ in range(3):
        await asyncio.sleep(0.2 + drawn.random() / 2)
        registry.child.kill()
        await registry.start()
    answers = await asyncio.gather(*asked)
    for _, n in scans:
        told = [answer for number, answer in answers if number == n]
        winners = [answer for answer in told if isinstance(answer, RedeemResponse)]
        assert len(winners) == 1
        assert {answer for answer in told if not isinstance(answer, RedeemResponse)} == {ErrorCode.ALREADY_USED}
    assert await registry_pool.fetchval("select count(*) from context") == len(scans)
    revisions = await registry_pool.fetch("select revision from card")
    assert sorted(row["revision"] for row in revisions) == [1 + 6] * 4
