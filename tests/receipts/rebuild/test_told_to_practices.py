"""What practices are told after a switch to a generation that differs is what that generation holds, to the cent."""

import asyncio
from collections.abc import Iterable
from contextlib import suppress

import pytest

from chassis.kafka import InRecord
from chassis.postgres import Pool
from contracts.codec import receipt_id_of
from contracts.topics import RECEIPT
from receipts.ledger import reassess
from receipts.ledger.acquire import acquire
from receipts.ledger.entry import ISSUED, Entry
from receipts.ledger.processor import Processor
from receipts.worker.publication import receipt_record
from teletransmission.outcomes.following import Follower
from teletransmission.outcomes.store_memory import MemoryOutcomeStore
from tests.receipts.ledger.log import PARTITION
from tests.receipts.ledger.versions import ISSUER
from tests.receipts.rebuild.conftest import NEW, OLD, Live
from tests.teletransmission.outcomes.entries import MemoryTopic

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]


async def test_a_rebuild_that_moves_no_rate_leaves_practices_the_receipts_of_before(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    await live.versions()
    async with live.pool.acquire() as connection, connection.transaction():
        old = (await acquire(connection, OLD, [PARTITION]))[PARTITION].unpublished
    await live.processor.mark_published({PARTITION: old[-1].seq})
    # The rules of the rebuild find nothing that a Reassess would change.
    monkeypatch.setattr(reassess, "_amounts", lambda _: b"")
    course = live.course()
    await course.rebuild()
    assert (await course.switch(lambda _: True))[0]
    owner = Processor(live.pool, generation=NEW, shelf=live.shelf)
    new = (await owner.acquire([PARTITION]))[PARTITION].unpublished
    assert 1 < new[0].seq <= old[-1].seq, "a part of the old generation was taken over"

    told = await _followed([*_published(OLD, old), *_published(NEW, new)])

    first = receipt_id_of(ISSUER, "F1")
    [before, after] = [await _standing(live.pool, generation) for generation in (OLD, NEW)]
    assert (before[first][0], after[first][0]) == (2, 1), "its Reassess changed it, and changes it no more"
    found = await told.find(list(after))
    amounts = {receipt_id: found[receipt_id].amounts for receipt_id in after}
    assert {one: (a.revision, a.amo_cents, a.amc_cents, a.patient_cents) for one, a in amounts.items()} == after


def _published(generation: int, entries: Iterable[Entry]) -> list[InRecord]:
    records = [receipt_record(generation, entry) for entry in entries]
    return [InRecord(RECEIPT.name, PARTITION, 0, r.key, r.value, tuple(r.headers), 0) for r in records]


async def _followed(records: list[InRecord]) -> MemoryOutcomeStore:
    """What intake holds once it has read the topic."""
    store, topic = MemoryOutcomeStore(), MemoryTopic(records, partition=PARTITION)
    running = asyncio.create_task(Follower(topic.open, store, rest_s=0).run())
    async with asyncio.timeout(20):
        while not (known := await store.progress()) or known[PARTITION].next_offset < len(records):  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    return store


async def _standing(pool: Pool, generation: int) -> dict[bytes, tuple[int, int, int, int]]:
    """Revision, AMO, AMC and patient cents of every receipt that stands."""
    rows = await pool.fetch(
        """select e.receipt_id, e.revision, e.amo_cents, e.amc_cents, e.patient_cents from claim_head h
           join entry e on e.generation = h.generation and e.partition = h.partition and e.seq = h.last_seq
           where h.generation = $1 and e.kind = $2""",
        generation,
        ISSUED,
    )
    return {row[0].bytes: tuple(row)[1:] for row in rows}
