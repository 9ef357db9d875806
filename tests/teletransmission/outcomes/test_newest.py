"""Whatever comes twice, late or in another order, and in whatever batches: what stands is the newest."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from chassis.kafka import InRecord
from teletransmission.outcomes.outcome import NO_AMOUNTS, UNHEARD, Amounts, Outcome, Place, State, merged, voided
from teletransmission.outcomes.progress import Gap, Progress, take
from tests.teletransmission.outcomes.entries import entry, ignored, issued, paid, parked, receipt_of, rejected, waiting

_CLAIMS = ("F-1", "F-2", "F-3")
NOTHING = (0, 0, State.ACCEPTED)


@st.composite
def ledgers(draw: st.DrawFn, *, generations: int = 1) -> list[InRecord]:
    """The entries of one partition as they are published: a newer generation from its first entry that differs on."""
    records: list[InRecord] = []
    last = 0
    for generation in range(1, generations + 1):
        first = draw(st.integers(1, last + 1))
        last = draw(st.integers(first - 1, 8))
        for seq in range(first, last + 1):
            claim = draw(st.sampled_from(_CLAIMS))
            later = 1 + generation  # a version below one that was told of is never told of again
            event = draw(
                st.sampled_from(
                    [
                        issued(claim, revision=seq, price=100 * seq, version=1 + seq // 3),
                        rejected(claim),
                        waiting(claim, version=later),
                        parked(claim, version=draw(st.sampled_from((1, later)))),
                        rejected(claim, version=later),
                        paid(claim),
                    ]
                )
            )
            records.append(entry(event, seq, generation=generation))
    return records


def in_batches(records: Sequence[InRecord], size: int) -> dict[bytes, Outcome]:
    held: dict[bytes, Outcome] = {}
    progress: dict[int, Progress] = {}
    for start in range(0, len(records), size):
        taken = take(records[start : start + size], progress)
        progress |= taken.progress
        for place in taken.begun.values():
            held = {receipt_id: voided(outcome, place) for receipt_id, outcome in held.items()}
        for receipt_id, outcome in taken.outcomes.items():
            held[receipt_id] = merged(held.get(receipt_id, UNHEARD), outcome)
    return held


def straight(records: Sequence[InRecord]) -> dict[bytes, tuple[State, Amounts]]:
    """The plain reading of a log: the last word of each claim, and its last receipt of those that were taken over.

    While the newest version that was told of as not settled is above the one that was, its word is the one.
    """
    told = [next(iter(take([record], {}).outcomes.items())) for record in records]
    newest = max((outcome.told_at.generation for _, outcome in told), default=1)
    first = min((outcome.told_at.seq for _, outcome in told if outcome.told_at.generation == newest), default=1)
    stands: dict[bytes, tuple[State, Amounts, tuple[int, int, State]]] = {}
    for receipt_id, outcome in told:
        _, amounts, later = stands.get(receipt_id, (State.ACCEPTED, NO_AMOUNTS, NOTHING))
        taken_over = outcome.told_at.generation == newest or outcome.told_at.seq < first
        if outcome.amounts.revision:
            amounts = outcome.amounts if taken_over else NO_AMOUNTS
        said = (outcome.told_at.generation, outcome.later.version, outcome.later.told.state)
        if outcome.later.version and said[:2] >= later[:2]:
            later = said if taken_over else NOTHING
        stands[receipt_id] = (outcome.told.state, amounts, later)
    return {
        receipt_id: (later[2] if later[1] > amounts.claim_version else state, amounts)
        for receipt_id, (state, amounts, later) in stands.items()
    }


@given(ledgers(), st.randoms(use_true_random=False), st.integers(1, 5))
def test_duplicates_and_replays_in_any_order_end_in_the_newest(
    records: list[InRecord], dice: object, size: int
) -> None:
    shuffled = records + records[: len(records) // 2]
    dice.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random of hypothesis
    found = in_batches(shuffled, size)
    assert {receipt: (outcome.word.state, outcome.amounts) for receipt, outcome in found.items()} == straight(records)


@given(ledgers(generations=2), st.integers(1, 5), st.integers(0, 16), st.integers(0, 16))
def test_two_generations_read_again_from_anywhere_end_in_the_newest(
    records: list[InRecord], size: int, until: int, again: int
) -> None:
    found = in_batches(records[:until] + records[min(again, until) :], size)
    assert {receipt: (outcome.word.state, outcome.amounts) for receipt, outcome in found.items()} == straight(records)


@given(st.integers(1, 12), st.integers(1, 5), st.integers(1, 4))
def test_a_log_that_is_published_again_after_a_crash_shows_no_gap(count: int, size: int, back: int) -> None:
    records = [entry(waiting(f"F-{seq}"), seq) for seq in range(1, count + 1)]
    middle = count // 2
    replayed = records[:middle] + records[max(0, middle - back) :]
    progress: dict[int, Progress] = {}
    for start in range(0, len(replayed), size):
        taken = take(replayed[start : start + size], progress)
        assert not taken.gaps
        progress |= taken.progress


def test_a_hole_shows_and_what_comes_late_fills_it_in() -> None:
    first, second, third = entry(waiting("F-1"), 1), entry(issued("F-1"), 2), entry(parked("F-1"), 3)
    taken = take([first, third], {})
    assert taken.gaps == [Gap(5, 1, Place(1, 3))]
    late = take([second], taken.progress)
    assert (late.gaps, late.progress[5].newest) == ([], Place(1, 3))
    stands = merged(taken.outcomes[receipt_of("F-1")], late.outcomes[receipt_of("F-1")])
    assert (stands.told.state, stands.amounts.price_cents) == (State.PARKED, 3_000)


def test_a_newer_generation_replaces_whole_and_begins_at_its_first_entry() -> None:
    old = take([entry(issued("F-1"), 1), entry(ignored(), 2)], {})
    new = take([entry(waiting("F-1"), 1, generation=2, offset=2)], old.progress)
    assert (new.gaps, new.progress[5]) == ([], Progress(3, Place(2, 1)))
    old_one = voided(old.outcomes[receipt_of("F-1")], new.begun[5])
    stands = merged(old_one, new.outcomes[receipt_of("F-1")])
    assert (stands.told.state, stands.amounts) == (State.WAITING, NO_AMOUNTS)


def test_a_newer_generation_goes_on_after_what_is_equal_in_it() -> None:
    taken = take([entry(issued("F-1"), 8), entry(issued("F-2"), 9), entry(ignored(), 9, generation=2)], {})
    assert taken.begun == {5: Place(2, 8)}
    assert taken.outcomes[receipt_of("F-1")].amounts.revision == 1
    assert taken.outcomes[receipt_of("F-2")].amounts == NO_AMOUNTS
    assert (taken.progress[5].newest, taken.gaps) == (Place(2, 9), [Gap(5, 0, Place(1, 8))])


def test_a_newer_generation_that_skips_entries_has_a_gap() -> None:
    assert take([entry(ignored(), 10, generation=2)], {5: Progress(9, Place(1, 8))}).gaps == [Gap(5, 8, Place(2, 10))]


def test_what_is_unreadable_is_told_and_left_behind() -> None:
    broken = InRecord("vitale.receipt.v1", 5, 41, b"", b"", (), 0)
    taken = take([broken], {5: Progress(41, Place(1, 8))})
    assert (taken.unreadable, taken.progress, taken.outcomes) == ([(5, 41)], {5: Progress(42, Place(1, 8))}, {})
