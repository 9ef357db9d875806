"""The clerk ends waits that lasted too long, for this process's partitions only, by a record like any other."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from chassis.clock import FixedClock
from chassis.kafka import MemoryPublisher
from contracts.codec import receipt_id_of
from contracts.topics import CONTROL
from receipts.worker.deadlines import DeadlineClerk, deadline_record
from tests.receipts.ledger.conftest import Ledger, events
from tests.receipts.ledger.log import PARTITION, a_claim, a_table, some_rights
from tests.receipts.worker.waiting import until
from vitale.claim.v1.claim_pb2 import Claim

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]

AFTER_S = 600.0
ACCEPTED = datetime(2025, 3, 3, 9, 0, tzinfo=UTC)


def accepted(claim: Claim, at: datetime) -> Claim:
    """The claim, as intake took it at an instant."""
    claim.accepted_at_us = int(at.timestamp() * 1_000_000)
    return claim


def receipt_of(claim_id: str) -> bytes:
    """Its receipt."""
    return receipt_id_of("750100001", claim_id)


async def three_waiting(ledger: Ledger) -> None:
    """One a minute; a fourth waits for a guarantee table since long before."""
    await ledger.activated()
    for minute, claim_id in ((2, "F3"), (0, "F1"), (1, "F2")):
        claim = accepted(a_claim(claim_id), ACCEPTED + timedelta(minutes=minute))
        await ledger.apply(ledger.log.claim(claim))
    insured = b"I" * 16
    table_claim = accepted(a_claim("G1", subject_id=insured), ACCEPTED - timedelta(days=1))
    await ledger.apply(ledger.log.rights(some_rights(insured, table=a_table())), ledger.log.claim(table_claim))


def clerk_at(ledger: Ledger, now: datetime) -> tuple[DeadlineClerk, FixedClock, MemoryPublisher]:
    """A clerk whose clock stands still."""
    clock, publisher = FixedClock(now), MemoryPublisher()
    return DeadlineClerk(ledger.pool, publisher, clock, generation=ledger.generation, after_s=AFTER_S), clock, publisher


async def test_a_wait_is_overdue_after_the_deadline_and_not_before_oldest_first(ledger: Ledger) -> None:
    await three_waiting(ledger)
    clerk, clock, _ = clerk_at(ledger, ACCEPTED + timedelta(seconds=AFTER_S))
    assert await clerk.overdue([PARTITION]) == []
    clock.advance(timedelta(microseconds=1))
    assert await clerk.overdue([PARTITION]) == [(PARTITION, receipt_of("F1"))]
    clock.advance(timedelta(days=1))
    overdue = [receipt for _, receipt in await clerk.overdue([PARTITION])]
    assert overdue == [receipt_of("F1"), receipt_of("F2"), receipt_of("F3")], "a missing table has no deadline"


async def test_waits_of_other_partitions_and_generations_are_left_to_their_owners(ledger: Ledger) -> None:
    await three_waiting(ledger)
    clerk, clock, publisher = clerk_at(ledger, ACCEPTED + timedelta(days=1))
    elsewhere = DeadlineClerk(ledger.pool, publisher, clock, generation=ledger.generation + 1000, after_s=AFTER_S)
    assert await clerk.overdue([p for p in range(24) if p != PARTITION]) == []
    assert await clerk.overdue([]) == []
    assert await elsewhere.overdue([PARTITION]) == []


async def test_the_record_it_sends_settles_the_claim_when_the_ledger_takes_it(ledger: Ledger) -> None:
    await three_waiting(ledger)
    sent = deadline_record(PARTITION, receipt_of("F1"))
    assert (sent.topic, sent.partition, sent.key) == (CONTROL.name, PARTITION, bytes(16))
    outcome = await ledger.apply(ledger.log.raw(CONTROL, sent.value, headers=sent.headers))
    applied, rejected = events(outcome.entries[PARTITION])
    assert applied.record_applied.effect == "deadline"
    assert (rejected.claim_rejected.claim_id, rejected.claim_rejected.code) == ("F1", "NO_RIGHTS")


async def test_the_clerk_waits_for_a_broker_that_is_down_and_then_sends_every_deadline(ledger: Ledger) -> None:
    await three_waiting(ledger)
    clerk, _, publisher = clerk_at(ledger, ACCEPTED + timedelta(days=1))
    publisher.down = True
    asked: list[int] = []

    def owned() -> list[int]:
        asked.append(len(publisher.records))
        publisher.down = len(asked) < 2
        return [PARTITION]

    task = asyncio.create_task(clerk.run(owned))
    await until(lambda: bool(publisher.records) or task.done())
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert asked == [0, 0], "the first round met a broker that was down"
    assert publisher.records == [deadline_record(PARTITION, receipt_of(f"F{n}")) for n in (1, 2, 3)]
