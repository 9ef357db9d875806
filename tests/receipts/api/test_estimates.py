"""What a care would cost: the receipt that it would get, of what the caller may see, and nothing is kept."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chassis.clock import FixedClock
from chassis.errors import DomainError, ErrorCode
from receipts.api.estimating import Estimating
from receipts.api.memory_ledger import MemoryLedger
from receipts.api.presenting import shown
from reimbursement_tables import load
from tests.fakes.pure_worker import PureWorker
from tests.receipts.ledger.log import (
    CAMILLE,
    PARTITION,
    Log,
    a_childs_rights,
    a_claim,
    a_table,
    contraception,
    nursing,
    out_of_pathway,
    paid_directly,
    some_rights,
)
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued
from vitale.receipt.v1.receipt_service_pb2 import EstimateRequest, EstimateResponse

RULES = load()
NOW = datetime(2025, 6, 1, 9, tzinfo=UTC)
LEA, PAUL, STRANGER = b"L" * 16, b"P" * 16, b"S" * 16
OF_A_RECEIPT: Final = (
    "receipt_id", "revision", "basis", "subject_id", "issuer", "claim_id", "claim_version", "rights_revision",
    "accepted_at_us",
)  # fmt: skip
pytestmark = pytest.mark.asyncio


class Family:
    """Camille, and Léa (17 in spring 2025) on her card and on Paul's; their claims and what they ask."""

    def __init__(self) -> None:
        self.worker, self.log = PureWorker(RULES, partition=PARTITION), Log()
        table, other = a_table(), a_table(20_000)
        child = a_childs_rights(LEA, CAMILLE, birth_date="2007-06-15", table=table)
        child.coverages.append(a_childs_rights(LEA, PAUL, birth_date="2007-06-15", table=other).coverages[0])
        for rights in (some_rights(table=table), child, some_rights(PAUL, table=other)):
            self.worker.take(self.log.rights(rights))
        for one in (table, other):
            self.worker.take(self.log.guarantees(one))

    def settle(self, claim: Claim, who: bytes = CAMILLE) -> ReceiptIssued:
        """The receipt of a claim."""
        claim.subject_id, claim.opener_subject_id = who, CAMILLE
        return self.worker.issue(self.log.claim(claim))

    async def ask(self, request: EstimateRequest, caller: bytes = CAMILLE) -> EstimateResponse:
        """An estimate on what is settled so far."""
        return await asked(self.worker.as_read(), request, caller)


async def asked(ledger: MemoryLedger, request: EstimateRequest, caller: bytes = CAMILLE) -> EstimateResponse:
    """An estimate; the clock stands in June 2025."""
    return await Estimating(ledger, clock=FixedClock(NOW), generation=1).estimate(caller, request)


def question(claim: Claim, who: bytes = b"", opener: bytes = b"") -> EstimateRequest:
    """The care of a claim, asked before it is billed."""
    return EstimateRequest(
        subject_id=who,
        opener_subject_id=opener,
        care_date=claim.care_date,
        pathway=claim.pathway,
        setting=claim.setting,
        third_party_payment=claim.third_party_payment,
        performer=claim.performer,
        lines=claim.lines,
    )


def as_asked(receipt: ReceiptIssued, caller: bytes) -> ReceiptIssued:
    """What of a receipt an estimate can say."""
    said = shown(receipt, caller)
    for field in OF_A_RECEIPT:
        said.ClearField(field)
    return said


_days = st.sampled_from(["2024-12-30", "2025-01-02", "2025-02-03", "2025-02-04", "2025-03-05"])
_changes: st.SearchStrategy[Callable[[Claim], Claim]] = st.sampled_from(
    [lambda claim: claim, paid_directly, out_of_pathway, lambda claim: paid_directly(out_of_pathway(claim))]
)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """A consultation, or care by a nurse."""
    name, day = f"F{draw(st.integers(0, 10**9))}", draw(_days)
    if draw(st.booleans()):
        return draw(_changes)(a_claim(name, care_date=day, price_cents=draw(st.integers(2000, 6000))))
    claim = nursing(name, day, cents=draw(st.integers(100, 6000)))
    return paid_directly(claim) if draw(st.booleans()) else claim


@settings(deadline=None, max_examples=60)
@given(
    history=st.lists(
        st.tuples(claims(), st.sampled_from([CAMILLE, LEA])), max_size=8, unique_by=lambda s: s[0].claim_id
    ),
    last=claims(),
    who=st.sampled_from([CAMILLE, LEA]),
    caller=st.sampled_from([CAMILLE, LEA]),
)
async def test_an_estimate_is_the_receipt_that_the_same_claim_then_gets(
    history: list[tuple[Claim, bytes]], last: Claim, who: bytes, caller: bytes
) -> None:
    family = Family()
    for claim, whose in history:
        family.settle(claim, whose)
    last.claim_id = "the last one"
    request = question(last, who, CAMILLE)
    if (who, caller) == (CAMILLE, LEA):
        with pytest.raises(DomainError) as refused:
            await family.ask(request, caller)
        assert refused.value.code is ErrorCode.NOT_FOUND
        return
    estimate = await family.ask(request, caller)
    assert estimate.preview == as_asked(family.settle(last, who), caller)


async def test_asking_keeps_nothing() -> None:
    ledger, untouched = (Family().worker.as_read() for _ in range(2))
    first = await asked(ledger, question(a_claim()))
    assert ledger == untouched
    assert first.preview.lines[0].participation_cents == 200
    assert await asked(ledger, question(a_claim())) == first


async def test_without_a_name_it_is_for_the_caller_and_a_price_may_be_left_open() -> None:
    request = question(a_claim())
    request.lines[0].price_cents, request.lines[0].price_unstated, request.lines[0].family = 0, True, ""
    estimate = await Family().ask(request)
    assert (estimate.preview.price_cents, estimate.preview.amo_paid_cents, estimate.preview.amc_cents) == (
        3000,
        1900,
        900,
    )
    assert estimate.rules_version == RULES.version
    assert estimate.as_of.at_us == NOW.timestamp() * 1_000_000


async def test_equal_positions_mean_equal_counters() -> None:
    family = Family()
    before = await family.ask(question(a_claim()))
    family.settle(a_claim("L"), LEA)
    assert (await family.ask(question(a_claim()))).as_of == before.as_of, "somebody else's"
    family.settle(a_claim("F1"))
    assert (await family.ask(question(a_claim()))).as_of.position != before.as_of.position


async def test_what_a_child_keeps_to_itself_is_in_no_estimate_of_its_parents() -> None:
    """Neither in the amounts nor in the position; the child's own estimate knows."""
    family, twin = Family(), Family()
    family.settle(contraception(out_of_pathway(paid_directly(a_claim("S", care_date="2025-03-03")))), LEA)
    for request in (question(a_claim(), LEA), question(contraception(a_claim()), LEA)):
        assert await family.ask(request) == await twin.ask(request)
    own = question(contraception(a_claim()), LEA, CAMILLE)
    assert (await family.ask(own, LEA)).preview.recoveries
    assert not (await twin.ask(own, LEA)).preview.recoveries


@pytest.mark.parametrize(("who", "caller"), [(STRANGER, CAMILLE), (CAMILLE, LEA), (PAUL, CAMILLE)])
async def test_of_anybody_else_nothing_is_found(who: bytes, caller: bytes) -> None:
    await refuses(question(a_claim(), who), ErrorCode.NOT_FOUND, caller=caller)


async def test_a_parent_asks_until_the_eighteenth_birthday() -> None:
    ledger, clock = Family().worker.as_read(), FixedClock(datetime(2025, 6, 14, 12, tzinfo=UTC))
    estimating = Estimating(ledger, clock=clock, generation=1)
    assert (await estimating.estimate(CAMILLE, question(a_claim(), LEA))).preview.amo_paid_cents == 2100
    clock.instant = datetime(2025, 6, 15, 0, 0, tzinfo=UTC)
    with pytest.raises(DomainError) as refused:
        await estimating.estimate(CAMILLE, question(a_claim(), LEA))
    assert refused.value.code is ErrorCode.NOT_FOUND


async def test_a_child_is_reckoned_on_the_callers_card_and_never_shows_the_other_parents_contract() -> None:
    family, dear = Family(), question(a_claim(price_cents=6000), LEA)
    mine = await family.ask(dear, CAMILLE)
    his = await family.ask(dear, PAUL)
    assert (mine.preview.amc_cents, his.preview.amc_cents) == (900, 3900), "100 % and 200 % of the base"
    await refuses(question(a_claim(), LEA, PAUL), ErrorCode.NO_RIGHTS)
    assert (await family.ask(question(a_claim(price_cents=6000), b"", PAUL), LEA)).preview.amc_cents == 3900


async def test_somebody_without_rights_is_told_so() -> None:
    await refuses(question(a_claim()), ErrorCode.NO_RIGHTS, caller=STRANGER)
    error = await refuses(question(a_claim(care_date="1999-12-31")), ErrorCode.NO_RIGHTS)
    assert error.facts["why"] == "RIGHTS_CLOSED"


async def test_a_contract_whose_guarantees_are_not_known_is_named_and_left_out() -> None:
    ledger = Family().worker.as_read()
    ledger.guarantees.clear()
    estimate = await asked(ledger, question(a_claim()))
    assert list(estimate.unknown_contracts) == ["75500017"]
    assert (estimate.preview.amo_paid_cents, estimate.preview.amc_cents, list(estimate.preview.amc_numbers)) == (
        1900,
        0,
        [],
    )


@pytest.mark.parametrize("active", [{}, {PARTITION: "2-ffffffffffff"}])
async def test_rules_that_cannot_be_run_are_an_error(active: dict[int, str]) -> None:
    ledger = Family().worker.as_read()
    ledger.active = active
    await refuses(question(a_claim()), ErrorCode.RULES_VERSION_UNKNOWN, ledger=ledger)


async def test_every_field_of_a_malformed_question_is_named() -> None:
    wrong = EstimateRequest(subject_id=b"x", opener_subject_id=b"y", care_date="tomorrow")
    error = await refuses(wrong, ErrorCode.INVALID_ARGUMENT)
    assert {v.field for v in error.violations} == {"subject_id", "opener_subject_id", "care_date", "lines"}


async def test_what_the_rules_refuse_is_named() -> None:
    unknown = question(a_claim(act_code="NO SUCH"))
    unknown.lines[0].family = ""
    error = await refuses(unknown, ErrorCode.INVALID_CARE)
    assert [v.field for v in error.violations] == ["lines[0].family"]
    visit = question(a_claim(act_code="VG", price_cents=4000))
    visit.lines[0].family = "visit"
    assert (await refuses(visit, ErrorCode.NOT_ESTABLISHED)).facts["parameter"].startswith("tariff.")


async def refuses(
    request: EstimateRequest, code: ErrorCode, *, caller: bytes = CAMILLE, ledger: MemoryLedger | None = None
) -> DomainError:
    """The refusal of a question."""
    with pytest.raises(DomainError) as refused:
        await asked(ledger or Family().worker.as_read(), request, caller)
    assert refused.value.code is code
    return refused.value
