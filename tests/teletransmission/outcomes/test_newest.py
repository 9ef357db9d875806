"""Whatever comes twice, late or in another order, and in whatever batches: what stands is the newest."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from chassis.kafka import InRecord
from teletransmission.outcomes.outcome import NO_AMOUNTS, UNHEARD, Amounts, Outcome, Place, State, merged
from teletransmission.outcomes.progress import Gap, Progress, take
from tests.teletransmission.outcomes.entries import entry, ignored, issued, paid, parked, receipt_of, rejected, waiting

_CLAIMS = ("F-1", "F-2", "F-3")
NOTHING = (0, State.ACCEPTED)


@st.composite
def ledgers(draw: st.DrawFn) -> list[InRecord]:
    """The entries of up to two generations of one partition, in order."""
    records = []
    for generation in range(1, draw(st.integers(1, 2)) + 1):
        for seq in range(1, draw(st.integers(0, 8)) + 1):
            claim = draw(st.sampled_from(_CLAIMS))
            event = draw(
                st.sampled_from(
                    [
                        issued(claim, revision=seq, price=100 * seq, version=1 + seq // 3),
                        rejected(claim),
                        waiting(claim, version=2),
                        parked(claim, version=1 + seq // 3),
                        rejected(claim, version=3),
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
        for receipt_id, outcome in taken.outcomes.items():
            held[receipt_id] = merged(held.get(receipt_id, UNHEARD), outcome)
    return held


def straight(records: Sequence[InRecord]) -> dict[bytes, tuple[State, Amounts]]:
    """The plain reading of a log in order: the last word of the newest generation, and its last receipt.

    While the newest version that was told of as not settled is above the one that was, its word is the one.
    """
    stands: dict[bytes, tuple[int, State, Amounts, tuple[int, State]]] = {}
    for record in records:
        [(receipt_id, outcome)] = take([record], {}).outcomes.items()
        generation, _, amounts, later = stands.get(receipt_id, (0, State.ACCEPTED, NO_AMOUNTS, NOTHING))
        if outcome.told_at.generation > generation:
            amounts, later = NO_AMOUNTS, NOTHING
        amounts = outcome.amounts if outcome.amounts.revision else amounts
        if outcome.later.version >= max(later[0], 1):
            later = (outcome.later.version, outcome.later.told.state)
        stands[receipt_id] = (outcome.told_at.generation, outcome.told.state, amounts, later)
    return {
        receipt_id: (later[1] if later[0] > amounts.claim_version else state, amounts)
        for receipt_id, (_, state, amounts, later) in stands.items()
    }


@given(ledgers(), st.randoms(use_true_random=False), st.integers(1, 5))
def test_duplicates_and_replays_in_any_order_end_in_the_newest(
    records: list[InRecord], dice: object, size: int
) -> None:
    shuffled = records + records[: len(records) // 2]
    dice.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random of hypothesis
    found = in_batches(shuffled, size)
    assert {receipt: (outcome.word.state, outcome.standing) for receipt, outcome in found.items()} == straight(records)


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
    assert (stands.told.state, stands.standing.price_cents) == (State.PARKED, 3_000)


def test_a_newer_generation_replaces_whole_and_begins_at_its_first_entry() -> None:
    old = take([entry(issued("F-1"), 1), entry(ignored(), 2)], {})
    new = take([entry(waiting("F-1"), 1, generation=2, offset=2)], old.progress)
    assert (new.gaps, new.progress[5]) == ([], Progress(3, Place(2, 1)))
    stands = merged(old.outcomes[receipt_of("F-1")], new.outcomes[receipt_of("F-1")])
    assert (stands.told.state, stands.standing) == (State.WAITING, NO_AMOUNTS)


def test_a_generation_that_does_not_begin_at_its_first_entry_has_a_gap() -> None:
    assert take([entry(ignored(), 4, generation=2)], {5: Progress(9, Place(1, 8))}).gaps == [Gap(5, 0, Place(2, 4))]


def test_what_is_unreadable_is_told_and_left_behind() -> None:
    broken = InRecord("vitale.receipt.v1", 5, 41, b"", b"", (), 0)
    taken = take([broken], {5: Progress(41, Place(1, 8))})
    assert (taken.unreadable, taken.progress, taken.outcomes) == ([(5, 41)], {5: Progress(42, Place(1, 8))}, {})
