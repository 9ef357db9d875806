"""The operators' desk on the running house: every figure moves with what happens, every decision is taken up once."""

import contextlib
import json
import time
from collections.abc import Iterator

import pytest

from contracts.topics import CLAIM
from receipts.ledger.breaker import MOST_IN_A_ROW
from tools.faults.doors import IntakeDoor, RawDoor, Stranger, receipt_of, today
from tools.faults.house import OPERATIONS, WORKER, House
from tools.ops.__main__ import parser
from tools.ops.door import door
from tools.simulators.population import families
from tools.simulators.practice.billing import patients_of
from vitale.claim.v1.claim_pb2 import PATHWAY_IN, ClaimLine
from vitale.claim.v1.claim_service_pb2 import Acknowledgement, SubmitClaimsRequest, SubmittedClaim
from vitale.operations.v1 import operations_service_pb2 as pb

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]
LAGGING, RAISING, HALTING = 15, 16, 17
UNKNOWN_EXEMPTION = 99


@pytest.fixture(scope="module")
def raw(house: House) -> RawDoor:
    return RawDoor(house)


def status(house: House) -> pb.GetStatusResponse:
    """What the desk measures now."""

    async def ask() -> pb.GetStatusResponse:
        async with door(parser().parse_args(["--state", house.state, "status"])) as opened:
            answer: pb.GetStatusResponse = await opened.ask(opened.stub.GetStatus, pb.GetStatusRequest())
            return answer

    return house.runner.run(ask())


def of(house: House, partition: int) -> pb.PartitionStatus:
    return next(one for one in status(house).partitions if one.partition == partition)


def ops(house: House, *arguments: str) -> str:
    return house.tool("tools.ops", "--state", house.state, "--operator", "night-shift", *arguments)


@contextlib.contextmanager
def stopped_worker(house: House) -> Iterator[None]:
    house.runner.run(house.stack.stop(WORKER))
    try:
        yield
    finally:
        house.runner.run(house.stack.start(WORKER))


def test_lag_grows_in_seconds_while_the_worker_is_stopped_and_falls_to_0_after(house: House, raw: RawDoor) -> None:
    house.settle()
    person = Stranger(LAGGING)
    assert (of(house, LAGGING).lag_records, of(house, LAGGING).lag_s) == (0, 0.0)
    with stopped_worker(house):
        published = time.time()
        raw.rights(person, person.rights(1))
        raw.claim(person, person.claim("LAGGING", "2026-03-02"))
        first = of(house, LAGGING)
        time.sleep(1.5)
        later = of(house, LAGGING)
        most = time.time() - published
    assert (first.lag_records, later.lag_records) == (2, 2)
    assert {lag.topic: lag.records for lag in later.topics} == {CLAIM.name: 1, "vitale.rights.v1": 1}
    assert first.lag_s + 1.4 <= later.lag_s <= most + 0.1
    other = [one for one in status(house).partitions if one.partition != LAGGING]
    assert {one.lag_s for one in other} == {0.0}, "a partition without backlog is 0"
    house.wait(lambda: of(house, LAGGING).lag_records == 0, "the backlog's end")
    assert of(house, LAGGING).lag_s == 0.0
    house.wait(lambda: of(house, LAGGING).unpublished == 0, "publication")
    assert of(house, LAGGING).unpublished_s == 0.0
    line = next(line for line in ops(house, "lag").splitlines() if line.split()[:1] == [str(LAGGING)])
    assert line.split()[1:7] == ["0.0", "s", "0", "0", "0.0", "s"]


def _receipts(house: House, receipt: bytes) -> int:
    query = "select count(*) as n from receipts.entry where receipt_id = encode($1, 'hex')::uuid and kind = 1"
    return int(house.fetch(query, receipt)[0]["n"])


def test_a_poisoned_record_is_explained_tried_for_nothing_and_settled_once_when_its_cause_is_mended(
    house: House, raw: RawDoor
) -> None:
    person, known = Stranger(RAISING), of(house, RAISING).parked  # other tests of the house meet open parameters
    raw.rights(person, person.rights(1, exemption=UNKNOWN_EXEMPTION))
    claim = raw.claim(person, person.claim("POISON", "2026-03-02"))
    house.wait(lambda: of(house, RAISING).parked == known + 1, "the record set aside")
    newest = "select generation, partition, seq from receipts.parked where partition = $1 order by seq desc limit 1"
    name = house.fetch(newest, RAISING)[0]
    record = "-".join(str(part) for part in name)
    assert record in ops(house, "parked", "--reason", "RULES_RAISED")
    shown = ops(house, "show", record)
    assert "RULES_RAISED" in shown
    assert "fix        " in shown
    assert person.subject.hex() not in shown

    before = house.fetch("select next_seq from receipts.ledger where partition = $1", RAISING)
    assert "would be set aside again (RULES_RAISED adjudicate)" in ops(house, "dry-run", record)
    raw.rights(person, person.rights(2))
    house.wait(lambda: of(house, RAISING).entries > before[0]["next_seq"] - 1, "the mended rights")
    house.wait(lambda: of(house, RAISING).unpublished == 0, "publication, which moves the row of the ledger as well")
    kept = house.fetch("select * from receipts.ledger where partition = $1", RAISING)
    tried = ops(house, "dry-run", record)
    assert "settled: a receipt of 30.00: AMO 19.00, local scheme 0.00, AMC 0.00, patient 11.00" in tried
    assert house.fetch("select * from receipts.ledger where partition = $1", RAISING) == kept, "nothing was kept"
    assert _receipts(house, receipt_of(claim)) == 0

    driven = ops(house, "redrive", record)
    assert "settled: a receipt of 30.00: AMO 19.00" in driven
    assert _receipts(house, receipt_of(claim)) == 1
    with pytest.raises(AssertionError, match="driven again as entry"):
        ops(house, "redrive", record)
    assert _receipts(house, receipt_of(claim)) == 1
    assert of(house, RAISING).parked == known


def test_a_halt_is_told_with_its_reason_and_age_and_ends_by_a_note_of_an_operator(house: House, raw: RawDoor) -> None:
    for _ in range(MOST_IN_A_ROW):
        raw.send(CLAIM.name, HALTING, key=bytes(16), value=b"\x01\x00\xff")
    house.wait(lambda: bool(of(house, HALTING).halted), "the halt")
    person = Stranger(HALTING)
    raw.rights(person, person.rights(1))
    claim = raw.claim(person, person.claim("BEHIND", "2026-03-02"))
    halted = of(house, HALTING)
    assert "20 records in a row" in halted.halted
    assert 0 < time.time() - halted.halted_since_us / 1e6 < 60
    assert halted.lag_records == 2
    assert "partition 17: 20 records in a row were parked" in ops(house, "halts")
    with pytest.raises(AssertionError, match="not halted"):
        ops(house, "resume", "18", "--note", "the wrong one")
    ops(house, "resume", str(HALTING), "--note", "the producer was mended")
    house.wait(lambda: _receipts(house, receipt_of(claim)) == 1, "the claim behind the halt")
    resumed = of(house, HALTING)
    assert (resumed.halted, resumed.halted_since_us, resumed.lag_records) == ("", 0, 0)
    lines = (house.stack.logs / f"{OPERATIONS}.log").read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines if "partition_resumed" in line]
    said = [one for one in told if one["partition"] == HALTING]  # other tests of the house resume others
    assert [(one["operator"], one["partition"]) for one in said] == [("night-shift", HALTING)]


def test_a_claim_ahead_of_its_rights_is_the_oldest_that_waits(house: House, raw: RawDoor) -> None:
    person = Stranger(LAGGING)
    claim = raw.claim(person, person.claim("AHEAD-OF-RIGHTS", "2026-03-02", revision=1))
    house.wait(lambda: of(house, LAGGING).waiting == 1, "the claim that waits")
    time.sleep(0.5)
    assert 0.5 <= of(house, LAGGING).oldest_waiting_s < 60
    listed = ops(house, "waiting")
    assert f"{receipt_of(claim).hex()}  partition 15" in listed
    assert "needs rights revision 1" in listed
    raw.rights(person, person.rights(1))
    house.wait(lambda: of(house, LAGGING).waiting == 0, "its rights")
    assert of(house, LAGGING).oldest_waiting_s == 0.0


def _bill(house: House, claim_id: str) -> None:
    patient = next(iter(patients_of(families(1, 3, today=today()))))
    lines = [ClaimLine(line_no=1, act_code="G", quantity=1, price_cents=3000)]
    claim = SubmittedClaim(
        claim_id=claim_id, key=patient.key(), care_date=today().isoformat(), pathway=PATHWAY_IN, lines=lines
    )
    answer = IntakeDoor(house).submit(SubmitClaimsRequest(claims=[claim]))
    assert answer.acknowledgements[0].outcome == Acknowledgement.OUTCOME_ACCEPTED


def test_an_outbox_ages_while_the_broker_is_away_and_what_the_log_would_tell_is_unknown_not_0(house: House) -> None:
    def outbox(found: pb.GetStatusResponse) -> pb.OutboxStatus:
        return next(one for one in found.outboxes if one.service == "teletransmission")

    house.settle()
    assert (outbox(status(house)).rows, outbox(status(house)).oldest_s) == (0, 0.0)
    house.stack.pause("kafka")
    try:
        _bill(house, "WHILE-AWAY")
        billed = time.time()
        time.sleep(1)
        found = status(house)
        age = time.time() - billed
    finally:
        house.stack.resume("kafka")
    assert found.log_problem == "UNAVAILABLE"
    assert not any(one.HasField("lag_s") or one.HasField("lag_records") for one in found.partitions)
    assert outbox(found).rows == 1
    assert 1 <= outbox(found).oldest_s <= age + 0.5
    card = next(one for one in found.outboxes if one.service == "card_registry")
    assert card.problem == "UNREACHABLE", "it does not run in this house, which is said"
    house.settle()
    assert outbox(status(house)).rows == 0
    assert status(house).log_problem == ""


def test_the_generation_is_told_with_what_it_holds_and_since_when(house: House) -> None:
    (generation,) = status(house).generations
    entries = house.fetch("select count(*) as n from receipts.entry")[0]["n"]
    assert (generation.generation, generation.partitions, generation.current) == (1, 24, True)
    assert abs(generation.entries - entries) < 50
    assert 0 < time.time() - generation.since_us / 1e6 < 3600
    overview = ops(house, "status")
    assert "generation   1: " in overview
    assert "lag          " in overview
