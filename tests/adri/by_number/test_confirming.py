"""Care that follows a look: a claim or a presentation at the practice, and nothing else."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adri.by_number.confirming import ClaimTail, Strangers
from adri.by_number.store_memory import MemoryLookStore
from chassis.clock import FixedClock
from chassis.errors import DomainError
from chassis.records import InRecord
from contracts.envelope import cloud_event, seal
from contracts.topics import CLAIM
from tests.adri.by_number.test_look_store import NOON, PRACTICE, look
from vitale.card.v1.card_pb2 import CardEvent, Presented
from vitale.claim.v1.claim_pb2 import Claim, Performer

pytestmark = pytest.mark.asyncio
SOMEBODY = (1).to_bytes(16)


def record(claim: Claim) -> InRecord:
    """A claim as it lies on the topic."""
    headers = cloud_event(event_type="x", source="teletransmission", event_id="1", subject=claim.subject_id.hex())
    return InRecord(CLAIM.name, 0, 0, b"", seal(claim.SerializeToString()), headers, 0)


async def waiting(store: MemoryLookStore) -> Strangers:
    """Somebody was looked up, and is waited for."""
    await store.settle(look(1), lambda _: None)
    strangers = Strangers(store, FixedClock(NOON + timedelta(hours=1)))
    await strangers.refresh()
    return strangers


async def strangers_of(store: MemoryLookStore) -> int:
    """How many strangers the account has."""
    return (await store.tally("actor", NOON)).strangers


async def test_a_claim_of_the_practice_confirms(looks_in_memory: MemoryLookStore) -> None:
    strangers = await waiting(looks_in_memory)
    claims = ClaimTail("nobody:1", strangers)
    for practice, subject_id, left in (("elsewhere", SOMEBODY, 1), (PRACTICE, bytes(16), 1), (PRACTICE, SOMEBODY, 0)):
        claims.take(record(Claim(subject_id=subject_id, performer=Performer(practice_id=practice))))
        await strangers.refresh()
        assert await strangers_of(looks_in_memory) == left


async def test_a_presentation_at_the_practice_confirms(looks_in_memory: MemoryLookStore) -> None:
    strangers = await waiting(looks_in_memory)
    for practice, left in (("elsewhere", 1), (PRACTICE, 0)):
        shown = Presented(practice_id=practice, presented_subject_id=SOMEBODY)
        strangers.card_event(CardEvent(presented=shown))
        await strangers.refresh()
        assert await strangers_of(looks_in_memory) == left


async def test_a_claim_that_cannot_be_read_stops_nothing(looks_in_memory: MemoryLookStore) -> None:
    strangers = await waiting(looks_in_memory)
    broken = replace(record(Claim(subject_id=SOMEBODY)), value=b"\xff")
    ClaimTail("nobody:1", strangers).take(broken)
    await strangers.refresh()
    assert await strangers_of(looks_in_memory) == 1


async def test_who_was_met_while_the_database_was_away_is_confirmed_afterwards(
    looks_in_memory: MemoryLookStore,
) -> None:
    strangers = await waiting(looks_in_memory)
    strangers.met(PRACTICE, SOMEBODY)
    looks_in_memory.down = True
    with pytest.raises(DomainError):
        await strangers.refresh()
    looks_in_memory.down = False
    await strangers.refresh()
    assert await strangers_of(looks_in_memory) == 0
