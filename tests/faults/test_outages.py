"""Database and broker are killed and come back: calls get a clear error meanwhile, and nothing is lost."""

import time

import grpc
import pytest

from tools.faults import kernel
from tools.faults.doors import IntakeDoor, today
from tools.faults.house import House
from tools.simulators.population import families
from tools.simulators.practice.billing import patients_of
from vitale.claim.v1.claim_pb2 import PATHWAY_IN, ClaimLine
from vitale.claim.v1.claim_service_pb2 import Acknowledgement, SubmitClaimsRequest, SubmittedClaim

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]


def _claim(claim_id: str, **changes: object) -> SubmittedClaim:
    patient = next(iter(patients_of(families(1, 3, today=today()))))
    fields: dict[str, object] = {
        "claim_id": claim_id,
        "key": patient.key(),
        "care_date": today().isoformat(),
        "pathway": PATHWAY_IN,
        "lines": [ClaimLine(line_no=1, act_code="G", quantity=1, price_cents=3000)],
    }
    return SubmittedClaim(**(fields | changes))  # type: ignore[arg-type]


def test_a_claim_that_can_never_be_right_is_refused_at_the_door_by_field_and_the_others_are_taken(
    house: House,
) -> None:
    good = _claim("D-1")
    wrong_key = _claim("D-2")
    wrong_key.key.opener_nir = wrong_key.key.opener_nir[:-2] + f"{(int(wrong_key.key.opener_nir[-2:]) + 1) % 98:02d}"
    negative = _claim("D-3", lines=[ClaimLine(line_no=1, act_code="G", quantity=1, price_cents=-1)])
    unknown = _claim("D-4", lines=[ClaimLine(line_no=1, act_code="NOSUCH", quantity=1, price_cents=3000)])
    future = _claim("D-5", care_date=today().replace(year=today().year + 1, day=1).isoformat())
    answer = IntakeDoor(house).submit(SubmitClaimsRequest(claims=[good, wrong_key, negative, unknown, future]))
    found = [[(v.field, v.code) for v in ack.violations] for ack in answer.acknowledgements]
    assert answer.acknowledgements[0].outcome == Acknowledgement.OUTCOME_ACCEPTED
    assert [codes[0][1] for codes in found[1:]] == ["NIR_KEY_WRONG", "NEGATIVE_PRICE", "UNKNOWN_ACT", "CARE_IN_FUTURE"]
    assert all(violation.advice for ack in answer.acknowledgements[1:] for violation in ack.violations)


def test_an_oversized_batch_is_refused_whole_and_by_name(house: House) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        IntakeDoor(house).submit(SubmitClaimsRequest(claims=[_claim(f"O-{n}") for n in range(501)]))
    assert refused.value.code() in {grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.RESOURCE_EXHAUSTED}
    assert "500" in (refused.value.details() or "") or b"BATCH_TOO_LARGE" in _trailer(refused.value)


def _trailer(error: grpc.aio.AioRpcError) -> bytes:
    return b"".join(v if isinstance(v, bytes) else v.encode() for _, v in error.trailing_metadata() or ())


def _restart(house: House, server: str, fault: str) -> None:
    pid = house.stack.pid(server)
    start = kernel.start_ticks(pid)
    down = time.time()
    house.stack.kill(server)
    status = house.stack.child(server).exit_code or 0
    house.add(f"{fault}: a call to intake answers", _refused(house))
    house.runner.run(house.stack.start(server))
    back = time.time()
    births = {"pid": pid, "start": start, "pid_after": house.stack.pid(server)}
    house.replaced(fault, **births, wait_status=status, began=down, ended=back)
    house.add(
        f"{fault}: receipts again after it answers",
        house.watcher.first_receipt_after(back, timeout_s=90),
        f"it was away {back - down:.1f} s",
    )


def _refused(house: House) -> float:
    """Seconds until a call made during an outage was answered; an accepted claim is durable all the same."""
    started, code = time.monotonic(), None
    try:
        IntakeDoor(house).submit(SubmitClaimsRequest(claims=[_claim(f"DOWN-{int(time.time())}")]))
    except grpc.aio.AioRpcError as error:
        code = error.code()
    assert code in {None, grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED}
    return time.monotonic() - started


def test_a_database_killed_while_claims_flow_costs_nothing_but_time(house: House) -> None:
    with house.billing(rate=50):
        _restart(house, "postgres", "restart:database")
    assert house.prove().findings.examples == []


def test_a_broker_killed_while_claims_flow_costs_nothing_but_time(house: House) -> None:
    with house.billing(rate=50):
        _restart(house, "kafka", "restart:broker")
    assert house.prove().findings.examples == []
