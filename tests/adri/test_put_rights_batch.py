"""PutRightsBatch and what the counter is shown: each state by itself, a change of the counter alone is a revision."""

import pytest

from adri.store_memory import MemoryRightsStore
from chassis.errors import DomainError, ErrorCode
from tests.adri.house import House, card, child, coverage, insured, shown
from vitale.rights.v1 import rights_pb2 as pb
from vitale.rights.v1.counter_pb2 import CodedPeriod, CounterRights, CoveragePeriod

pytestmark = pytest.mark.asyncio

FUND = CounterRights(fund="349", centre="9881", management_code="10")
ALD = CounterRights(
    coverage_periods=[
        CoveragePeriod(period=pb.Period(first_day="2025-01-01"), situation_code="0100", ald_code="8", rate_bp=10_000)
    ]
)


async def test_each_state_is_taken_or_refused_by_itself_in_the_order_sent(real_house: House) -> None:
    bad = insured(3, regime="77")
    outcomes = await real_house.scheme().put_batch(
        card(2, insured(1), child()), card(1, insured(2)), card(1, bad), card(1, insured(1)), card(3, insured(1))
    )
    assert [outcome.code for outcome in outcomes] == ["", "", "INVALID_ARGUMENT", "STALE_STATE", ""]
    assert [told.revision for told in outcomes[0].revisions] == [1, 1]
    assert [(p.field, p.reason) for p in outcomes[2].problems] == [("opener.coverage.regime", "regime_unknown")]
    assert outcomes[3].problems[0].field == "state_version"
    assert [told.revision for told in outcomes[4].revisions] == [1]


async def test_a_batch_has_a_size_and_belongs_to_schemes(house: House) -> None:
    for states, code in (([], ErrorCode.INVALID_ARGUMENT), ([card(1)] * 201, ErrorCode.BATCH_TOO_LARGE)):
        with pytest.raises(DomainError) as refused:
            await house.scheme().put_batch(*states)
        assert refused.value.code is code
    with pytest.raises(DomainError) as refused:
        await house.insurer().put_batch(card(1))
    assert refused.value.code is ErrorCode.PERMISSION_DENIED


async def test_what_the_counter_is_shown_is_a_revision_of_its_own(real_house: House) -> None:
    scheme = real_house.scheme()
    assert await scheme.revisions(card(1, shown(insured(), FUND), child())) == {"opener-1": 1, "child": 1}
    assert await scheme.revisions(card(2, insured(), child())) == {"opener-1": 1, "child": 1}, "unset leaves it"
    assert await scheme.revisions(card(3, shown(insured(), ALD), child())) == {"opener-1": 2, "child": 1}
    assert await scheme.revisions(card(4, shown(insured(), ALD), child())) == {"opener-1": 2, "child": 1}
    assert await scheme.revisions(card(5, shown(insured(), CounterRights()), child())) == {"opener-1": 3, "child": 1}


async def test_the_same_version_with_another_counter_is_a_conflict(real_house: House) -> None:
    scheme = real_house.scheme()
    await scheme.put(card(1, shown(insured(), FUND)))
    for other in (shown(insured(), ALD), insured()):
        with pytest.raises(DomainError) as refused:
            await scheme.put(card(1, other))
        assert refused.value.code is ErrorCode.CONTENT_CONFLICT


async def test_the_number_of_an_illness_is_on_no_topic(house: House, memory: MemoryRightsStore) -> None:
    counter = CounterRights(accident_numbers=["123456782"], fund="349")
    counter.coverage_periods.extend(ALD.coverage_periods)
    await house.scheme().put(card(1, shown(insured(), counter)))
    expected = coverage(pb.QUALITY_INSURED)
    [record] = memory.outbox
    sent = pb.BeneficiaryRights.FromString((record.value or b"")[2:])
    expected.opener_subject_id = sent.subject_id
    assert sent.coverages[0] == expected
    assert b"123456782" not in (record.value or b"") + repr(record.headers).encode()


async def test_every_wrong_field_of_the_counter_is_named(house: House) -> None:
    day = pb.Period(first_day="2025-01-01")
    wrong = CounterRights(
        fund="12",
        centre="x",
        coverage_periods=[CoveragePeriod(period=day, situation_code="1", ald_code="31", rate_bp=30_000)],
        exemptions=[CodedPeriod(code="2", period=day)],
        modulations=[CodedPeriod(code="1", period=pb.Period())],
        special_situations=[CodedPeriod(code="4", period=day)],
        accident_numbers=["A"],
    )
    with pytest.raises(DomainError) as refused:
        await house.scheme().put(card(1, shown(insured(), wrong)))
    assert [violation.field.removeprefix("opener.counter.") for violation in refused.value.violations] == [
        "fund",
        "centre",
        "coverage_periods[0].situation_code",
        "coverage_periods[0].ald_code",
        "coverage_periods[0].rate_bp",
        "exemptions[0].code",
        "modulations[0].period.first_day",
        "modulations[0].code",
        "special_situations[0].code",
        "accident_numbers[0]",
    ]
