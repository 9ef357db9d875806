"""Settlement intake over a real channel: what is taken and stamped, what is refused and why, who may send."""

import pytest

from chassis.errors import DomainError, ErrorCode
from contracts.codec import receipt_id_of
from contracts.envelope import header, open_value
from contracts.topics import SETTLEMENT
from tests.teletransmission.settlements.claims import CAMILLE, HOME, PARTITION, kept_claim
from tests.teletransmission.settlements.conftest import Desk
from tests.teletransmission.settlements.stated import ISSUER, paid, refused
from vitale.settlement.v1.settlement_pb2 import (
    PAID_TO_INSURED,
    PAYER_KIND_AMC,
    PAYER_KIND_AMO,
    Payer,
    Payment,
    Settlement,
)
from vitale.settlement.v1.settlement_service_pb2 import SettlementAcknowledgement as Told
from vitale.settlement.v1.settlement_service_pb2 import StatedSettlement

pytestmark = pytest.mark.asyncio
RECEIPT = receipt_id_of(ISSUER, "F-1")


def queued(desk: Desk) -> list[Settlement]:
    return [
        Settlement.FromString(open_value(record.value))
        for record in desk.claims.outbox
        if record.topic == SETTLEMENT.name
    ]


async def test_a_settlement_goes_to_the_home_of_the_claim_under_the_payer_of_the_token(desk: Desk) -> None:
    await desk.claims.keep([kept_claim()])
    (told,) = await desk.put(paid())

    assert (told.outcome, told.receipt_id, told.reference) == (Told.OUTCOME_ACCEPTED, RECEIPT, "VIR-2026-03-1")
    assert told.acknowledgement_id
    record = desk.claims.outbox[-1]
    assert (record.topic, record.partition, record.key) == (SETTLEMENT.name, PARTITION, HOME)
    assert header(record.headers, "ce_subject") == CAMILLE.hex().encode()
    assert "VIR-2026" not in repr(record.headers)
    (settlement,) = queued(desk)
    assert settlement.payer == Payer(kind=PAYER_KIND_AMO, number="01")
    assert (settlement.issuer, settlement.claim_id, settlement.receipt_id) == (ISSUER, "F-1", RECEIPT)
    assert (settlement.subject_id, settlement.paid.amount_cents) == (CAMILLE, 1900)
    assert desk.wakes == [None]


async def test_an_insurer_pays_under_its_own_number_and_may_refuse(desk: Desk) -> None:
    await desk.claims.keep([kept_claim()])
    await desk.put(refused(), role="insurer", amc_number="75500017")

    (settlement,) = queued(desk)
    assert settlement.payer == Payer(kind=PAYER_KIND_AMC, number="75500017")
    assert (settlement.rejected.code, settlement.rejected.words) == ("R07", "Contrat clos à cette date")


async def test_the_same_content_is_acknowledged_alike_and_other_content_is_a_conflict(desk: Desk) -> None:
    await desk.claims.keep([kept_claim()])
    by_receipt = paid()
    by_receipt.receipt_id = RECEIPT
    first, again, other = [await desk.put(one) for one in (paid(), by_receipt, paid(1901))]

    assert first == again
    assert other[0].outcome == Told.OUTCOME_CONFLICT
    assert (other[0].violations[0].code, other[0].violations[0].field) == ("CONTENT_CONFLICT", "reference")
    assert len(queued(desk)) == 1
    (theirs,) = await desk.put(paid(1901), role="insurer", amc_number="75500017")
    assert theirs.outcome == Told.OUTCOME_ACCEPTED, "a reference belongs to its payer"


async def test_twice_in_one_batch_is_kept_once_and_a_refused_one_refuses_no_other(desk: Desk) -> None:
    await desk.claims.keep([kept_claim()])
    told = await desk.put(paid(), paid(), paid(5), paid(claim_id="F-404"))

    assert [one.outcome for one in told] == [
        Told.OUTCOME_ACCEPTED,
        Told.OUTCOME_ACCEPTED,
        Told.OUTCOME_CONFLICT,
        Told.OUTCOME_REJECTED,
    ]
    assert len(queued(desk)) == 1


async def test_an_unknown_receipt_is_a_named_error_with_what_to_do(desk: Desk) -> None:
    (told,) = await desk.put(paid())

    (violation,) = told.violations
    assert (told.outcome, violation.code, violation.field) == (Told.OUTCOME_REJECTED, "UNKNOWN_CLAIM", "claim")
    assert "once the practice has transmitted the claim" in violation.advice


def changed(**changes: object) -> StatedSettlement:
    stated = paid()
    for name, value in changes.items():
        stated.ClearField(name)  # type: ignore[arg-type]  # names of fields
        if value is not None:
            stated.MergeFrom(StatedSettlement(**{name: value}))  # type: ignore[arg-type]  # what the test states
    return stated


WRONG = [
    (changed(claim=None), "claim"),
    (changed(receipt_id=b"short"), "receipt_id"),
    (changed(reference="vir 1"), "reference"),
    (changed(reference="V-285057800608436"), "reference"),
    (changed(reference="V-2850578-006084"), "reference"),
    (changed(day="12/03/2026"), "day"),
    (changed(day="20260310"), "day"),
    (changed(day="2026-03-13"), "day"),
    (changed(paid=None), "paid"),
    (changed(paid=Payment(amount_cents=5)), "paid.to"),
    (changed(paid=Payment(to=PAID_TO_INSURED)), "paid.amount_cents"),
    (changed(paid=Payment(to=PAID_TO_INSURED, amount_cents=100_000_000)), "paid.amount_cents"),
    (changed(claim_version=2), "claim_version"),
    (refused(code="r7"), "rejected.code"),
    (refused(words=""), "rejected.words"),
    (refused(words="Dossier 2 85 05 78"), "rejected.words"),
    (refused(words="a\nb"), "rejected.words"),
]


@pytest.mark.parametrize(("stated", "field"), WRONG, ids=[f"{field}-{at}" for at, (_, field) in enumerate(WRONG)])
async def test_each_fault_names_its_field_says_what_to_do_and_repeats_no_value(
    desk: Desk, stated: StatedSettlement, field: str
) -> None:
    await desk.claims.keep([kept_claim()])
    (told,) = await desk.put(stated)

    (violation,) = told.violations
    assert violation.field == field
    assert violation.advice
    assert not any(char.isdigit() and "285057" in violation.reason for char in violation.reason)
    assert not queued(desk)


@pytest.mark.parametrize(
    ("role", "attributes"),
    [
        ("practice", {"practice_id": ISSUER}),
        ("insured", {}),
        ("scheme", {"regime": "01"}),
        ("insurer", {"amc_number": "x y"}),
    ],
)
async def test_only_payers_may_settle(desk: Desk, role: str, attributes: dict[str, str]) -> None:
    with pytest.raises(DomainError) as refusal:
        await desk.put(paid(), role=role, **attributes)
    assert refusal.value.code is ErrorCode.PERMISSION_DENIED


@pytest.mark.parametrize(("count", "code"), [(0, ErrorCode.INVALID_ARGUMENT), (501, ErrorCode.BATCH_TOO_LARGE)])
async def test_a_batch_has_1_to_500(desk: Desk, count: int, code: ErrorCode) -> None:
    with pytest.raises(DomainError) as refusal:
        await desk.put(*[paid()] * count)
    assert refusal.value.code is code


async def test_a_dead_database_is_said_and_nothing_is_kept(desk: Desk) -> None:
    desk.claims.down = True
    with pytest.raises(DomainError) as refusal:
        await desk.put(paid())
    assert refusal.value.code is ErrorCode.UNAVAILABLE
