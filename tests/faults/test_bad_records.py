"""Records that cannot be settled are set aside with a reason, delay nobody, and can be driven again."""

import pytest

from contracts.envelope import seal
from contracts.topics import CLAIM, CONTROL, RIGHTS
from receipts.ledger.breaker import MOST_IN_A_ROW
from tools.faults.doors import RawDoor, Stranger, receipt_of
from tools.faults.house import House
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1.receipt_pb2 import LedgerEvent

pytestmark = [pytest.mark.faults, pytest.mark.timeout(240)]

UNKNOWN_EXEMPTION = 99


@pytest.fixture(scope="module")
def raw(house: House) -> RawDoor:
    return RawDoor(house)


def _entry(house: House, claim: Claim) -> LedgerEvent | None:
    """The last event of a claim."""
    query = "select payload from receipts.entry where receipt_id = encode($1, 'hex')::uuid order by seq desc limit 1"
    rows = house.fetch(query, receipt_of(claim))
    return LedgerEvent.FromString(rows[0]["payload"][2:]) if rows else None


def _became(house: House, claim: Claim) -> LedgerEvent:
    house.wait(lambda: _entry(house, claim) is not None, f"an entry of {claim.claim_id}", timeout_s=20)
    event = _entry(house, claim)
    assert event is not None
    return event


def _settles(house: House, raw: RawDoor, partition: int, name: str) -> None:
    """Somebody else in the same partition gets a receipt."""
    person = Stranger(partition)
    raw.rights(person, person.rights(1))
    claim = raw.claim(person, person.claim(name, "2026-03-02"))
    assert _became(house, claim).WhichOneof("outcome") == "receipt_issued"


def _parked(house: House, partition: int) -> list[tuple[str, str, str]]:
    rows = house.fetch("select topic, reason, detail from receipts.parked where partition = $1 order by seq", partition)
    return [tuple(row) for row in rows]


def test_an_undecodable_record_on_each_topic_is_set_aside_and_those_behind_it_are_settled(
    house: House, raw: RawDoor
) -> None:
    for topic in (CLAIM.name, CONTROL.name, RIGHTS.name):
        raw.send(topic, 3, key=bytes(16), value=b"\x01\x00\xff\xff")
        raw.send(topic, 3, key=bytes(16), value=None)
    raw.send(CLAIM.name, 3, key=b"short", value=seal(b""))
    _settles(house, raw, 3, "AFTER-GARBAGE")
    found = _parked(house, 3)
    assert sorted(found) == [
        (CLAIM.name, "UNDECODABLE", "value"),
        (CLAIM.name, "UNDECODABLE", "value"),
        (CLAIM.name, "WRONG_PARTITION", "key"),
        (CONTROL.name, "UNDECODABLE", "value"),
        (CONTROL.name, "UNDECODABLE", "value"),
        (RIGHTS.name, "UNDECODABLE", "value"),
        (RIGHTS.name, "UNDECODABLE", "value"),
    ]


def test_a_claim_that_makes_the_rules_raise_is_set_aside_and_settled_when_driven_again_after_a_repair(
    house: House, raw: RawDoor
) -> None:
    person = Stranger(4)
    raw.rights(person, person.rights(1, exemption=UNKNOWN_EXEMPTION))
    claim = raw.claim(person, person.claim("RAISES", "2026-03-02"))
    assert _became(house, claim).record_parked.reason == "RULES_RAISED"
    _settles(house, raw, 4, "AFTER-RAISE")
    raw.rights(person, person.rights(2))
    house.tool("tools.ops", "--state", house.state, "redrive", "--reason", "RULES_RAISED")
    house.wait(
        lambda: _became(house, claim).WhichOneof("outcome") == "receipt_issued", "the receipt of the driven claim"
    )
    rows = house.fetch("select resolved_seq from receipts.parked where partition = 4 and reason = 'RULES_RAISED'")
    assert [row["resolved_seq"] is not None for row in rows] == [True]


def test_a_value_that_is_not_established_is_parked_by_the_name_of_the_open_parameter(
    house: House, raw: RawDoor
) -> None:
    person = Stranger(5)
    raw.rights(person, person.rights(1))
    claim = raw.claim(person, person.claim("TOO-EARLY", "1999-03-02"))
    parked = _became(house, claim).record_parked
    assert (parked.reason, parked.detail) == ("NOT_ESTABLISHED", "tariff.G")
    shown = house.tool("tools.ops", "--state", house.state, "parked")
    assert "NOT_ESTABLISHED" in shown
    driven = house.tool("tools.ops", "--state", house.state, "redrive", "--reason", "NOT_ESTABLISHED")
    assert "NOT_ESTABLISHED" in driven, "driven again, it is set aside again, under a name of its own"
    _settles(house, raw, 5, "AFTER-OPEN-VALUE")


def test_what_the_database_refuses_is_found_by_bisection_and_the_others_are_settled(house: House, raw: RawDoor) -> None:
    twice, wide = Stranger(6), Stranger(6)
    doubled = twice.rights(1)
    doubled.coverages.add().CopyFrom(doubled.coverages[0])
    raw.rights(twice, doubled)
    too_wide = wide.rights(1)
    too_wide.coverages[0].quality = 40_000  # type: ignore[assignment]  # an enum of proto3 is open
    raw.rights(wide, too_wide)
    _settles(house, raw, 6, "AFTER-REFUSAL")
    found = _parked(house, 6)
    assert found[0] == (RIGHTS.name, "DATABASE_REFUSED", "sqlstate 23505")
    assert found[1:] == [(RIGHTS.name, "RULES_RAISED", "record")], "the driver refuses before the server sees it"


def test_what_is_sent_again_is_ignored_and_the_same_number_with_other_content_is_a_conflict(
    house: House, raw: RawDoor
) -> None:
    person = Stranger(13)
    for _ in range(2):
        raw.rights(person, person.rights(1))
    first = person.claim("AGAIN", "2026-03-02")
    other = person.claim("AGAIN", "2026-03-02", price_cents=3100)
    other.content_hash = bytes(32)
    for claim in (first, first, other):
        raw.claim(person, claim)
    _settles(house, raw, 13, "AFTER-AGAIN")
    assert _parked(house, 13) == [(CLAIM.name, "CONTENT_CONFLICT", "content_hash")]
    of_the_person = "select kind from receipts.entry where subject_id = encode($1, 'hex')::uuid order by seq"
    kinds = [row["kind"] for row in house.fetch(of_the_person, person.subject)]
    assert sorted(kinds) == [1, 4, 5, 6, 6], "one receipt, one conflict, rights once; two repetitions"


def test_an_absurd_redrive_mark_stops_nobody(house: House, raw: RawDoor) -> None:
    absurd = (b"1-12-99999999999999999999", b"99999999999-12-1", b"1-12-7", b"\xff", b"1-12--3", b"", b"1-13-1")
    for mark in absurd:
        raw.send(CLAIM.name, 12, key=bytes(16), value=seal(b""), more=(("redrive-of", mark),))
    _settles(house, raw, 12, "AFTER-ABSURD-MARK")


def test_a_claim_that_saw_rights_the_ledger_has_not_waits_and_blocks_nobody(house: House, raw: RawDoor) -> None:
    person = Stranger(7)
    claim = raw.claim(person, person.claim("AHEAD", "2026-03-02", revision=2))
    assert _became(house, claim).WhichOneof("outcome") == "claim_waiting"
    _settles(house, raw, 7, "AFTER-WAITING")
    raw.rights(person, person.rights(1))
    raw.rights(person, person.rights(2))
    house.wait(lambda: _became(house, claim).WhichOneof("outcome") == "receipt_issued", "the receipt after the wait")


def test_twenty_poisoned_records_in_a_row_halt_the_partition_alone_until_an_operator_clears_it(
    house: House, raw: RawDoor
) -> None:
    for _ in range(MOST_IN_A_ROW):
        raw.send(CLAIM.name, 8, key=bytes(16), value=b"\x01\x00\xff")
    halted = "select 1 from receipts.ledger where partition = 8 and halted is not null"
    house.wait(lambda: bool(house.fetch(halted)), "the halt")
    person = Stranger(8)
    raw.rights(person, person.rights(1))
    claim = raw.claim(person, person.claim("BEHIND-HALT", "2026-03-02"))
    _settles(house, raw, 9, "BESIDE-HALT")
    assert _entry(house, claim) is None, "a halted partition settles nothing"
    house.tool("tools.ops", "--state", house.state, "resume", "8", "--note", "garbage of a test")
    assert _became(house, claim).WhichOneof("outcome") == "receipt_issued"
