"""Cards that share persons, stated at the same moment, on the real database: nothing is lost, revisions are dense."""

import asyncio
from collections.abc import Sequence

import pytest

from adri.store_postgres import PostgresRightsStore
from chassis.errors import DomainError, ErrorCode
from chassis.postgres import Pool
from tests.adri.house import card, child, coverage, insured, nir, opened, person
from vitale.rights.v1 import rights_pb2 as pb
from vitale.rights.v1.rights_service_pb2 import InsuredBeneficiary, PutRightsRequest

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]

CHILDREN = [("a", "2015-01-01"), ("b", "2016-01-01"), ("c", "2017-01-01")]


def children(*, reverse: bool = False, exemptions: Sequence[pb.Exemption] = ()) -> list[InsuredBeneficiary]:
    listed = CHILDREN[::-1] if reverse else CHILDREN
    return [child(name, born=born, exemptions=exemptions) for name, born in listed]


def ill_from(day: str) -> list[pb.Exemption]:
    return [pb.Exemption(kind=pb.EXEMPTION_KIND_ALD, period=pb.Period(first_day=day))]


async def histories(pool: Pool) -> dict[bytes, list[pb.BeneficiaryRights]]:
    """Every revision of each beneficiary, in the order in which they will be published."""
    rows = await pool.fetch(
        "select body from outbox join rights on value_ref = subject_id || int8send(revision) order by outbox.id"
    )
    found: dict[bytes, list[pb.BeneficiaryRights]] = {}
    for row in rows:
        rights = pb.BeneficiaryRights.FromString(row["body"])
        found.setdefault(rights.subject_id, []).append(rights)
    return found


async def test_many_cards_with_the_same_children_keep_every_coverage_and_every_revision(rights_pool: Pool) -> None:
    parents, rounds = range(1, 9), range(1, 4)
    async with opened(PostgresRightsStore(rights_pool)) as house:
        scheme = house.scheme()
        for version in rounds:
            exempt = ill_from(f"2026-01-0{version}")
            cards = [card(version, insured(n), *children(reverse=n % 2 == 0, exemptions=exempt)) for n in parents]
            await asyncio.gather(*(scheme.put(sent) for sent in cards))
        kids = {(await house.resolve(nir(1), born)).subject.subject_id for _, born in CHILDREN}
        openers = {(await house.resolve(nir(n), "1984-05-17")).subject.subject_id for n in parents}
    found = await histories(rights_pool)
    assert set(found) == kids | openers
    for subject, history in found.items():
        changes = len(parents) * len(rounds) if subject in kids else 1
        assert [rights.revision for rights in history] == list(range(1, changes + 1))
    for kid in kids:
        last = found[kid][-1]
        assert {opened_by.opener_subject_id for opened_by in last.coverages} == openers
        assert {opened_by.exemptions[0].period.first_day for opened_by in last.coverages} == {"2026-01-03"}


async def test_two_parents_on_each_others_cards_never_block_each_other(rights_pool: Pool) -> None:
    def adult(order: int, quality: pb.Quality.ValueType) -> InsuredBeneficiary:
        who = person(f"opener-{order}", number=nir(order), born=f"1984-05-0{order}")
        return InsuredBeneficiary(person=who, coverage=coverage(quality))

    def couple(version: int, one: int, other: int) -> PutRightsRequest:
        on_card = [adult(other, pb.QUALITY_OTHER)] if version % 2 else []
        return card(version, adult(one, pb.QUALITY_INSURED), *on_card)

    async with opened(PostgresRightsStore(rights_pool)) as house:
        scheme = house.scheme()
        for version in range(1, 16):
            await asyncio.gather(scheme.put(couple(version, 1, 2)), scheme.put(couple(version, 2, 1)))
    for history in (await histories(rights_pool)).values():
        assert [rights.revision for rights in history] == list(range(1, len(history) + 1))
        assert len(history[-1].coverages) == 2


async def test_copies_of_a_state_at_the_same_time_get_one_answer_and_one_record_each(rights_pool: Pool) -> None:
    async with opened(PostgresRightsStore(rights_pool)) as house:
        answers = await asyncio.gather(*(house.scheme().put(card(7, insured(), *children())) for _ in range(12)))
    assert len({answer.SerializeToString() for answer in answers}) == 1
    assert await rights_pool.fetchval("select count(*) from outbox") == 4


async def test_of_contradicting_states_with_one_version_exactly_one_wins(rights_pool: Pool) -> None:
    days = [f"2026-01-0{day}" for day in range(1, 9)]
    async with opened(PostgresRightsStore(rights_pool)) as house:
        scheme = house.scheme()
        sent = [card(7, insured(exemptions=ill_from(day))) for day in days]
        answers = await asyncio.gather(*(scheme.put(one) for one in sent), return_exceptions=True)
    refusals = [answer for answer in answers if isinstance(answer, DomainError)]
    assert [refusal.code for refusal in refusals] == [ErrorCode.CONTENT_CONFLICT] * (len(days) - 1)
    assert await rights_pool.fetchval("select count(*) from outbox") == 1


async def test_a_late_older_state_never_replaces_a_newer_one(rights_pool: Pool) -> None:
    async with opened(PostgresRightsStore(rights_pool)) as house:
        scheme = house.scheme()
        sent = [card(version, insured(exemptions=ill_from(f"2026-01-{version:02d}"))) for version in range(1, 21)]
        answers = await asyncio.gather(*(scheme.put(one) for one in reversed(sent)), return_exceptions=True)
    assert not isinstance(answers[0], BaseException)
    stale = [answer for answer in answers if isinstance(answer, DomainError)]
    assert {refusal.code for refusal in stale} <= {ErrorCode.STALE_STATE}
    [history] = (await histories(rights_pool)).values()
    days = [rights.coverages[0].exemptions[0].period.first_day for rights in history]
    assert days == sorted(days)
    assert days[-1] == "2026-01-20"
