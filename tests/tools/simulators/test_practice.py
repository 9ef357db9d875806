"""The practice simulator: bills that settle, that are repeatable, and an intent log that tells no person."""

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from chassis.clock import FixedClock
from tests.tools.settling import settle
from tools.simulators.population import families
from tools.simulators.practice.billing import Biller, Invoice, Patient, patients_of
from tools.simulators.practice.intents import IntentLog, content_hash
from tools.simulators.practice.practices import practice_id, practices
from vitale.claim.v1 import claim_pb2

TODAY = date(2026, 11, 23)
CLOCK = FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
COUNT = 1_500


@pytest.fixture(scope="module")
def patients() -> tuple[Patient, ...]:
    return patients_of(families(3, 400, today=TODAY))


def billed(patients: tuple[Patient, ...], *, seed: int = 1) -> list[Invoice]:
    biller = Biller(patients, practices(), CLOCK, seed=seed, prefix="T")
    return [biller.next() for _ in range(COUNT)]


def patient_of(invoice: Invoice, patients: tuple[Patient, ...]) -> Patient:
    key = invoice.claim.key
    return next(patient for patient in patients if patient.key() == key)


def test_every_bill_can_be_settled_by_the_rules_to_the_last_cent(patients: tuple[Patient, ...]) -> None:
    for invoice in billed(patients):
        patient = patient_of(invoice, patients)
        settled = settle(invoice.claim, invoice.practice, patient.card, patient.member)
        paid = settled.amo_paid_cents + settled.local_scheme_cents + sum(settled.amc_cents) + settled.patient_cents
        assert paid == settled.price_cents == sum(line.price_cents for line in invoice.claim.lines)


def test_the_mix_holds_children_specialists_technical_acts_and_care_out_of_the_pathway(
    patients: tuple[Patient, ...],
) -> None:
    invoices = billed(patients)
    kinds = Counter(invoice.practice.specialty for invoice in invoices)
    assert {"gp", "specialist", "paediatrician", "gynaecologist", "psychiatrist", "radiologist"} == set(kinds)
    assert kinds["gp"] > COUNT // 3
    pathways = Counter(invoice.claim.pathway for invoice in invoices)
    assert set(pathways) == {claim_pb2.PATHWAY_IN, claim_pb2.PATHWAY_OUT, claim_pb2.PATHWAY_NOT_CONCERNED}
    lines = [line for invoice in invoices for line in invoice.claim.lines]
    assert any(line.family == "technical_act" and line.base_cents for line in lines)
    assert any(len(invoice.claim.lines) > 1 for invoice in invoices)
    assert {invoice.claim.third_party_payment for invoice in invoices} == {True, False}
    assert any(invoice.claim.care_date != TODAY.isoformat() for invoice in invoices)


def test_the_same_seed_bills_the_same_and_numbers_are_unique(patients: tuple[Patient, ...]) -> None:
    first = billed(patients)
    assert first == billed(patients)
    assert first != billed(patients, seed=2)
    assert len({invoice.claim.claim_id for invoice in first}) == COUNT


def test_no_care_is_in_the_future_of_its_place_nor_before_the_person_was_covered(patients: tuple[Patient, ...]) -> None:
    for invoice in billed(patients):
        day = date.fromisoformat(invoice.claim.care_date)
        assert day <= CLOCK.today(invoice.practice.place)
        assert day >= patient_of(invoice, patients).member.days.first


def test_practices_have_numbers_that_the_directory_does_not_give() -> None:
    numbers = {practice.practice_id for practice in practices()}
    assert len(numbers) == len(practices())
    assert all(number.startswith("RPPS:9") for number in numbers)
    assert practice_id(0) != practice_id(1)


def test_the_intent_log_says_what_was_meant_and_what_came_of_it_without_naming_anybody(
    tmp_path: Path, patients: tuple[Patient, ...]
) -> None:
    path = tmp_path / "intents.jsonl"
    invoice = billed(patients)[0]
    with IntentLog(path) as log:
        log.note("submit", invoice, "sent")
        log.note("submit", invoice, "fail", detail="UNKNOWN_ACT")
    sent, failed = (json.loads(line) for line in path.read_text().splitlines())
    issuer = invoice.practice.practice_id
    price = sum(line.price_cents for line in invoice.claim.lines)
    assert sent == {
        "op": "submit",
        "id": f"{issuer}/T-1",
        "hash": content_hash(invoice),
        "price_cents": price,
        "status": "sent",
    }
    assert failed == {**sent, "status": "fail", "detail": "UNKNOWN_ACT"}
    assert invoice.claim.key.opener_nir not in path.read_text()
    assert invoice.claim.key.birth_date not in path.read_text()


def test_an_intent_is_on_disk_before_the_bill_leaves(tmp_path: Path, patients: tuple[Patient, ...]) -> None:
    path = tmp_path / "intents.jsonl"
    with IntentLog(path) as log:
        log.note("submit", billed(patients)[0], "sent")
        assert len(path.read_text().splitlines()) == 1
