"""What each input becomes: receipts, waits, refusals, parked and ignored records, in log order."""

from datetime import date

import pytest

from contracts.codec import receipt_id_of
from contracts.envelope import seal
from contracts.topics import CLAIM, CONTROL, RIGHTS, Topic
from receipts.ledger.processor import Processor
from receipts.ledger.rules_shelf import RulesShelf
from reimbursement.rule_tables import DayValues, Tables
from tests.receipts.ledger.conftest import Ledger, events
from tests.receipts.ledger.log import CAMILLE, PARTITION, a_claim, a_table, some_rights

BAD_DAY = date(2025, 6, 6)

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]


async def test_a_claim_whose_rights_are_known_becomes_an_exact_receipt(ledger: Ledger) -> None:
    await ledger.activated()
    _, event = await ledger.events(ledger.log.rights(some_rights()), ledger.log.claim(a_claim()))

    receipt = event.receipt_issued
    assert (receipt.price_cents, receipt.amo_paid_cents, receipt.amc_cents, receipt.patient_cents) == (
        3000,
        1900,
        0,
        1100,
    )
    assert receipt.participation_year_cents == 200
    assert receipt.rules_version == ledger.version
    assert (receipt.revision, receipt.basis, receipt.rights_revision) == (1, 1, 1)


async def test_the_yearly_cap_is_a_sum_over_uses_across_flushes(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()))
    days = [f"2025-{month:02}-{day:02}" for month in range(1, 11) for day in (3, 10, 17)]
    paid = []
    for number, day in enumerate(days):
        (event,) = await ledger.events(ledger.log.claim(a_claim(f"F{number}", care_date=day)))
        paid.append(event.receipt_issued.lines[0].participation_cents)

    assert paid == [200] * 25 + [0] * 5, "50.00 a year in steps of 2.00"


async def test_a_claim_waits_for_the_revision_it_names_and_blocks_nobody(ledger: Ledger) -> None:
    await ledger.activated()
    other = b"D" * 16
    waits, *_ = await ledger.events(
        ledger.log.claim(a_claim("F1", rights_revision=2)),
        ledger.log.rights(some_rights(other)),
        ledger.log.claim(a_claim("F2", subject_id=other)),
        ledger.log.rights(some_rights(revision=1)),
    )
    released = await ledger.events(ledger.log.rights(some_rights(revision=2)))

    assert waits.claim_waiting.rights_revision == 2
    assert [event.WhichOneof("outcome") for event in released] == ["record_applied", "receipt_issued"]
    assert released[1].receipt_issued.claim_id == "F1"


async def test_claims_released_together_are_settled_in_the_order_in_which_they_began_to_wait(ledger: Ledger) -> None:
    await ledger.activated()
    for number in range(5):
        await ledger.apply(ledger.log.claim(a_claim(f"F{number}")))
    _, *released = await ledger.events(ledger.log.rights(some_rights()))

    assert [event.receipt_issued.claim_id for event in released] == [f"F{n}" for n in range(5)]


async def test_a_deadline_settles_on_the_rights_at_hand_or_rejects(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()), ledger.log.claim(a_claim("F1", rights_revision=9)))
    _, settled = await ledger.events(ledger.log.deadline(receipt_id_of("750100001", "F1")))
    await ledger.apply(ledger.log.claim(a_claim("F2", subject_id=b"N" * 16)))
    _, rejected = await ledger.events(ledger.log.deadline(receipt_id_of("750100001", "F2")))
    (again,) = await ledger.events(ledger.log.deadline(receipt_id_of("750100001", "F2")))

    assert settled.receipt_issued.rights_revision == 1
    assert rejected.claim_rejected.code == "NO_RIGHTS"
    assert again.record_ignored.reason == "NOT_WAITING"


async def test_a_claim_outside_the_open_rights_is_rejected_by_name(ledger: Ledger) -> None:
    await ledger.activated()
    rights = some_rights()
    rights.coverages[0].amo_periods[0].last_day = "2024-12-31"
    _, event = await ledger.events(ledger.log.rights(rights), ledger.log.claim(a_claim()))

    assert event.claim_rejected.code == "RIGHTS_CLOSED"


async def test_a_claim_waits_for_the_guarantee_table_that_its_contract_names(ledger: Ledger) -> None:
    await ledger.activated()
    table = a_table()
    _, waits = await ledger.events(ledger.log.rights(some_rights(table=table)), ledger.log.claim(a_claim()))
    applied, settled = await ledger.events(ledger.log.guarantees(table))

    assert waits.claim_waiting.guarantees_hash
    assert applied.record_applied.effect == "guarantees"
    assert settled.receipt_issued.amc_cents == 900
    assert list(settled.receipt_issued.amc_numbers) == ["75500017"]


async def test_the_same_content_again_is_ignored_and_other_content_is_parked(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()), ledger.log.claim(a_claim()))
    same, other = await ledger.events(ledger.log.claim(a_claim()), ledger.log.claim(a_claim(content="changed")))

    assert same.record_ignored.reason == "SAME_CONTENT"
    assert other.record_parked.reason == "CONTENT_CONFLICT"


async def test_an_older_or_known_revision_of_rights_changes_nothing(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights(revision=2)))
    older, same = await ledger.events(
        ledger.log.rights(some_rights(revision=1)), ledger.log.rights(some_rights(revision=2))
    )

    assert (older.record_ignored.reason, same.record_ignored.reason) == ("OLDER_REVISION", "SAME_CONTENT")


async def test_an_open_parameter_parks_the_claim_under_its_own_name(ledger: Ledger) -> None:
    await ledger.activated()
    visit = a_claim(act_code="VG")
    visit.lines[0].family = "visit"
    _, event = await ledger.events(ledger.log.rights(some_rights()), ledger.log.claim(visit))

    assert event.record_parked.reason == "NOT_ESTABLISHED"
    assert event.record_parked.detail


@pytest.mark.parametrize("topic", [CLAIM, RIGHTS, CONTROL], ids=lambda topic: topic.name)
@pytest.mark.parametrize("value", [None, b"", b"\x01\x00\xff\xff", b"\x07\x00", b"\x01\x05abc", b"\x01\x00"])
async def test_an_undecodable_record_is_parked_and_the_next_one_is_settled(
    ledger: Ledger, topic: Topic, value: bytes | None
) -> None:
    await ledger.activated()
    poison = ledger.log.raw(topic, value)
    parked, _, issued = await ledger.events(poison, ledger.log.rights(some_rights()), ledger.log.claim(a_claim()))

    assert parked.record_parked.reason == "UNDECODABLE"
    assert issued.receipt_issued.claim_id == "F1"
    row = await ledger.pool.fetchrow("select * from parked where generation = $1", ledger.generation)
    assert row is not None
    assert (row["topic"], row["source_offset"], row["value"]) == (poison.topic, poison.offset, value)


class ExplodingTables(Tables):
    """The tables of this build, with a bug: the tariff of one day makes the rules raise."""

    def on(self, day: date) -> DayValues:
        """Raise on the bad day."""
        if day == BAD_DAY:
            raise ZeroDivisionError("a bug in the rules")
        return super().on(day)


async def test_a_claim_that_makes_the_rules_raise_is_parked_and_leaves_no_trace(ledger: Ledger) -> None:
    await ledger.activated()
    sound = ledger.shelf.current
    buggy = ExplodingTables(sound.parameters, sound.acts, version=sound.version)
    processor = Processor(ledger.pool, generation=ledger.generation, shelf=RulesShelf(buggy))
    await processor.acquire([PARTITION])
    records = [
        ledger.log.rights(some_rights()),
        ledger.log.claim(a_claim("F1", care_date=BAD_DAY.isoformat())),
        ledger.log.claim(a_claim("F2")),
    ]
    outcome = await processor.apply({PARTITION: records}, {})

    _, parked, issued = events(outcome.entries[PARTITION])
    assert parked.record_parked.reason == "RULES_RAISED"
    assert issued.receipt_issued.participation_year_cents == 200
    letter = outcome.entries[PARTITION][1].dead_letter
    assert letter is not None
    assert (letter.stack_class, letter.value) == ("ZeroDivisionError", records[1].value)


async def test_what_the_database_refuses_is_found_by_halves_and_parked_alone(ledger: Ledger) -> None:
    await ledger.activated()
    doubled = some_rights(b"E" * 16)
    doubled.coverages.append(doubled.coverages[0])
    too_large = some_rights(b"F" * 16, revision=2**63)
    records = [ledger.log.rights(some_rights())]
    records += [ledger.log.claim(a_claim(f"A{n}")) for n in range(5)]
    records += [ledger.log.rights(doubled)]
    records += [ledger.log.claim(a_claim(f"B{n}")) for n in range(5)]
    records += [ledger.log.rights(too_large), ledger.log.claim(a_claim("C"))]
    found = await ledger.events(*records)

    outcomes = [event.WhichOneof("outcome") for event in found]
    assert outcomes.count("receipt_issued") == 11
    assert [e.record_parked.reason for e in found if e.HasField("record_parked")] == ["DATABASE_REFUSED"] * 2
    rows = await ledger.pool.fetch("select seq from entry where generation = $1 order by seq", ledger.generation)
    assert [row["seq"] for row in rows] == list(range(1, len(rows) + 1)), "no gap"


async def test_before_the_first_activation_only_control_records_are_taken(ledger: Ledger) -> None:
    records = [ledger.log.rights(some_rights()), ledger.log.claim(a_claim())]
    held = await ledger.apply(*records)
    released = await ledger.apply(*records, ledger.log.activate(ledger.version))

    assert held.entries[3] == []
    assert [r.offset for r in held.left[3]] == [0, 0]
    assert [entry.kind for entry in released.entries[3]] == [5, 5, 1], "the activation first, then what waited"


async def test_a_rules_version_that_this_process_lacks_refuses_the_partition(ledger: Ledger) -> None:
    outcome = await ledger.apply(ledger.log.activate("999-000000000000"))

    assert outcome.refused == {3: "999-000000000000"}
    assert len(outcome.left[3]) == 1


async def test_a_partition_under_rules_of_an_earlier_engine_goes_on_once_new_ones_are_activated(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.pool.execute(
        "update ledger set rules_version = '1-000000000000' where generation = $1", ledger.generation
    )
    records = [ledger.log.rights(some_rights()), ledger.log.claim(a_claim())]
    held = await ledger.apply(*records)
    released = await ledger.apply(*records, ledger.log.activate(ledger.version))

    assert held.refused == {3: "1-000000000000"}
    assert held.entries[3] == []
    assert not released.refused
    assert [entry.kind for entry in released.entries[3]] == [5, 5, 1], "the activation first, then what waited"


async def test_a_redrive_settles_the_claim_and_closes_the_parked_entry(ledger: Ledger) -> None:
    await ledger.activated()
    visit = a_claim(act_code="VG")
    visit.lines[0].family = "visit"
    await ledger.apply(ledger.log.rights(some_rights()), ledger.log.claim(visit))
    parked_seq = await ledger.pool.fetchval("select seq from parked where generation = $1", ledger.generation)
    mark = ("redrive-of", f"{ledger.generation}-{PARTITION}-{parked_seq}".encode())
    visit.lines[0].base_cents = 3500
    again = ledger.log.raw(CLAIM, seal(visit.SerializeToString()), headers=(mark,))
    (event,) = await ledger.events(again)

    resolved = await ledger.pool.fetchval(
        "select resolved_seq from parked where generation = $1 and seq = $2", ledger.generation, parked_seq
    )
    assert event.receipt_issued.claim_id == "F1"
    assert resolved == parked_seq + 1


@pytest.mark.parametrize(
    ("act_code", "family"), [("G", "consultation"), ("G+MEG", "consultation"), ("CS+MPC+MCS", "consultation")]
)
async def test_a_line_without_family_takes_that_of_its_code(ledger: Ledger, act_code: str, family: str) -> None:
    claim = a_claim(act_code=act_code)
    claim.lines[0].family = ""
    claim.lines[0].base_cents = 3000
    await ledger.activated()
    _, event = await ledger.events(ledger.log.rights(some_rights()), ledger.log.claim(claim))

    assert event.receipt_issued.lines[0].family == family


async def test_membership_follows_the_rights(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.rights(some_rights()))
    row = await ledger.pool.fetchrow("select * from membership where generation = $1", ledger.generation)

    assert row is not None
    assert row["subject_id"].bytes == row["opener_subject_id"].bytes == CAMILLE


@pytest.mark.parametrize(
    "mark", [b"1-3-99999999999999999999", b"99999999999-3-1", b"\xff", b"1-3", b"1-3--1", b" 1-3-1"]
)
async def test_a_redrive_mark_that_no_row_can_hold_is_no_mark(ledger: Ledger, mark: bytes) -> None:
    await ledger.activated()
    marked = ledger.log.raw(CLAIM, seal(a_claim().SerializeToString()), headers=(("redrive-of", mark),))
    _, event = await ledger.events(ledger.log.rights(some_rights()), marked)

    assert event.receipt_issued.claim_id == "F1"
