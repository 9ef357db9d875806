"""The engine moves a real ledger: in order, nothing lost and nothing doubled when a connection breaks at its worst."""

import asyncio

import pytest

from contracts.topics import CLAIM, CONTROL, RIGHTS, SETTLEMENT
from receipts.ledger.processor import Processor
from receipts.worker.lanes import LANE_RECORDS
from tests.receipts.ledger.conftest import Ledger
from tests.receipts.ledger.log import PARTITION, a_claim, some_rights
from tests.receipts.worker.waiting import claim_ids_of, first_seen, seqs_of, until
from tests.receipts.worker.works import ends, unlucky, working

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]

OTHER = 4


async def test_records_are_settled_published_and_acknowledged_in_the_order_of_their_partition(ledger: Ledger) -> None:
    await ledger.activated()
    async with working(ledger) as works:
        start = await works.engine.assign(ends(PARTITION))
        works.bring(ledger.log.rights(some_rights()), name="rights")
        for first in range(0, 30, 3):
            works.bring(*[ledger.log.claim(a_claim(f"F{n}")) for n in range(first, first + 3)], name=f"{first}")
        await works.acknowledged(11)
        assert start == {(CLAIM.name, 3): 0, (RIGHTS.name, 3): 0, (CONTROL.name, 3): 1, (SETTLEMENT.name, 3): 0}
        assert claim_ids_of(works.publisher.records) == [f"F{n}" for n in range(30)]
        assert seqs_of(works.publisher.records, PARTITION) == list(range(1, 33))
        assert works.acks.names == ["rights", *[f"{first}" for first in range(0, 30, 3)]]
        assert works.acks.given[-1] == ("27", 32), "not before all of it was on the topic"
        assert await works.seqs_stored() == list(range(1, 33))


async def test_chunks_of_one_fetch_share_a_flush_although_they_arrive_one_after_the_other(ledger: Ledger) -> None:
    await ledger.activated()
    processor = unlucky(ledger)
    async with working(ledger, processor) as works:
        await works.engine.assign(ends(PARTITION, OTHER))
        works.bring(ledger.log.rights(some_rights()))
        for number in range(5):
            await asyncio.sleep(0)
            works.bring(ledger.log.claim(a_claim(f"F{number}")))
        works.bring(ledger.log.activate(ledger.version, partition=OTHER))
        await works.acknowledged(7)
        assert processor.flushes == 1


async def test_claims_that_come_one_by_one_after_a_flush_of_several_share_the_next(ledger: Ledger) -> None:
    """The timers of claims and rest are of one loop: the rest after a hundred ends after both."""
    await ledger.activated()
    processor, loop = unlucky(ledger), asyncio.get_running_loop()
    async with working(ledger, processor) as works:
        await works.engine.assign(ends(PARTITION))
        rights = ledger.log.rights(some_rights())
        *several, first, second = [ledger.log.claim(a_claim(f"F{number}")) for number in range(102)]

        def trickle() -> None:
            loop.call_later(0.001, works.bring, first)
            loop.call_later(0.01, works.bring, second)

        processor.at_end[2] = trickle
        works.bring(rights)
        await works.acknowledged(1)
        works.bring(*several)
        await works.acknowledged(4)
        assert processor.flushes == 3


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("flush", [1, 2])
async def test_a_connection_that_breaks_around_a_commit_loses_and_doubles_nothing(
    ledger: Ledger, side: str, flush: int
) -> None:
    await ledger.activated()
    processor = unlucky(ledger, **{side: [flush]})
    async with working(ledger, processor) as works:
        await works.engine.assign(ends(PARTITION, OTHER))
        works.bring(ledger.log.rights(some_rights()))
        await works.acknowledged(1)
        works.bring(*[ledger.log.claim(a_claim(f"F{n}")) for n in range(5)])
        works.bring(ledger.log.activate(ledger.version, partition=OTHER))
        await works.acknowledged(3)
        works.bring(*[ledger.log.claim(a_claim(f"F{n}")) for n in range(5, 8)])
        await works.acknowledged(4)
        assert processor.flushes > flush
        assert claim_ids_of(works.publisher.records) == [f"F{n}" for n in range(8)]
        assert (
            first_seen(seqs_of(works.publisher.records, PARTITION)) == await works.seqs_stored() == list(range(1, 11))
        )
        assert first_seen(seqs_of(works.publisher.records, OTHER)) == await works.seqs_stored(OTHER) == [1]
        assert len(works.acks.given) == 4


async def test_entries_whose_commit_was_never_answered_are_published_unchanged(ledger: Ledger) -> None:
    await ledger.activated()
    async with working(ledger, unlucky(ledger, after=[1])) as works:
        await works.engine.assign(ends(PARTITION))
        works.bring(ledger.log.rights(some_rights()))
        await works.acknowledged(1)
        stored = await ledger.pool.fetch(
            "select payload from entry where generation = $1 order by seq", ledger.generation
        )
        assert {record.value for record in works.publisher.records} == {row["payload"] for row in stored}


async def test_a_database_that_is_away_at_assignment_is_waited_for(ledger: Ledger) -> None:
    await ledger.activated()

    class LateDatabase(Processor):
        """Answers at the third question."""

        questions = 0

        async def acquire(self, partitions: object) -> object:  # type: ignore[override]
            self.questions += 1
            if self.questions < 3:
                raise ConnectionRefusedError
            return await super().acquire(partitions)  # type: ignore[arg-type]

    late = LateDatabase(ledger.pool, generation=ledger.generation, shelf=ledger.shelf)
    async with working(ledger, late) as works:
        assert await works.engine.assign(ends(PARTITION))
        assert (late.questions, works.engine.partitions, works.engine.assigned) == (3, [PARTITION], True)


async def test_a_partition_that_another_owner_moved_is_regained_from_where_the_ledger_stands(ledger: Ledger) -> None:
    """The other owner settled one of three records of the first partition, and all of the second."""
    await ledger.activated()
    async with working(ledger) as works:
        await works.engine.assign(ends(PARTITION, OTHER))
        chunk = [ledger.log.rights(some_rights(revision=n)) for n in (1, 2, 3)]
        activation = ledger.log.activate(ledger.version, partition=OTHER)
        other = await ledger.another_owner()
        await other.acquire([PARTITION, OTHER])
        await other.apply({PARTITION: chunk[:1], OTHER: [activation]}, {})
        works.bring(*chunk, name="rights")
        works.bring(activation, name="activation")
        await works.acknowledged(2)
        works.bring(ledger.log.claim(a_claim("F1")), name="claim")
        await works.acknowledged(3)
        assert sorted(works.acks.names[:2]) == ["activation", "rights"]
        assert claim_ids_of(works.publisher.records) == ["F1"]
        assert first_seen(seqs_of(works.publisher.records, PARTITION)) == await works.seqs_stored() == [1, 2, 3, 4, 5]
        assert first_seen(seqs_of(works.publisher.records, OTHER)) == await works.seqs_stored(OTHER) == [1]


async def test_before_the_first_activation_a_partition_waits_and_holds_no_other_back(ledger: Ledger) -> None:
    async with working(ledger) as works:
        await works.engine.assign(ends(PARTITION, OTHER))
        works.bring(ledger.log.rights(some_rights()), name="rights")
        works.bring(ledger.log.claim(a_claim("F1")), name="claim")
        works.bring(ledger.log.activate(ledger.version, partition=OTHER), name="other")
        await works.acknowledged(1)
        assert works.acks.names == ["other"]
        works.bring(ledger.log.activate(ledger.version), name="activate")
        await works.acknowledged(4)
        assert claim_ids_of(works.publisher.records) == ["F1"]
        assert await works.seqs_stored() == [1, 2, 3]


async def test_a_halted_partition_goes_on_when_an_operator_clears_it(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.processor.halt(PARTITION, "looked at by a test")
    async with working(ledger) as works:
        await works.engine.assign(ends(PARTITION))
        works.bring(ledger.log.rights(some_rights()), ledger.log.rights(some_rights(revision=2)))
        for _ in range(20):
            await asyncio.sleep(0)
        assert works.acks.given == []
        works.bring(ledger.log.clear_halt())
        await works.acknowledged(2)
        assert (await works.ledger_row())["halted"] is None


async def test_an_end_offset_behind_the_ledger_halts_that_partition_and_names_the_topic(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()))
    short = ends(PARTITION, OTHER) | {(RIGHTS.name, PARTITION): 0}
    async with working(ledger) as works:
        await works.engine.assign(short)
        works.bring(ledger.log.activate(ledger.version, partition=OTHER), name="other")
        works.bring(ledger.log.claim(a_claim("F1")), name="claim")
        await works.acknowledged(1)
        assert works.acks.names == ["other"]
        halted = str((await works.ledger_row())["halted"])
        assert RIGHTS.name in halted
        assert CLAIM.name not in halted
        assert (await works.ledger_row(OTHER))["halted"] is None


async def test_an_end_offset_equal_to_the_ledger_s_place_loses_nothing(ledger: Ledger) -> None:
    await ledger.activated()
    async with working(ledger) as works:
        await works.engine.assign(ends(PARTITION, at=0) | {(CONTROL.name, PARTITION): 1})
        assert (await works.ledger_row())["halted"] is None


async def test_draining_finishes_what_was_committed_and_takes_nothing_more(ledger: Ledger) -> None:
    await ledger.activated()
    async with working(ledger) as works:
        await works.engine.assign(ends(PARTITION))
        works.publisher.down = True
        works.bring(ledger.log.rights(some_rights()), name="before")
        await until(lambda: not works.engine._lanes.any_due())
        async with works.engine._turn:
            pass
        draining = asyncio.create_task(works.engine.drain())
        await asyncio.sleep(0)
        works.bring(ledger.log.claim(a_claim("F1")), name="too late")
        works.publisher.down = False
        await draining
        assert works.acks.names == ["before"]
        stored = await works.seqs_stored()
        assert first_seen(seqs_of(works.publisher.records, PARTITION)) == stored == [1, 2]
        assert (await works.ledger_row())["published_seq"] == 2


async def test_what_is_published_is_stored_when_the_worker_is_idle(ledger: Ledger) -> None:
    await ledger.activated()
    async with working(ledger) as works:
        await works.engine.assign(ends(PARTITION))
        works.bring(ledger.log.rights(some_rights()))
        await works.acknowledged(1)
        assert (await works.ledger_row())["published_seq"] != 2, "the flush that made entry 2 cannot know"
        await until(lambda: works.outlet._stored == {PARTITION: 2})
        async with works.engine._turn:
            assert (await works.ledger_row())["published_seq"] == 2


async def test_a_new_assignment_drops_what_waited_and_reads_it_again(ledger: Ledger) -> None:
    async with working(ledger) as works:
        await works.engine.assign(ends(PARTITION))
        rights, claim = ledger.log.rights(some_rights()), ledger.log.claim(a_claim("F1"))
        works.bring(rights)
        await works.engine.assign(ends(PARTITION, OTHER))
        works.bring(claim, name="claim")
        works.bring(rights, name="rights")
        works.bring(ledger.log.activate(ledger.version))
        await works.acknowledged(3)
        assert claim_ids_of(works.publisher.records) == ["F1"]
        assert works.engine.partitions == [PARTITION, OTHER]


async def test_a_full_lane_pauses_its_partition_until_it_has_room(ledger: Ledger) -> None:
    async with working(ledger) as works:
        await works.engine.assign(ends(PARTITION, OTHER))
        same = some_rights()
        works.bring(*[ledger.log.rights(same) for _ in range(LANE_RECORDS)])
        assert works.flow.paused == {PARTITION}
        works.bring(ledger.log.activate(ledger.version))
        await works.acknowledged(2)
        await until(lambda: works.flow.paused == set())


async def test_a_rules_version_that_this_process_lacks_is_tried_again_now_and_then_and_not_without_rest(
    ledger: Ledger,
) -> None:
    processor = unlucky(ledger)
    async with working(ledger, processor) as works:
        await works.engine.assign(ends(PARTITION, OTHER))
        works.bring(ledger.log.activate("999-000000000000"), name="unknown")
        await until(lambda: processor.flushes >= 1)
        for number in range(10):
            works.bring(ledger.log.activate(ledger.version, partition=OTHER), name=f"{number}")
            await works.acknowledged(number + 1)
        assert processor.flushes <= 1 + 10 + 1, "each arrival elsewhere is one flush, and the unknown version one"
        assert "unknown" not in works.acks.names
