"""The contract of the store of paper claims, kept by the real one and by its twin."""

import asyncio
import secrets
from dataclasses import replace

import pytest

from teletransmission.drafts import Draft
from teletransmission.paper.store import Decision, Held, PaperStore, State
from teletransmission.store import ClaimStore, Kept
from tests.teletransmission.test_store import draft, kept

pytestmark = pytest.mark.asyncio
OPERATOR = Decision("operator", 7)


def of_care(care: int, *, paper: bool = False) -> Draft:
    return replace(draft(), care=care, paper=paper)


async def test_paper_of_care_that_nobody_sent_is_kept_like_any_claim(store: ClaimStore, papers: PaperStore) -> None:
    sheets = [of_care(care, paper=True) for care in range(50)]
    assert await papers.keep(sheets) == {sheet.receipt_id: kept(sheet) for sheet in sheets}
    assert (await store.find(sheets[0].receipt_id)) is not None
    assert await papers.waiting(10) == []


async def test_paper_of_care_that_was_teletransmitted_is_held_and_the_others_of_its_batch_are_not(
    store: ClaimStore, papers: PaperStore
) -> None:
    sent, sheet, other = of_care(1), of_care(1, paper=True), of_care(2, paper=True)
    await store.keep([sent])
    told = await papers.keep([sheet, other])
    expected = Held(kept(sheet), sent.receipt_id, State.HELD, sheet.message)
    assert told == {sheet.receipt_id: expected, other.receipt_id: kept(other)}
    assert await store.find(sheet.receipt_id) is None
    assert await papers.find(sheet.receipt_id) == expected
    assert await papers.waiting(10) == [expected]
    assert await papers.keep([sheet]) == {sheet.receipt_id: expected}


async def test_paper_holds_no_paper_back(papers: PaperStore) -> None:
    first, second = of_care(1, paper=True), of_care(1, paper=True)
    await papers.keep([first])
    assert isinstance((await papers.keep([second]))[second.receipt_id], Kept)


async def test_what_was_kept_stays_kept_when_the_care_is_teletransmitted_later(
    store: ClaimStore, papers: PaperStore
) -> None:
    sheet = of_care(1, paper=True)
    await papers.keep([sheet])
    await store.keep([of_care(1)])
    assert await papers.keep([sheet]) == {sheet.receipt_id: kept(sheet)}


async def held_one(store: ClaimStore, papers: PaperStore) -> Draft:
    sheet = of_care(9, paper=True)
    await store.keep([of_care(9)])
    await papers.keep([sheet])
    return sheet


async def test_a_released_claim_is_in_the_log_once_however_often_it_is_released(
    store: ClaimStore, papers: PaperStore
) -> None:
    sheet = await held_one(store, papers)
    done = await asyncio.gather(*(papers.release(sheet.receipt_id, OPERATOR) for _ in range(5)))
    assert sorted(done) == [False] * 4 + [True]
    found = await store.find(sheet.receipt_id)
    assert found is not None
    assert found.message == sheet.message
    assert await papers.keep([sheet]) == {sheet.receipt_id: kept(sheet)}
    assert await papers.waiting(10) == []
    assert not await papers.refuse(sheet.receipt_id, OPERATOR)


async def test_a_refused_claim_is_never_in_the_log(store: ClaimStore, papers: PaperStore) -> None:
    sheet = await held_one(store, papers)
    assert await papers.refuse(sheet.receipt_id, OPERATOR)
    assert not await papers.release(sheet.receipt_id, OPERATOR)
    assert await store.find(sheet.receipt_id) is None
    told = (await papers.keep([sheet]))[sheet.receipt_id]
    assert isinstance(told, Held)
    assert told.state is State.REFUSED


async def test_a_number_that_was_used_meanwhile_is_not_released(store: ClaimStore, papers: PaperStore) -> None:
    sheet = await held_one(store, papers)
    other = replace(of_care(10), receipt_id=sheet.receipt_id)
    await store.keep([other])
    assert not await papers.release(sheet.receipt_id, OPERATOR)
    found = await store.find(sheet.receipt_id)
    assert found is not None
    assert found.message == other.message


async def test_nothing_is_decided_of_what_is_not_held(papers: PaperStore) -> None:
    assert not await papers.release(secrets.token_bytes(16), OPERATOR)
    assert not await papers.refuse(secrets.token_bytes(16), OPERATOR)
    assert await papers.find(secrets.token_bytes(16)) is None
