"""The contract of the lists, kept by the real ones and by their twin."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from teletransmission.drafts import Draft, Filed
from teletransmission.outcomes.listing import Listed, Scope, Spot, Total, added, summed
from teletransmission.outcomes.outcome import Amounts, Later, Outcome, Place, State, Told
from teletransmission.outcomes.progress import Taken
from teletransmission.outcomes.store import OutcomeWriter
from tests.teletransmission.outcomes.conftest import Shelf

pytestmark = pytest.mark.asyncio

DAY, ISSUER = date(2026, 3, 10), "750000001"
FILED = Filed(ISSUER, "F-1", DAY, None, 3_000)
WHOLE_DAY = Scope(ISSUER, DAY, DAY)
AMOUNTS = Amounts(1, 1, 2_900, 2_000, 100, 500, 300)


def draft(number: int, filed: Filed = FILED) -> Draft:
    return Draft(
        receipt_id=number.to_bytes(16, "big"),
        content_hash=secrets.token_bytes(32),
        accepted_at_us=1_000 - number // 2,
        home_id=secrets.token_bytes(16),
        partition=3,
        subject_id=secrets.token_bytes(16),
        message=b"claim",
        filed=replace(filed, claim_id=f"F-{number}"),
    )


def leader(writer: OutcomeWriter | None) -> OutcomeWriter:
    assert writer is not None
    return writer


async def settle(shelf: Shelf, *told: tuple[int, State, Amounts | None]) -> None:
    outcomes = {}
    for seq, (number, state, amounts) in enumerate(told, start=1):
        place = Place(1, seq)
        outcome = Outcome(Told(state, "X", "", seq), place)
        if amounts is not None:
            outcome = outcome._replace(amounts=amounts, settled_at=place)
        outcomes[number.to_bytes(16, "big")] = outcome
    async with shelf.outcomes.leading() as writer:
        await leader(writer).keep(Taken(outcomes, partitions=dict.fromkeys(outcomes, 5)))


async def numbers(shelf: Shelf, scope: Scope) -> list[str]:
    return [one.claim_id for one in await shelf.lists.page(scope, Spot(), 100)]


async def test_pages_follow_the_order_of_acceptance_without_hole_or_double(shelf: Shelf) -> None:
    await shelf.claims.keep([draft(number) for number in range(1, 24)])
    whole = await shelf.lists.page(WHOLE_DAY, Spot(), 100)
    assert [one.spot for one in whole] == sorted(one.spot for one in whole)
    assert len(whole) == 23
    paged: list[Listed] = []
    after = Spot()
    while page := await shelf.lists.page(WHOLE_DAY, after, 5):
        paged.extend(page)
        after = page[-1].spot
    assert paged == whole


async def test_a_list_holds_the_practice_the_days_and_the_lot_that_are_asked_for(shelf: Shelf) -> None:
    filed = (
        FILED,
        replace(FILED, lot=7),
        replace(FILED, day=date(2026, 3, 9), lot=7),
        replace(FILED, day=date(2026, 3, 11)),
        replace(FILED, issuer="750000002", lot=7),
    )
    await shelf.claims.keep([draft(number, one) for number, one in enumerate(filed)])
    assert sorted(await numbers(shelf, WHOLE_DAY)) == ["F-0", "F-1"]
    assert await numbers(shelf, replace(WHOLE_DAY, lot=7)) == ["F-1"]
    assert sorted(await numbers(shelf, Scope(ISSUER, date(2026, 3, 1), DAY, 7))) == ["F-1", "F-2"]
    assert await numbers(shelf, replace(WHOLE_DAY, lot=8)) == []
    assert await shelf.lists.totals(replace(WHOLE_DAY, lot=8)) == []


async def test_totals_count_receipts_where_there_are_and_what_was_charged_where_not(shelf: Shelf) -> None:
    await shelf.claims.keep([draft(number) for number in range(1, 8)])
    await settle(
        shelf,
        (1, State.ADJUDICATED, AMOUNTS),
        (2, State.ADJUDICATED, AMOUNTS),
        (3, State.PARKED, AMOUNTS),
        (4, State.REJECTED, None),
        (5, State.WAITING, None),
        (6, State.CANCELLED, Amounts(revision=2)),
        (99, State.ADJUDICATED, AMOUNTS),
    )
    assert await shelf.lists.totals(WHOLE_DAY) == [
        Total(State.ACCEPTED, 1, 3_000, 0, 0, 0, 0),
        Total(State.WAITING, 1, 3_000, 0, 0, 0, 0),
        Total(State.REJECTED, 1, 3_000, 0, 0, 0, 0),
        Total(State.PARKED, 1, 2_900, 2_000, 100, 500, 300),
        Total(State.ADJUDICATED, 2, 5_800, 4_000, 200, 1_000, 600),
        Total(State.CANCELLED, 1, 0, 0, 0, 0, 0),
    ]


async def test_a_receipt_of_an_older_generation_does_not_count(shelf: Shelf) -> None:
    await shelf.claims.keep([draft(1)])
    await settle(shelf, (1, State.ADJUDICATED, AMOUNTS))
    async with shelf.outcomes.leading() as writer:
        newer = {(1).to_bytes(16, "big"): Outcome(Told(State.WAITING), Place(2, 1))}
        taken = Taken(newer, partitions=dict.fromkeys(newer, 5), begun={5: Place(2, 0)})
        await leader(writer).keep(taken)
    assert await shelf.lists.totals(WHOLE_DAY) == [Total(State.WAITING, 1, 3_000, 0, 0, 0, 0)]
    [listed] = await shelf.lists.page(WHOLE_DAY, Spot(), 10)
    assert listed.outcome.amounts.revision == 0


async def test_a_claim_stays_in_the_lot_in_which_it_came_first(shelf: Shelf) -> None:
    first = draft(1, replace(FILED, lot=3))
    await shelf.claims.keep([first])
    await shelf.claims.keep([replace(first, filed=replace(first.filed, lot=4))])
    [listed] = await shelf.lists.page(WHOLE_DAY, Spot(), 10)
    assert listed.lot == 3


def told(state: State, seq: int, amounts: Amounts | None = None) -> Outcome:
    place = Place(1, seq)
    outcome = Outcome(Told(state, "X", "", seq), place)
    return outcome if amounts is None else outcome._replace(amounts=amounts, settled_at=place)


def later(state: State, version: int, seq: int) -> Outcome:
    word = Told(state, "Y", "", seq)
    return Outcome(word, Place(1, seq), later=Later(version, word), later_at=Place(1, seq))


async def corrected(shelf: Shelf, number: int, version: int = 2, *, cancels: bool = False) -> None:
    first = draft(number)
    charged = replace(first.filed, charged_cents=0 if cancels else 1_000 * version)
    changes = {"version": version, "filed": charged, "cancelled": cancels, "reason": int(cancels)}
    assert await shelf.claims.replace(replace(first, **changes))  # type: ignore[arg-type]  # fields by name


def totals_of(listed: Sequence[Listed]) -> list[Total]:
    """The totals of what stands on pages, in the order of states."""
    expected: dict[State, Total] = {}
    for one in listed:
        total = summed(one)
        expected[total.state] = added(expected[total.state], total) if total.state in expected else total
    return [expected[state] for state in sorted(expected)]


async def test_totals_and_pages_agree_on_corrected_and_cancelled_claims(shelf: Shelf) -> None:
    await shelf.claims.keep([replace(draft(number), late_by_working_days=number % 2) for number in range(1, 10)])
    for number in (1, 2, 3, 4, 5):
        await corrected(shelf, number)
    await corrected(shelf, 5, 3)
    for number in (6, 7, 8):
        await corrected(shelf, number, cancels=True)
    events = {
        1: [told(State.ADJUDICATED, 1, AMOUNTS), later(State.REJECTED, 2, 2), told(State.PAID, 3)],
        2: [told(State.REJECTED, 4)],
        3: [told(State.ADJUDICATED, 5, AMOUNTS), later(State.PARKED, 2, 6)],
        4: [later(State.WAITING, 2, 7), told(State.ADJUDICATED, 8, AMOUNTS._replace(claim_version=2))],
        5: [told(State.ADJUDICATED, 9, AMOUNTS), later(State.REJECTED, 2, 10)],
        6: [told(State.ADJUDICATED, 11, AMOUNTS), told(State.CANCELLED, 12, Amounts(revision=2, claim_version=2))],
        7: [told(State.REJECTED, 13)],
        8: [told(State.ADJUDICATED, 14, AMOUNTS)],
        9: [told(State.REJECTED, 15)],
    }
    async with shelf.outcomes.leading() as writer:
        for number, found in events.items():
            for outcome in reversed(found):  # in any order
                receipt_id = number.to_bytes(16, "big")
                await leader(writer).keep(Taken({receipt_id: outcome}, partitions={receipt_id: 5}))
    listed = await shelf.lists.page(WHOLE_DAY, Spot(), 100)
    assert {one.claim_id: one.told.state for one in listed} == {
        "F-1": State.REJECTED,
        "F-2": State.ACCEPTED,
        "F-3": State.PARKED,
        "F-4": State.ADJUDICATED,
        "F-5": State.ACCEPTED,
        "F-6": State.CANCELLED,
        "F-7": State.CANCELLED,
        "F-8": State.ADJUDICATED,
        "F-9": State.REJECTED,
    }
    assert {one.claim_id: (one.version, one.cancelled) for one in listed if one.version > 1} == {
        **{f"F-{number}": (2, False) for number in (1, 2, 3, 4)},
        "F-5": (3, False),
        **{f"F-{number}": (2, True) for number in (6, 7, 8)},
    }
    assert {one.claim_id: one.late_by_working_days for one in listed} == {f"F-{n}": n % 2 for n in range(1, 10)}
    assert {one.claim_id: one.charged_cents for one in listed if one.claim_id in {"F-2", "F-5", "F-7"}} == {
        "F-2": 2_000,
        "F-5": 3_000,
        "F-7": 0,
    }
    assert await shelf.lists.totals(WHOLE_DAY) == totals_of(listed)
