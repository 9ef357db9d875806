"""A rebuild gives equal receipts beside the live ledger; what differs is found; the switch loses nothing."""

import pytest

from chassis.failpoints import FailpointRaised
from receipts.generations import GenerationRetired, SwitchUnderWay, live_generation
from receipts.ledger.entry import ISSUED
from receipts.ledger.processor import Processor
from receipts.rebuild.compare import compare, lines
from receipts.rebuild.order import BrokenOrder
from receipts.rebuild.switch import ALL, WrongGeneration, drop, fence, generations
from tests.receipts.ledger.log import PARTITION, a_claim, some_rights
from tests.receipts.ledger.test_traces_that_wait import TRACE, seen, traced
from tests.receipts.ledger.versions import version
from tests.receipts.rebuild.conftest import NEW, OLD, Live

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]


async def _different(live: Live) -> int:
    return sum(part.different for part in await compare(live.pool, OLD, NEW, ALL))


async def test_the_history_has_every_kind_of_entry_and_its_rebuild_is_equal(live: Live) -> None:
    kinds = await live.pool.fetch("select distinct kind from entry where generation = 1 order by kind")
    assert [row[0] for row in kinds] == [1, 2, 3, 4, 5, 6]
    assert await live.pool.fetchval("select count(*) from parked where resolved_seq is not null") == 1

    course = live.course()
    found = await course.rebuild()

    assert course.replay.records == len(live.topics.all())
    assert list(lines(found, OLD, NEW))[-1] == "equal"
    assert sum(part.upto for part in found) == await live.pool.fetchval(
        "select count(*) from entry where generation = 1"
    )
    assert await live.pool.fetchval("select count(*) from entry where generation = 2") == sum(p.upto for p in found)
    assert await live_generation(live.pool) == OLD, "a rebuild alone changes nothing that is live"


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("update entry set amo_cents = amo_cents + 1 where generation = 2 and kind = 1 and revision = 2", "seq"),
        ("update entry set payload = payload || '\\x00' where generation = 2 and kind = 5", "seq"),
        ("delete from entry where generation = 2 and kind = 1 and revision = 1", "seq"),
        ("update subject_year set body = '' where generation = 2", "subject_year"),
        ("update claim_head set revision = 9 where generation = 2", "claim_head"),
        ("delete from waiting where generation = 2", "waiting"),
        ("update parked set resolved_seq = null where generation = 2", "parked"),
        ("update ledger set halted = 'no' where generation = 2", "ledger"),
    ],
)
async def test_a_row_that_was_changed_on_purpose_is_found(live: Live, change: str, where: str) -> None:
    await live.course().rebuild()
    assert await _different(live) == 0
    await live.pool.execute(change)

    found = await compare(live.pool, OLD, NEW, ALL)

    assert sum(part.different for part in found) >= 1
    assert where in "\n".join(line for line in lines(found, OLD, NEW) if line.startswith("  partition"))


async def test_corrections_and_cancellations_are_rebuilt_and_a_version_that_waits_is_compared(live: Live) -> None:
    await live.versions()
    assert list(lines(await live.course().rebuild(), OLD, NEW))[-1] == "equal"
    assert await live.pool.fetchval("select count(*) from version_waiting where generation = 2") == 1
    await live.pool.execute("delete from version_waiting where generation = 2")

    assert "version_waiting: old only" in "\n".join(lines(await compare(live.pool, OLD, NEW, ALL), OLD, NEW))


async def test_the_trace_of_what_waits_is_rebuilt_from_its_record_and_is_no_difference_where_it_was_not_kept(
    live: Live,
) -> None:
    log, early = live.log, version(2, a_claim("EARLIER"))
    await live.take(traced(log.claim(a_claim("TRACED", rights_revision=5))), traced(log.claim(early)))
    # What waits since before the column knows no trace.
    await live.pool.execute("update waiting set traceparent = null")

    assert list(lines(await live.course().rebuild(), OLD, NEW))[-1] == "equal"
    assert (await live.course().switch(lambda _: False))[0]
    owner = Processor(live.pool, generation=NEW, shelf=live.shelf)
    await owner.acquire([PARTITION])
    released = [log.rights(some_rights(revision=5)), log.claim(a_claim("EARLIER"))]
    taken = (await owner.apply({PARTITION: [live.topics.add(record) for record in released]}, {})).entries[PARTITION]
    assert seen(taken) == [(ISSUED, TRACE), (ISSUED, None), (ISSUED, TRACE)]


@pytest.mark.parametrize("point", ["before_commit", "mid_copy"])
async def test_a_rebuild_that_dies_in_a_flush_goes_on_where_it_stood(live: Live, point: str) -> None:
    with pytest.raises(FailpointRaised):
        await live.course(_Dies(point)).rebuild()
    await live.take(live.log.claim(a_claim("MEANWHILE", care_date="2025-05-05")))

    assert list(lines(await live.course().rebuild(), OLD, NEW))[-1] == "equal"


async def test_what_an_aborted_rebuild_left_is_dropped_and_a_new_one_starts_from_nothing(live: Live) -> None:
    await live.course().rebuild()
    await live.pool.execute("update entry set amo_cents = 1 where generation = 2 and kind = 1")
    await drop(live.pool, NEW)
    assert await live.pool.fetchval("select count(*) from entry where generation = 2") == 0
    assert [row[0] for row in await generations(live.pool)] == [OLD]

    assert list(lines(await live.course().rebuild(), OLD, NEW))[-1] == "equal"
    with pytest.raises(WrongGeneration):
        await drop(live.pool, OLD)


async def test_the_switch_fences_the_old_owner_and_the_new_one_goes_on_at_the_next_seq(live: Live) -> None:
    await live.course().rebuild()
    await live.processor.mark_published({PARTITION: 7})
    await live.take(live.log.claim(a_claim("LATE", care_date="2025-06-01")))
    before = await live.pool.fetchval("select next_seq from ledger where generation = 1 and partition = $1", PARTITION)

    switched, _ = await live.course().switch(lambda _: False)

    assert switched
    assert await live_generation(live.pool) == NEW
    record = live.topics.add(live.log.claim(a_claim("AFTER", care_date="2025-06-02")))
    refused = await live.processor.apply({PARTITION: [record]}, {})
    assert refused.lost == {PARTITION}, "the old generation takes nothing more"
    with pytest.raises(GenerationRetired):
        await live.processor.acquire([PARTITION])
    owner = Processor(live.pool, generation=NEW, shelf=live.shelf)
    acquired = (await owner.acquire([PARTITION]))[PARTITION]
    assert acquired.published_seq == 7
    assert [entry.seq for entry in acquired.unpublished] == list(range(8, before))
    taken = await owner.apply({PARTITION: [record]}, {})
    assert [entry.seq for entry in taken.entries[PARTITION]] == [before]


async def test_generations_that_differ_are_not_switched_unless_accepted_and_are_then_published_from_there(
    live: Live,
) -> None:
    await live.course().rebuild()
    await live.processor.mark_published({PARTITION: 9})
    await live.pool.execute("update entry set amo_cents = amo_cents + 1 where generation = 2 and seq = 4")

    switched, found = await live.course().switch(lambda _: False)

    assert not switched
    assert sum(part.different for part in found) == 1
    assert await live_generation(live.pool) == OLD
    await live.take(live.log.claim(a_claim("GOES-ON", care_date="2025-06-03")))
    assert (await live.course().switch(lambda _: True))[0]
    mark = "select published_seq from ledger where generation = 2 and partition = $1"
    assert await live.pool.fetchval(mark, PARTITION) == 3


async def test_a_switch_that_was_killed_behind_its_fence_is_done_again_and_owners_wait_meanwhile(live: Live) -> None:
    await live.course().rebuild()
    await fence(live.pool, OLD)
    with pytest.raises(SwitchUnderWay):
        await live.processor.acquire([PARTITION])

    assert (await live.course().switch(lambda _: False))[0]
    assert await live_generation(live.pool) == NEW
    with pytest.raises(WrongGeneration):
        await live.course().switch(lambda _: False)


async def test_an_order_with_a_hole_is_refused(live: Live) -> None:
    await live.pool.execute("delete from entry where generation = 1 and seq = 3")
    with pytest.raises(BrokenOrder):
        await live.course().rebuild()


class _Dies:
    """Ends the third flush at a point, as a process would end there."""

    def __init__(self, point: str) -> None:
        self._point, self._passed = point, 0

    def armed(self, name: str) -> bool:
        """Whether the point is the one."""
        return name == self._point

    async def hit(self, name: str) -> None:
        """Stop at the third time."""
        self._passed += name == self._point
        if self._passed == 3:
            raise FailpointRaised(name)
