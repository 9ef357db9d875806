"""One writer a partition: compare-and-set, halts, what is published again after a crash."""

import pytest

from chassis.failpoints import FailpointRaised
from contracts.topics import CLAIM
from receipts.ledger.breaker import MOST_IN_A_ROW, MOST_IN_WINDOW, WINDOW, Breaker
from receipts.ledger.processor import Processor
from tests.receipts.ledger.conftest import Ledger
from tests.receipts.ledger.log import PARTITION, a_claim, some_rights

pytestmark = pytest.mark.asyncio


class RaisingAt:
    """Failpoints that raise at one name."""

    def __init__(self, name: str) -> None:
        self._name = name

    async def hit(self, name: str) -> None:
        """Raise there."""
        if name == self._name:
            raise FailpointRaised(name)

    def armed(self, name: str) -> bool:
        """Whether that is the name."""
        return name == self._name


@pytest.mark.integration
async def test_of_a_zombie_and_the_new_owner_exactly_one_wins(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()))
    new_owner = await ledger.another_owner()
    claim = ledger.log.claim(a_claim())
    won = await new_owner.apply({PARTITION: [claim]}, {})
    zombie = await ledger.processor.apply({PARTITION: [claim]}, {})

    assert len(won.entries[PARTITION]) == 1
    assert zombie.lost == {PARTITION}
    assert zombie.entries == {}
    assert await ledger.pool.fetchval("select count(*) from claim_head where generation = $1", ledger.generation) == 1


@pytest.mark.integration
async def test_records_that_do_not_follow_on_are_refused(ledger: Ledger) -> None:
    await ledger.activated()
    ledger.log.rights(some_rights())
    second = ledger.log.rights(some_rights(revision=2))

    assert (await ledger.apply(second)).lost == {PARTITION}


@pytest.mark.integration
@pytest.mark.parametrize("point", ["before_commit", "mid_copy"])
async def test_a_flush_that_dies_leaves_nothing_and_is_settled_by_the_next_owner(ledger: Ledger, point: str) -> None:
    await ledger.activated()
    dying = Processor(ledger.pool, generation=ledger.generation, shelf=ledger.shelf, failpoints=RaisingAt(point))
    await dying.acquire([PARTITION])
    records = [ledger.log.rights(some_rights()), ledger.log.claim(a_claim())]
    with pytest.raises((FailpointRaised, RuntimeError)):
        await dying.apply({PARTITION: records}, {})

    outcome = await (await ledger.another_owner()).apply({PARTITION: records}, {})
    assert [entry.kind for entry in outcome.entries[PARTITION]] == [5, 1]


@pytest.mark.integration
async def test_what_was_committed_and_not_published_is_handed_to_the_next_owner_byte_for_byte(ledger: Ledger) -> None:
    await ledger.activated()
    outcome = await ledger.apply(
        ledger.log.rights(some_rights()), ledger.log.claim(a_claim()), ledger.log.raw(CLAIM, b"junk")
    )
    committed = outcome.entries[PARTITION]
    await ledger.processor.mark_published({PARTITION: committed[0].seq})
    acquired = (await ledger.processor.acquire([PARTITION]))[PARTITION]

    assert [(e.seq, e.payload, e.vector) for e in acquired.unpublished] == [
        (e.seq, e.payload, e.vector) for e in committed[1:]
    ]
    assert acquired.unpublished[-1].dead_letter == committed[-1].dead_letter


@pytest.mark.integration
async def test_too_many_poisoned_records_halt_the_partition_until_an_operator_clears_it(ledger: Ledger) -> None:
    await ledger.activated()
    poison = [ledger.log.raw(CLAIM, b"junk") for _ in range(MOST_IN_A_ROW + 5)]
    halted = await ledger.apply(*poison)
    rest = [*halted.left[PARTITION], ledger.log.rights(some_rights())]
    still = await ledger.processor.apply({PARTITION: rest}, {})
    cleared = await ledger.processor.apply({PARTITION: [*rest, ledger.log.clear_halt()]}, {})

    assert len(halted.entries[PARTITION]) == MOST_IN_A_ROW
    assert PARTITION in halted.halted
    assert still.entries[PARTITION] == []
    assert [entry.kind for entry in cleared.entries[PARTITION]] == [5, 4, 4, 4, 4, 4, 5]
    assert PARTITION not in cleared.halted


async def test_the_breaker_counts_over_a_window_of_entries() -> None:
    breaker = Breaker(0, [])
    for number in range(MOST_IN_WINDOW):
        assert breaker.note(number * 50 + 1, "UNDECODABLE") is None
        breaker.note(number * 50 + 2, None)

    assert breaker.note(MOST_IN_WINDOW * 50, "UNDECODABLE")
    assert Breaker(0, [1] * 500).note(WINDOW + 2, "UNDECODABLE") is None, "older than the window"


async def test_open_parameters_never_halt_a_partition() -> None:
    breaker = Breaker(0, [])

    assert not any(breaker.note(seq, "NOT_ESTABLISHED") for seq in range(1, 1000))
