"""The contract of the claim store, kept by the real one and by its twin."""

import asyncio
import secrets

import pytest

from teletransmission.drafts import Draft
from teletransmission.store import ClaimStore, HeldClaim, Kept
from tests.teletransmission.house import FILED

pytestmark = pytest.mark.asyncio


def draft(receipt_id: bytes | None = None, *, at: int = 1_000_000) -> Draft:
    return Draft(
        receipt_id=receipt_id or secrets.token_bytes(16),
        content_hash=secrets.token_bytes(32),
        accepted_at_us=at,
        home_id=secrets.token_bytes(16),
        partition=23,
        subject_id=secrets.token_bytes(16),
        message=secrets.token_bytes(100),
        filed=FILED,
    )


def kept(sent: Draft) -> Kept:
    return Kept(sent.receipt_id, sent.content_hash, sent.accepted_at_us)


async def test_what_is_new_is_kept_and_found(store: ClaimStore) -> None:
    drafts = [draft() for _ in range(500)]
    assert await store.keep(drafts) == {sent.receipt_id: kept(sent) for sent in drafts}
    assert await store.find(drafts[7].receipt_id) == HeldClaim(kept(drafts[7]), drafts[7].message)


async def test_what_is_not_there_is_not_found(store: ClaimStore) -> None:
    assert await store.find(secrets.token_bytes(16)) is None


async def test_the_first_of_a_number_stays_and_is_told_beside_what_is_new(store: ClaimStore) -> None:
    first = draft(at=1)
    await store.keep([first])
    second, new = draft(first.receipt_id, at=2), draft()
    assert await store.keep([second, new]) == {first.receipt_id: kept(first), new.receipt_id: kept(new)}
    assert await store.find(first.receipt_id) == HeldClaim(kept(first), first.message)


async def test_many_writers_of_the_same_numbers_in_any_order_agree_on_one_content(store: ClaimStore) -> None:
    numbers = [secrets.token_bytes(16) for _ in range(60)]
    batches = [[draft(number) for number in (numbers if turn % 2 else numbers[::-1])] for turn in range(8)]
    told = await asyncio.gather(*(store.keep(batch) for batch in batches))
    assert all(answer == told[0] for answer in told)
    assert set(told[0]) == set(numbers)
