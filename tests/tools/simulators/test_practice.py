"""The practice simulator: bills that settle, that are repeatable, and an intent log that tells no person."""

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from chassis.clock import FixedClock
from chassis.token_claims import Claims
from reimbursement.model import Family, ProfessionalKind, Setting, Use
from teletransmission.catalogue import TablesCatalogue
from teletransmission.checks import Desk, check_claim
from teletransmission.practice import practice_of
from tests.tools.settling import RULES, settle
from tools.simulators.population import families
from tools.simulators.practice.billing import Biller, Invoice, Patient, patients_of
from tools.simulators.practice.intents import IntentLog, content_hash
from tools.simulators.practice.practices import practice_id, practices
from tools.simulators.practice.trades import BILLS
from vitale.claim.v1 import claim_pb2

TODAY = date(2026, 11, 23)
CLOCK = FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
COUNT = 2_000


@pytest.fixture(scope="module")
def patients() -> tuple[Patient, ...]:
    return patients_of(families(3, 400, today=TODAY))


def billed(patients: tuple[Patient, ...], *, seed: int = 1) -> list[Invoice]:
    biller = Biller(patients, practices(), CLOCK, seed=seed, prefix="T")
    return [biller.next() for _ in range(COUNT)]


def patient_of(invoice: Invoice, patients: tuple[Patient, ...]) -> Patient:
    key = invoice.claim.key
    return next(patient for patient in patients if patient.key() == key)


def test_every_bill_can_be_settled_by_the_rules_to_the_last_cent_after_those_before_it(
    patients: tuple[Patient, ...],
) -> None:
    uses: dict[str, list[Use]] = {}
    billed_families: set[Family] = set()
    recovered = 0
    for invoice in billed(patients):
        patient = patient_of(invoice, patients)
        known = uses.setdefault(patient.member.person.person_id, [])
        settled = settle(invoice.claim, invoice.practice, patient.card, patient.member, uses=known)
        known.extend(settled.uses)
        paid = settled.amo_paid_cents + settled.local_scheme_cents + sum(settled.amc_cents) + settled.patient_cents
        assert paid == settled.price_cents
        if not any(line.price_unstated for line in invoice.claim.lines):
            assert paid == sum(line.price_cents for line in invoice.claim.lines)
        billed_families |= {line.family for line in settled.lines}
        recovered += len(settled.recoveries)
    assert billed_families == set(Family)
    assert recovered


def test_every_bill_is_one_that_intake_takes(patients: tuple[Patient, ...]) -> None:
    for invoice in billed(patients):
        practice = practice_of(Claims("demo", "x", "vitale", NEVER, "practice", invoice.practice.attributes))
        desk = Desk(practice, practice.today(CLOCK), TablesCatalogue(RULES))
        assert check_claim(invoice.claim, desk) == []


def test_the_mix_holds_children_specialists_technical_acts_and_care_out_of_the_pathway(
    patients: tuple[Patient, ...],
) -> None:
    invoices = billed(patients)
    kinds = Counter(invoice.practice.specialty for invoice in invoices)
    assert set(kinds) == set(ProfessionalKind)
    assert {invoice.practice.bills for invoice in invoices} == set(BILLS)
    assert kinds.most_common(1)[0][0] == "gp"
    pathways = Counter(invoice.claim.pathway for invoice in invoices)
    assert set(pathways) == {claim_pb2.PATHWAY_IN, claim_pb2.PATHWAY_OUT, claim_pb2.PATHWAY_NOT_CONCERNED}
    lines = [line for invoice in invoices for line in invoice.claim.lines]
    assert any(line.family == "technical_act" and line.base_cents for line in lines)
    assert any(len(invoice.claim.lines) > 1 for invoice in invoices)
    assert {invoice.claim.setting for invoice in invoices} == {"", *Setting} - {"office"}
    assert any(invoice.claim.hospitalised_after for invoice in invoices)
    assert any(line.detail.generic_refused for line in lines)
    assert any(line.coefficient_milli for line in lines)
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
        "version": 1,
        "cancelled": False,
    }
    assert failed == {**sent, "status": "fail", "detail": "UNKNOWN_ACT"}
    assert invoice.claim.key.opener_nir not in path.read_text()
    assert invoice.claim.key.birth_date not in path.read_text()


def test_the_intent_log_says_no_price_of_a_bill_that_says_none(tmp_path: Path, patients: tuple[Patient, ...]) -> None:
    path = tmp_path / "intents.jsonl"
    stay = next(bill for bill in billed(patients) if bill.claim.lines[0].price_unstated)
    with IntentLog(path) as log:
        log.note("submit", stay, "sent")
    assert "price_cents" not in json.loads(path.read_text())


def test_an_intent_is_on_disk_before_the_bill_leaves(tmp_path: Path, patients: tuple[Patient, ...]) -> None:
    path = tmp_path / "intents.jsonl"
    with IntentLog(path) as log:
        log.note("submit", billed(patients)[0], "sent")
        assert len(path.read_text().splitlines()) == 1
