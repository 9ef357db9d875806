"""Estimates that adri asks for a professional: in the name of the person shown, and of nobody else."""

import pytest

from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import call
from chassis.token_claims import Role
from tests.receipts.api.test_estimates import question
from tests.receipts.api.world import CAMILLE, LEA, PAUL, World
from tests.receipts.ledger.log import a_claim
from vitale.receipt.v1.receipt_service_pb2 import EstimateRequest, EstimateResponse
from vitale.receipt.v1.receipt_service_pb2_grpc import ReceiptServiceStub

pytestmark = pytest.mark.asyncio


async def ask(
    world: World, request: EstimateRequest, service: str = "adri", role: Role = "service"
) -> EstimateResponse:
    async with world.channel() as channel:
        token = world.signer.sign(service, role)
        return await call(ReceiptServiceStub(channel).Estimate, request, token=token, timeout_s=30)


async def refusal(world: World, request: EstimateRequest, service: str = "adri", role: Role = "service") -> DomainError:
    with pytest.raises(DomainError) as refused:
        await ask(world, request, service, role)
    return refused.value


async def test_adri_is_answered_as_the_person_would_be() -> None:
    world = World()
    request = question(a_claim(price_cents=6000), LEA, CAMILLE)
    async with world.channel() as channel:
        own = await call(ReceiptServiceStub(channel).Estimate, request, token=world.token(LEA), timeout_s=30)
    assert await ask(world, request) == own
    assert own.preview.patient_cents > 0


@pytest.mark.parametrize("left_out", ["subject_id", "opener_subject_id", "performer"])
async def test_adri_names_person_opener_and_practice(left_out: str) -> None:
    request = question(a_claim(), CAMILLE, CAMILLE)
    request.ClearField(left_out)  # type: ignore[arg-type]  # names of fields
    error = await refusal(World(), request)
    assert error.code is ErrorCode.INVALID_ARGUMENT
    assert [v.field.partition(".")[0] for v in error.violations] == [left_out]


async def test_the_card_of_somebody_else_opens_nothing() -> None:
    error = await refusal(World(), question(a_claim(), LEA, PAUL))
    assert error.code is ErrorCode.NO_RIGHTS


@pytest.mark.parametrize(("service", "role"), [("expenses", "service"), ("software", "practice"), ("o", "operator")])
async def test_no_other_service_or_role_asks_for_a_person(service: str, role: Role) -> None:
    error = await refusal(World(), question(a_claim(), CAMILLE, CAMILLE), service, role)
    assert error.code is ErrorCode.PERMISSION_DENIED
