"""Claims that come after the limit of transmission: how many working days, where it is told, and that it stays."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.envelope import open_value
from teletransmission.drafts import content_hash
from teletransmission.store import ClaimStore
from teletransmission.store_memory import MemoryClaimStore
from teletransmission.transmission_limits import LIMITS, is_over, late_by, limit_days
from teletransmission.working_days import is_working, worked
from tests.teletransmission.house import REUNION, House, claim, opened
from tests.teletransmission.versions.test_correct import line
from vitale.claim.v1.claim_pb2 import SECURING_CARDLESS, Claim

TUESDAY = date(2026, 3, 3)


@pytest.mark.parametrize(
    ("care", "transmitted", "insured_paid", "third_party"),
    [
        (TUESDAY, date(2026, 3, 6), 0, 0),  # Friday: the third working day
        (TUESDAY, date(2026, 3, 7), 1, 0),  # Saturday counts as Monday
        (TUESDAY, date(2026, 3, 9), 1, 0),
        (TUESDAY, date(2026, 3, 13), 5, 0),  # Friday: the eighth working day
        (TUESDAY, date(2026, 3, 16), 6, 1),
        (date(2026, 4, 30), date(2026, 5, 6), 0, 0),  # 1 May is not worked, nor the weekend
        (date(2026, 4, 30), date(2026, 5, 7), 1, 0),
        (date(2026, 4, 30), date(2026, 5, 15), 5, 0),  # nor 8 May, nor Ascension
        (date(2026, 4, 30), date(2026, 5, 18), 6, 1),
        (date(1998, 4, 14), date(2026, 3, 3), 0, 0),  # no limit was in force yet
    ],
)
def test_working_days_after_the_limit(care: date, transmitted: date, insured_paid: int, third_party: int) -> None:
    assert late_by(care, transmitted, third_party=False) == insured_paid
    assert late_by(care, transmitted, third_party=True) == third_party


@given(st.dates(date(1998, 4, 15), date(2030, 1, 1)), st.integers(0, 900), st.booleans())
def test_late_is_what_is_over_and_a_day_more_is_never_less_late(care: date, days: int, third_party: bool) -> None:
    day = care + timedelta(days=days)
    late = late_by(care, day, third_party=third_party)
    assert (late > 0) == is_over(care, day, third_party=third_party)
    assert 0 <= late_by(care, day + timedelta(days=1), third_party=third_party) - late <= 1


@given(st.dates(date(1990, 1, 1), date(2040, 1, 1)), st.integers(0, 800))
def test_worked_days_are_those_that_one_counts(first: date, days: int) -> None:
    counted = sum(is_working(first + timedelta(days=day)) for day in range(1, days + 1))
    assert worked(first, first + timedelta(days=days)) == counted


def test_limits_follow_each_other_and_say_their_source() -> None:
    assert [limit.since for limit in LIMITS] == sorted({limit.since for limit in LIMITS})
    assert all("R161-47" in limit.source for limit in LIMITS)
    assert limit_days(LIMITS[0].since - timedelta(days=1), third_party=True) is None


@pytest.mark.asyncio
async def test_lateness_is_told_everywhere_and_stays_that_of_the_first_version(store: ClaimStore) -> None:
    async with opened(store) as house:  # Tuesday 10 March
        practice, sent = house.practice(), claim(care_date="2026-03-03")
        first = await practice.one(sent)
        assert first.late_by_working_days == 2
        house.clock.advance(timedelta(days=30))
        assert await practice.one(sent) == first
        corrected = await practice.correct(claim(care_date="2026-04-09", lines=[line(2_500)]))
        assert (corrected.version, corrected.late_by_working_days) == (2, 2)
        cancelled = await practice.cancel("F-1", 2)
        assert (cancelled.version, cancelled.late_by_working_days) == (3, 2)
        found = await practice.get("F-1")
        assert (found.late_by_working_days, found.acknowledgement.late_by_working_days) == (2, 2)


@pytest.mark.asyncio
async def test_the_log_and_the_list_say_it_too(house: House, memory: MemoryClaimStore) -> None:
    practice = house.practice()
    sent = [
        claim("LATE", care_date="2026-03-03"),
        claim("DIRECT", care_date="2026-03-03", third_party_payment=True),
        claim("PAPER", care_date="2026-03-02", paper=True),
    ]
    assert [told.late_by_working_days for told in await practice.submit(*sent)] == [2, 0, 0]
    await practice.cancel("LATE")
    queued = [Claim.FromString(open_value(record.value)) for record in memory.outbox]
    assert [(one.claim_id, one.version, one.late_by_working_days) for one in queued] == [
        ("LATE", 1, 2),
        ("DIRECT", 1, 0),
        ("PAPER", 1, 0),
        ("LATE", 2, 2),
    ]
    listed = (await practice.page(day="2026-03-10")).claims
    assert {one.claim_id: one.late_by_working_days for one in listed} == {"LATE": 2, "DIRECT": 0, "PAPER": 0}


def test_lateness_and_securing_are_no_part_of_the_content() -> None:
    one = Claim(claim_id="F-1", version=2, care_date="2026-03-03", cancelled=True)
    other = Claim(securing=SECURING_CARDLESS, payment_guarantee=True, late_by_working_days=3, accepted_at_us=7)
    other.first_accepted_at_us = 5
    other.MergeFrom(one)
    assert content_hash(one) == content_hash(other)
    for changed in (Claim(version=3), Claim(care_date="2026-03-04"), Claim(context_id=bytes(16))):
        merged = Claim()
        merged.CopyFrom(one)
        merged.MergeFrom(changed)
        assert content_hash(merged) != content_hash(one)


@pytest.mark.asyncio
async def test_the_day_of_transmission_is_that_of_the_place(memory: MemoryClaimStore) -> None:
    evening = datetime(2026, 3, 6, 21, 0, tzinfo=UTC)  # Friday in Paris, Saturday in Réunion
    async with opened(memory, at=evening) as house:
        paris = await house.practice("1").one(claim(care_date="2026-03-03"))
        reunion = await house.practice("2", place=REUNION).one(claim(care_date="2026-03-03"))
    assert (paris.late_by_working_days, reunion.late_by_working_days) == (0, 1)
