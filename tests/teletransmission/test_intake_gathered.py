"""Small calls that come at once go through intake together: each gets its own answers, what fails fails for its own."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from opentelemetry import trace

from chassis.clock import FixedClock
from chassis.errors import DomainError, ErrorCode
from chassis.outbox import decode_headers
from chassis.postgres import Pool
from contracts.codec import receipt_id_of
from reimbursement.model import ProfessionalKind, Sector
from teletransmission.catalogue import TablesCatalogue
from teletransmission.intake import Intake, Ports
from teletransmission.practice import Practice
from teletransmission.presence import Grounds
from teletransmission.store import ClaimStore
from teletransmission.store_postgres import PostgresClaimStore
from tests.teletransmission.house import MARKS, NOON, OUTCOME, PARIS, House, claim, paper_beside, tables
from tests.teletransmission.presented import MemoryRegistry
from tests.teletransmission.test_presence import billed
from vitale.claim.v1.claim_service_pb2 import Acknowledgement, SubmittedClaim
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey, Resolved, Subject

pytestmark = pytest.mark.asyncio
PRACTICE = Practice("750000001", ProfessionalKind.GP, Sector.ONE, PARIS)
REFUSED = replace(PRACTICE, issuer="75\0")
"""A practice whose name PostgreSQL takes as no text."""


class CountedVault:
    """Finds the same person behind each key, and notes how many keys came in each call."""

    def __init__(self) -> None:
        self.calls: list[int] = []
        self.away = False

    async def resolve(self, keys: Sequence[BeneficiaryKey]) -> Sequence[Resolved]:
        """See the port."""
        self.calls.append(len(keys))
        await asyncio.sleep(0.001)
        if self.away:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "identity"})
        someone = Subject(subject_id=bytes(16), home_id=bytes(16), partition=3)
        return [Resolved(subject=someone, opener_subject_id=bytes(16))] * len(keys)


def intake_of(store: ClaimStore, vault: CountedVault) -> Intake:
    grounds: Any = Grounds(None, None, demo_billable=True)  # type: ignore[arg-type]  # no claim here names a context
    catalogue, clock = TablesCatalogue(tables()), FixedClock(NOON)
    ports = Ports(vault, store, catalogue, clock, MemoryRegistry(), grounds, MARKS, paper_beside(store))
    return Intake(ports, lambda: None)


def names(told: Sequence[Acknowledgement]) -> list[tuple[str, bytes]]:
    assert {one.outcome for one in told} == {OUTCOME.OUTCOME_ACCEPTED}
    return [(one.claim_id, one.receipt_id) for one in told]


def expected(issuer: str, claims: Sequence[SubmittedClaim]) -> list[tuple[str, bytes]]:
    return [(one.claim_id, receipt_id_of(issuer, one.claim_id)) for one in claims]


async def code_of(taking: "asyncio.Future[Sequence[Acknowledgement]]") -> ErrorCode:
    with pytest.raises(DomainError) as caught:
        await taking
    return caught.value.code


async def test_calls_at_the_same_moment_are_few_and_each_gets_its_own_answers(store: ClaimStore) -> None:
    vault = CountedVault()
    intake = intake_of(store, vault)
    practices = [replace(PRACTICE, issuer=f"7500{number}") for number in range(100)]
    calls = [[claim(f"F-{n}") for n in range(1 + number % 3)] for number in range(100)]
    told = await asyncio.gather(*(intake.take(*call) for call in zip(calls, practices, strict=True)))
    assert [names(one) for one in told] == [
        expected(who.issuer, call) for who, call in zip(practices, calls, strict=True)
    ]
    assert len(vault.calls) <= 4
    assert sum(vault.calls) == sum(map(len, calls))


async def test_a_refused_claim_of_one_call_is_told_there_and_changes_no_other(store: ClaimStore) -> None:
    intake = intake_of(store, CountedVault())
    calls = [[claim(f"F-{number}"), claim(f"G-{number}", care_date="?")] for number in range(20)]
    told = await asyncio.gather(*(intake.take(call, PRACTICE) for call in calls))
    for number, (good, bad) in enumerate(told):
        assert (good.outcome, good.claim_id) == (OUTCOME.OUTCOME_ACCEPTED, f"F-{number}")
        assert (bad.claim_id, [one.field for one in bad.violations]) == (f"G-{number}", ["care_date"])


async def test_fifty_equal_calls_are_one_claim_and_other_content_among_them_is_a_conflict(store: ClaimStore) -> None:
    intake = intake_of(store, CountedVault())
    sent = [claim(), *(claim() for _ in range(49)), claim(care_date="2026-03-09")]
    *told, [other] = await asyncio.gather(*(intake.take([one], PRACTICE) for one in sent))
    assert all(one == told[0] for one in told)
    assert other.outcome == OUTCOME.OUTCOME_CONFLICT


async def test_a_call_alone_leaves_at_once_and_a_large_one_as_it_is(store: ClaimStore) -> None:
    vault = CountedVault()
    intake = intake_of(store, vault)
    large = [claim(f"L-{number}") for number in range(500)]
    told = await asyncio.gather(intake.take([claim()], PRACTICE), intake.take(large, PRACTICE))
    assert [len(one) for one in told] == [1, 500]
    assert sorted(vault.calls) == [1, 500]


async def test_no_more_claims_go_through_together_than_one_call_may_have(store: ClaimStore) -> None:
    vault = CountedVault()
    intake = intake_of(store, vault)
    calls = [[claim(f"F-{number}-{n}") for n in range(10)] for number in range(120)]
    await asyncio.gather(*(intake.take(call, PRACTICE) for call in calls))
    assert sum(vault.calls) == 1_200
    assert max(vault.calls) <= 500


async def test_a_vault_that_is_away_is_away_for_everybody_and_then_back(store: ClaimStore) -> None:
    vault = CountedVault()
    intake, vault.away = intake_of(store, vault), True
    taking = [asyncio.ensure_future(intake.take([claim(f"F-{number}")], PRACTICE)) for number in range(20)]
    assert {await code_of(one) for one in taking} == {ErrorCode.UNAVAILABLE}
    vault.away = False
    assert names(await intake.take([claim()], PRACTICE)) == expected(PRACTICE.issuer, [claim()])


@pytest.mark.integration
async def test_calls_at_the_same_moment_are_few_transactions(claims_pool: Pool) -> None:
    intake = intake_of(PostgresClaimStore(claims_pool), CountedVault())
    await asyncio.gather(*(intake.take([claim(f"F-{number}")], PRACTICE) for number in range(100)))
    assert await claims_pool.fetchval("select count(distinct xmin::text) from claim") <= 5
    assert await claims_pool.fetchval("select count(*) from outbox") == 100


@pytest.mark.integration
async def test_equal_calls_at_two_processes_agree(claims_pool: Pool) -> None:
    intakes = [intake_of(PostgresClaimStore(claims_pool), CountedVault()) for _ in range(2)]
    sent = [claim(f"F-{number}") for number in range(30)]
    told = await asyncio.gather(*(one.take([copy], PRACTICE) for copy in sent for one in intakes))
    assert all(one == other for one, other in zip(told[::2], told[1::2], strict=True))
    assert await claims_pool.fetchval("select count(*) from outbox") == len(sent)


@pytest.mark.integration
async def test_content_that_the_database_refuses_refuses_no_other_call(claims_pool: Pool) -> None:
    intake = intake_of(PostgresClaimStore(claims_pool), CountedVault())
    sound = [claim(f"F-{number}") for number in range(20)]
    taking = [asyncio.ensure_future(intake.take([one], PRACTICE)) for one in sound]
    taking.insert(10, asyncio.ensure_future(intake.take([claim()], REFUSED)))
    assert await code_of(taking.pop(10)) is ErrorCode.DATABASE_REFUSED
    told = [names(one) for one in await asyncio.gather(*taking)]
    assert told == [expected(PRACTICE.issuer, [one]) for one in sound]
    assert await claims_pool.fetchval("select count(*) from claim") == len(sound)
    assert await code_of(asyncio.ensure_future(intake.take([claim()], REFUSED))) is ErrorCode.DATABASE_REFUSED


@pytest.mark.integration
async def test_a_database_that_is_away_is_away_for_every_call(claims_pool: Pool) -> None:
    intake = intake_of(PostgresClaimStore(claims_pool), CountedVault())
    await claims_pool.close()
    taking = [asyncio.ensure_future(intake.take([claim(f"F-{number}")], PRACTICE)) for number in range(20)]
    assert {await code_of(one) for one in taking} == {ErrorCode.UNAVAILABLE}


@pytest.mark.integration
async def test_each_record_carries_the_trace_of_its_own_call(claims_pool: Pool) -> None:
    intake = intake_of(PostgresClaimStore(claims_pool), CountedVault())
    flags = trace.TraceFlags(trace.TraceFlags.SAMPLED)

    async def take(number: int) -> bytes:
        context = trace.SpanContext(number, number, is_remote=True, trace_flags=flags)
        with trace.use_span(trace.NonRecordingSpan(context)):
            [told] = await intake.take([claim(f"F-{number}")], PRACTICE)
        return told.receipt_id

    receipts = await asyncio.gather(*(take(number) for number in range(1, 21)))
    rows = await claims_pool.fetch("select value_ref, headers from outbox")
    named = {row["value_ref"]: dict(decode_headers(row["headers"]))["traceparent"] for row in rows}
    assert [int(named[receipt_id].split(b"-")[1], 16) for receipt_id in receipts] == list(range(1, 21))


async def test_presentations_are_held_against_the_practice_of_their_own_call(house: House) -> None:
    house.cards.put()
    other = replace(house.practice("750000002"), key=house.cards.practice_key)
    callers = [house.reader(), other] * 10
    sent = [billed(house.cards, f"F-{number}") for number in range(20)]
    told = await asyncio.gather(*(who.one(one) for who, one in zip(callers, sent, strict=True)))
    assert [[one.code for one in answer.violations] for answer in told] == [[], ["CONTEXT_MISMATCH"]] * 10
