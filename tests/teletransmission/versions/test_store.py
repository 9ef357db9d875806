"""The contract of the claim store for later versions, kept by the real one and by its twin."""

import asyncio
import secrets
from dataclasses import replace

import pytest

from teletransmission.drafts import Draft
from teletransmission.paper.store import Held, PaperStore
from teletransmission.store import ClaimStore, HeldClaim, Kept, Standing
from tests.teletransmission.house import paper_beside
from tests.teletransmission.test_store import draft, kept

pytestmark = pytest.mark.asyncio


def after(first: Draft, version: int, **changes: object) -> Draft:
    """A later version of a claim."""
    content = {"content_hash": secrets.token_bytes(32), "message": secrets.token_bytes(100)}
    return replace(first, version=version, accepted_at_us=version, **{**content, **changes})  # type: ignore[arg-type]  # fields by name


def held(sent: Draft) -> HeldClaim:
    return HeldClaim(sent.kept, sent.message, sent.cancelled)


async def test_every_version_stays_and_the_newest_is_found(store: ClaimStore) -> None:
    first = replace(draft(), late_by_working_days=2)
    second, third = after(first, 2), after(first, 3)
    await store.keep([first])
    assert await store.replace(second)
    assert await store.replace(third)
    assert await store.find(first.receipt_id) == held(third)
    assert [await store.version(first.receipt_id, number) for number in (0, 1, 2, 3, 4)] == [
        None,
        held(first),
        held(second),
        held(third),
        None,
    ]
    assert await store.standing(first.receipt_id) == Standing(held(first), held(third), first.home_id, first.partition)


async def test_a_claim_without_later_versions_stands_as_it_came(store: ClaimStore) -> None:
    first = draft()
    await store.keep([first])
    assert await store.standing(first.receipt_id) == Standing(held(first), held(first), first.home_id, first.partition)
    assert await store.standing(secrets.token_bytes(16)) is None


@pytest.mark.parametrize("version", [1, 3, 4])
async def test_only_the_version_after_the_newest_is_kept(store: ClaimStore, version: int) -> None:
    first = draft()
    await store.keep([first])
    assert not await store.replace(after(first, version))
    assert await store.find(first.receipt_id) == held(first)


async def test_nothing_follows_a_claim_that_is_not_there(store: ClaimStore) -> None:
    assert not await store.replace(after(draft(), 2))


async def test_nothing_follows_a_cancellation(store: ClaimStore) -> None:
    first = draft()
    await store.keep([first])
    cancelling = after(first, 2, cancelled=True, reason=2)
    assert await store.replace(cancelling)
    assert not await store.replace(after(first, 3))
    assert await store.find(first.receipt_id) == held(cancelling)


async def test_the_first_version_answers_for_its_number_after_later_ones(store: ClaimStore) -> None:
    first = replace(draft(), late_by_working_days=4)
    await store.keep([first])
    await store.replace(after(first, 2))
    assert await store.keep([draft(first.receipt_id)]) == {
        first.receipt_id: Kept(first.receipt_id, first.content_hash, first.accepted_at_us, 1, 4)
    }


async def test_of_many_callers_for_one_version_exactly_one_is_kept(store: ClaimStore) -> None:
    first = draft()
    await store.keep([first])
    drafts = [after(first, 2) for _ in range(20)]
    done = await asyncio.gather(*(store.replace(one) for one in drafts))
    [won] = [one for one, told in zip(drafts, done, strict=True) if told]
    assert await store.find(first.receipt_id) == held(won)


async def test_a_corrected_claim_holds_back_paper_of_its_new_care_and_a_cancelled_one_none(
    store: ClaimStore,
) -> None:
    papers: PaperStore = paper_beside(store)
    first = replace(draft(), care=1)
    await store.keep([first])
    await store.replace(after(first, 2, care=2))
    old, new = (replace(draft(), care=care, paper=True) for care in (1, 2))
    told = await papers.keep([old, new])
    assert told[old.receipt_id] == kept(old)
    assert isinstance(held_sheet := told[new.receipt_id], Held)
    assert held_sheet.twin_receipt_id == first.receipt_id
    await store.replace(after(first, 3, care=2, cancelled=True, reason=1))
    third = replace(draft(), care=2, paper=True)
    assert await papers.keep([third]) == {third.receipt_id: kept(third)}


async def test_a_corrected_paper_claim_still_holds_no_paper_back(store: ClaimStore) -> None:
    papers = paper_beside(store)
    sheet, other = (replace(draft(), care=7, paper=True) for _ in range(2))
    await papers.keep([sheet])
    await store.replace(after(sheet, 2))
    assert await papers.keep([other]) == {other.receipt_id: kept(other)}
