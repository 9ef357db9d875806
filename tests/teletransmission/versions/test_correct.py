"""Corrections over a real channel: what replaces what, what is refused and why, and what stays as it was."""

from datetime import timedelta

import pytest

from chassis.errors import DomainError, ErrorCode
from contracts.envelope import header, open_value
from teletransmission.drafts import content_hash
from teletransmission.store_memory import MemoryClaimStore
from tests.teletransmission.house import CHILD, MOTHER, OUTCOME, House, claim
from vitale.claim.v1.claim_pb2 import PATHWAY_OUT, SECURING_CARDLESS, Claim, ClaimLine
from vitale.claim.v1.claim_service_pb2 import Acknowledgement

pytestmark = pytest.mark.asyncio


def line(price: int) -> ClaimLine:
    return ClaimLine(line_no=1, act_code="G", quantity=1, price_cents=price)


def codes(refused: Acknowledgement) -> list[tuple[str, str]]:
    """Fields and codes of a refusal, each with what is wrong and what to do; nothing was kept."""
    assert (refused.outcome, refused.version, refused.receipt_id) == (OUTCOME.OUTCOME_REJECTED, 0, b"")
    assert all(violation.reason and violation.advice for violation in refused.violations)
    return [(violation.field, violation.code) for violation in refused.violations]


def queued(memory: MemoryClaimStore) -> list[Claim]:
    return [Claim.FromString(open_value(record.value)) for record in memory.outbox]


async def test_a_correction_is_the_whole_claim_as_version_two_in_the_same_home(
    house: House, memory: MemoryClaimStore
) -> None:
    first = await house.practice().one(claim())
    house.clock.advance(timedelta(minutes=5))
    second = await house.practice().correct(claim(lines=[line(2_500)]))
    assert (second.outcome, second.version, second.receipt_id) == (OUTCOME.OUTCOME_ACCEPTED, 2, first.receipt_id)
    assert second.acknowledgement_id not in ("", first.acknowledgement_id)
    assert second.accepted_at_us == first.accepted_at_us + 300_000_000
    before, after = queued(memory)
    assert (before.version, after.version) == (1, 2)
    assert (after.lines[0].price_cents, after.accepted_at_us) == (2_500, second.accepted_at_us)
    assert before.content_hash != after.content_hash
    assert [one.content_hash for one in (before, after)] == [content_hash(one) for one in (before, after)]
    records = memory.outbox
    assert (records[1].key, records[1].partition) == (records[0].key, records[0].partition)
    assert header(records[1].headers, "ce_id") == f"{first.receipt_id.hex()}-2".encode()
    found = await house.practice().get("F-1")
    assert (found.acknowledgement, found.version, found.price_cents) == (second, 2, 2_500)
    assert not found.cancelled


async def test_the_same_correction_gets_the_same_acknowledgement_even_after_later_versions(
    house: House, memory: MemoryClaimStore
) -> None:
    practice = house.practice()
    await practice.one(claim())
    second = await practice.correct(claim(lines=[line(2_500)]))
    house.clock.advance(timedelta(minutes=5))
    assert await practice.correct(claim(lines=[line(2_500)])) == second
    third = await practice.correct(claim(lines=[line(2_600)]), 2)
    assert third.version == 3
    assert await practice.correct(claim(lines=[line(2_500)])) == second
    await practice.cancel("F-1", 3)
    assert await practice.correct(claim(lines=[line(2_600)]), 2) == third
    assert len(memory.outbox) == 4


async def test_a_correction_that_changes_nothing_is_the_version_that_stands(
    house: House, memory: MemoryClaimStore
) -> None:
    practice = house.practice()
    first = await practice.one(claim())
    assert await practice.correct(claim()) == first
    second = await practice.correct(claim(pathway=PATHWAY_OUT))
    assert await practice.correct(claim(pathway=PATHWAY_OUT), 2) == second
    assert len(memory.outbox) == 2


async def test_going_back_to_an_older_content_is_a_new_version(house: House, memory: MemoryClaimStore) -> None:
    practice = house.practice()
    await practice.one(claim())
    await practice.correct(claim(lines=[line(2_500)]))
    third = await practice.correct(claim(), 2)
    assert third.version == 3
    one, _, three = queued(memory)
    assert one.lines == three.lines
    assert one.content_hash != three.content_hash


@pytest.mark.parametrize("replaces", [0, 1, 3, 4_294_967_295])
async def test_another_version_than_the_newest_is_stale_and_the_newest_is_named(house: House, replaces: int) -> None:
    practice = house.practice()
    await practice.one(claim())
    await practice.correct(claim(lines=[line(2_500)]))
    refused = await practice.correct(claim(lines=[line(2_600)]), replaces)
    assert codes(refused) == [("replaces_version", "STALE_STATE")]
    assert "version 2" in refused.violations[0].reason
    assert (await practice.get("F-1")).version == 2


async def test_no_version_follows_a_cancellation(house: House) -> None:
    practice = house.practice()
    await practice.one(claim())
    await practice.cancel()
    for replaces in (1, 2):
        refused = await practice.correct(claim(lines=[line(2_600)]), replaces)
        assert codes(refused) == [("claim_id", "CLAIM_CANCELLED")]


async def test_another_beneficiary_is_refused(house: House) -> None:
    practice = house.practice()
    await practice.one(claim(key=MOTHER))
    assert codes(await practice.correct(claim(key=CHILD))) == [("key", "BENEFICIARY_CHANGED")]


async def test_a_correction_is_checked_like_a_claim_and_every_fault_is_named(
    house: House, memory: MemoryClaimStore
) -> None:
    practice = house.practice()
    await practice.one(claim())
    wrong = claim(care_date="2026-03-11", pathway=0, lines=[line(-1)])
    [expected] = await practice.submit(wrong)
    refused = await practice.correct(wrong)
    assert codes(refused) == [(one.field, one.code) for one in expected.violations]
    assert len(refused.violations) == 3
    assert len(memory.outbox) == 1


async def test_a_number_that_was_never_accepted_and_one_of_another_practice_are_not_found(house: House) -> None:
    await house.practice("750000002").one(claim())
    for sent in (claim(), claim("F-9"), claim("")):
        with pytest.raises(DomainError) as refused:
            await house.practice().correct(sent)
        assert refused.value.code is ErrorCode.NOT_FOUND


async def test_more_than_a_mebibyte_is_refused_with_the_limit(house: House) -> None:
    await house.practice().one(claim())
    with pytest.raises(DomainError) as refused:
        await house.practice().correct(claim(setting="x" * 1_048_576))
    assert refused.value.code is ErrorCode.BATCH_TOO_LARGE


async def test_other_content_for_a_known_number_stays_a_conflict_that_names_the_way(house: House) -> None:
    await house.practice().one(claim())
    conflict = await house.practice().one(claim(lines=[line(2_500)]))
    assert conflict.outcome == OUTCOME.OUTCOME_CONFLICT
    assert "CorrectClaim" in conflict.violations[0].advice


async def test_a_first_version_sent_again_after_its_correction_is_still_acknowledged_as_it_was(house: House) -> None:
    practice = house.practice()
    first = await practice.one(claim())
    await practice.correct(claim(lines=[line(2_500)]))
    assert await practice.one(claim()) == first
    assert first.version == 1


async def test_nobody_named_is_the_same_beneficiary(house: House, memory: MemoryClaimStore) -> None:
    practice = house.practice()
    await practice.one(claim(key=CHILD))
    second = await practice.correct(claim(key=None, lines=[line(2_500)]))
    assert (second.outcome, second.version) == (OUTCOME.OUTCOME_ACCEPTED, 2)
    before, after = queued(memory)
    assert (after.subject_id, after.opener_subject_id) == (before.subject_id, before.opener_subject_id)
    assert after.securing == SECURING_CARDLESS
    named = await practice.correct(claim(key=CHILD, lines=[line(2_500)]))
    assert named == second


async def test_what_get_claim_shows_can_be_corrected_and_sent_as_it_is(house: House) -> None:
    practice = house.practice()
    await practice.one(claim(third_party_payment=True))
    content = (await practice.get("F-1")).content
    assert content.WhichOneof("beneficiary") is None
    assert (await practice.correct(content)).version == 1
    content.lines[0].price_cents = 2_500
    assert (await practice.correct(content)).version == 2


async def test_other_roles_may_not_correct_or_cancel(house: House) -> None:
    practice = house.practice()
    await practice.one(claim())
    for role in ("scheme", "insured", "service", "operator"):
        stranger = type(practice)(practice.door, practice.guard, practice.attributes, role)
        for asked in (stranger.correct(claim(lines=[line(1)])), stranger.cancel()):
            with pytest.raises(DomainError) as refused:
                await asked
            assert refused.value.code is ErrorCode.PERMISSION_DENIED
