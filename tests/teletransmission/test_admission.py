"""Quotas: what a practice may send, when it may come back, and that nobody else pays for it."""

from datetime import timedelta

import pytest

from chassis.errors import DomainError, ErrorCode
from teletransmission.admission import Admission, Quota
from teletransmission.store_memory import MemoryClaimStore
from tests.teletransmission.house import House, claim, opened


class Seconds:
    """A clock that only goes forward when told."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def spend(admission: Admission, issuer: str, claims: int) -> None:
    with admission.admit(issuer) as pay:
        pay(claims)


def refusal(admission: Admission, issuer: str) -> DomainError:
    with pytest.raises(DomainError) as refused, admission.admit(issuer):
        pass
    assert refused.value.code is ErrorCode.QUOTA_EXCEEDED
    return refused.value


def test_a_practice_spends_its_burst_then_waits_until_its_rate_has_paid_for_it() -> None:
    seconds = Seconds()
    admission = Admission(Quota(claims_per_s=10, burst=100, calls_in_flight=4), seconds)
    spend(admission, "1", 150)
    refused = refusal(admission, "1")
    assert refused.retry_after_s == pytest.approx(5.1)
    seconds.now += 5.0
    refusal(admission, "1")
    seconds.now += 0.2
    spend(admission, "1", 1)


def test_what_one_practice_spends_costs_no_other() -> None:
    admission = Admission(Quota(claims_per_s=1, burst=10, calls_in_flight=1), Seconds())
    spend(admission, "1", 500)
    refusal(admission, "1")
    spend(admission, "2", 10)


def test_a_bucket_never_holds_more_than_the_burst() -> None:
    seconds = Seconds()
    admission = Admission(Quota(claims_per_s=10, burst=20, calls_in_flight=1), seconds)
    spend(admission, "1", 1)
    seconds.now += 3_600
    spend(admission, "1", 20)
    refusal(admission, "1")


def test_an_empty_call_costs_one_claim() -> None:
    admission = Admission(Quota(claims_per_s=0.001, burst=2, calls_in_flight=1), Seconds())
    spend(admission, "1", 0)
    spend(admission, "1", 0)
    refusal(admission, "1")


def test_calls_at_the_same_time_are_bounded_and_freed_even_by_a_failure() -> None:
    admission = Admission(Quota(claims_per_s=1, burst=10, calls_in_flight=2), Seconds())
    with admission.admit("1"), admission.admit("1"):
        assert refusal(admission, "1").facts["quota"] == "calls_in_flight"
        with admission.admit("2"):
            pass
    with pytest.raises(RuntimeError), admission.admit("1"):
        raise RuntimeError
    with admission.admit("1"), admission.admit("1"):
        pass


def test_a_practice_that_owes_is_not_forgotten_for_others_that_come() -> None:
    seconds = Seconds()
    admission = Admission(Quota(claims_per_s=1, burst=1, calls_in_flight=1), seconds)
    spend(admission, "greedy", 1_000_000)
    for number in range(25_000):
        spend(admission, f"{number}", 1)
    refusal(admission, "greedy")


@pytest.mark.asyncio
async def test_a_practice_above_its_quota_is_told_when_to_come_back_and_others_are_served() -> None:
    memory = MemoryClaimStore()
    async with opened(memory, quota=Quota(claims_per_s=2, burst=3, calls_in_flight=4)) as house:
        greedy = house.practice("1")
        await greedy.submit(*(claim(f"F-{number}") for number in range(5)))
        for refused in (await refused_submit(house), await refused_read(house)):
            assert refused.code is ErrorCode.QUOTA_EXCEEDED
            assert refused.retry_after_s == pytest.approx(1.5)
        await house.practice("2").one(claim())
        house.clock.advance(timedelta(seconds=2))
        await greedy.one(claim("F-9"))
    assert len(memory.outbox) == 7


async def refused_submit(house: House) -> DomainError:
    with pytest.raises(DomainError) as refused:
        await house.practice("1").submit(claim("F-8"))
    return refused.value


async def refused_read(house: House) -> DomainError:
    with pytest.raises(DomainError) as refused:
        await house.practice("1").get("F-1")
    return refused.value
