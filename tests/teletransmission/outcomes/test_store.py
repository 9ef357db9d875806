"""The contract of the outcome store, kept by the real one and by its twin."""

import itertools
import secrets

import pytest

from teletransmission.outcomes.outcome import NO_AMOUNTS, NOWHERE, Amounts, Later, Outcome, Place, State, Told, merged
from teletransmission.outcomes.progress import Progress, Taken
from teletransmission.outcomes.store import OutcomeStore

pytestmark = pytest.mark.asyncio

RECEIPT = b"R" * 16
AMOUNTS = Amounts(1, 1, 3_000, 2_100, 5, 595, 300)


def settled(place: Place, amounts: Amounts = AMOUNTS) -> Outcome:
    return Outcome(Told(State.ADJUDICATED, at_us=place.seq), place, amounts, place)


def word(state: State, place: Place) -> Outcome:
    return Outcome(Told(state, "CODE", "detail", place.seq), place)


def later(state: State, version: int, place: Place) -> Outcome:
    told = Told(state, "LATER", "detail", place.seq)
    return Outcome(told, place, later=Later(version, told), later_at=place)


async def keep(store: OutcomeStore, *outcomes: Outcome, progress: dict[int, Progress] | None = None) -> None:
    async with store.leading() as writer:
        assert writer is not None
        for outcome in outcomes:
            await writer.keep(Taken({RECEIPT: outcome}, progress or {}, partitions={RECEIPT: 5}))


async def test_what_is_kept_is_found_with_the_progress_it_came_with(outcomes: OutcomeStore) -> None:
    many = {secrets.token_bytes(16): settled(Place(1, seq)) for seq in range(1, 300)}
    moved = {5: Progress(299, Place(1, 299)), 6: Progress(7, NOWHERE)}
    async with outcomes.leading() as writer:
        assert writer is not None
        await writer.keep(Taken(many, moved, partitions=dict.fromkeys(many, 5)))
        assert await writer.progress() == moved
        await writer.keep(Taken({}, {5: Progress(300, Place(1, 300))}))
        assert await writer.progress() == {**moved, 5: Progress(300, Place(1, 300))}
    assert await outcomes.find(list(many)) == many


async def test_what_never_came_back_is_absent(outcomes: OutcomeStore) -> None:
    assert await outcomes.find([RECEIPT]) == {}


async def test_every_order_of_the_same_outcomes_ends_in_the_newest_of_each_part(outcomes: OutcomeStore) -> None:
    told = (settled(Place(1, 2)), word(State.PARKED, Place(1, 3)), word(State.WAITING, Place(1, 1)))
    for order in itertools.permutations(told):
        await keep(outcomes, *order, *order)
        found = (await outcomes.find([RECEIPT]))[RECEIPT]
        assert found == merged(told[0], told[1])
        assert (found.told.state, found.amounts) == (State.PARKED, AMOUNTS)


async def test_a_later_version_that_was_not_settled_is_kept_beside_what_is_told_of_the_receipt(
    outcomes: OutcomeStore,
) -> None:
    refused, again = later(State.REJECTED, 2, Place(1, 3)), later(State.WAITING, 2, Place(1, 2))
    told = (settled(Place(1, 1)), refused, again, word(State.PAID, Place(1, 4)))
    for order in itertools.permutations(told):
        await keep(outcomes, *order, *order)
        found = (await outcomes.find([RECEIPT]))[RECEIPT]
        assert (found.told.state, found.word) == (State.PAID, refused.told)
        assert found.amounts == AMOUNTS
    await keep(outcomes, settled(Place(1, 5), AMOUNTS._replace(claim_version=2)))
    assert (await outcomes.find([RECEIPT]))[RECEIPT].word.state is State.ADJUDICATED


async def test_what_an_older_generation_told_of_a_later_version_counts_no_more(outcomes: OutcomeStore) -> None:
    await keep(outcomes, later(State.REJECTED, 3, Place(1, 9)))
    await begin(outcomes, 5, Place(2, 0))
    await keep(outcomes, settled(Place(2, 1)))
    assert (await outcomes.find([RECEIPT]))[RECEIPT].word.state is State.ADJUDICATED
    await keep(outcomes, later(State.PARKED, 2, Place(2, 2)))
    assert (await outcomes.find([RECEIPT]))[RECEIPT].word.state is State.PARKED


async def begin(store: OutcomeStore, partition: int, place: Place) -> None:
    async with store.leading() as writer:
        assert writer is not None
        await writer.keep(Taken(begun={partition: place}))


async def test_a_newer_generation_replaces_the_word_and_voids_what_it_did_not_take_over(outcomes: OutcomeStore) -> None:
    await keep(outcomes, settled(Place(1, 9)))
    await begin(outcomes, 5, Place(2, 8))
    await keep(outcomes, word(State.WAITING, Place(2, 9)), word(State.REJECTED, Place(1, 10)), settled(Place(1, 9)))
    found = (await outcomes.find([RECEIPT]))[RECEIPT]
    assert (found.told.state, found.amounts) == (State.WAITING, NO_AMOUNTS)
    await keep(outcomes, settled(Place(2, 10)))
    found = (await outcomes.find([RECEIPT]))[RECEIPT]
    assert (found.told.state, found.amounts) == (State.ADJUDICATED, AMOUNTS)


async def test_a_newer_generation_keeps_what_is_equal_in_it_and_other_partitions(outcomes: OutcomeStore) -> None:
    await keep(outcomes, settled(Place(1, 9)))
    await begin(outcomes, 5, Place(2, 9))
    await begin(outcomes, 6, Place(2, 0))
    await keep(outcomes, word(State.PAID, Place(2, 10)))
    found = (await outcomes.find([RECEIPT]))[RECEIPT]
    assert (found.told.state, found.amounts) == (State.PAID, AMOUNTS)


PARTS = {
    "the word": word(State.PAID, Place(1, 9)),
    "the receipt": Outcome(amounts=AMOUNTS, settled_at=Place(1, 9)),
    "a later version": Outcome(later=Later(2, Told(State.PARKED)), later_at=Place(1, 9)),
}


@pytest.mark.parametrize("part", PARTS.values(), ids=PARTS)
async def test_whatever_part_a_newer_generation_does_not_have_is_found_in_its_partition(
    outcomes: OutcomeStore, part: Outcome
) -> None:
    await keep(outcomes, settled(Place(1, 8)), part)
    asked = ((5, Place(2, 8)), (5, Place(2, 9)), (5, Place(1, 8)), (6, Place(2, 8)))
    async with outcomes.leading() as writer:
        assert writer is not None
        assert [await writer.beyond(*one) for one in asked] == [{RECEIPT}, set(), set(), set()]


async def test_one_has_the_lead_and_gives_it_back(outcomes: OutcomeStore) -> None:
    async with outcomes.leading() as first:
        async with outcomes.leading() as second:
            assert first is not None
            assert second is None
        async with outcomes.leading() as third:
            assert third is None
    async with outcomes.leading() as later:
        assert later is not None
