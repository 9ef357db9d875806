"""What third-party payment left owed is taken from later payments: once, oldest first, never across what is secret."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.codec import receipt_id_of
from reimbursement_tables import load
from tests.fakes.pure_worker import PureWorker
from tests.receipts.ledger.log import (
    CAMILLE,
    PARTITION,
    Log,
    a_childs_rights,
    a_claim,
    contraception,
    nursing,
    out_of_pathway,
    paid_directly,
    some_rights,
)
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1.receipt_pb2 import (
    AUDIENCE_FAMILY,
    AUDIENCE_SUBJECT_ONLY,
    DEBT_KIND_FRANCHISE,
    DEBT_KIND_PARTICIPATION,
    ReceiptIssued,
)

TABLES = load()
LEA = b"L" * 16


class Person:
    """Somebody with known rights, whose claims are settled one after the other."""

    def __init__(self, birth_date: str = "1980-01-01", subject_id: bytes = CAMILLE) -> None:
        self.worker, self.log, self.subject_id = PureWorker(TABLES, partition=PARTITION), Log(), subject_id
        rights = a_childs_rights(subject_id, CAMILLE, birth_date=birth_date)
        self.worker.take(self.log.rights(rights if subject_id != CAMILLE else some_rights(birth_date=birth_date)))

    def settle(self, claim: Claim) -> ReceiptIssued:
        """The receipt of a claim for this person."""
        claim.subject_id = self.subject_id
        return self.worker.issue(self.log.claim(claim))


def taken(receipt: ReceiptIssued) -> list[tuple[str, int]]:
    """Which receipts' debts were recovered, and how much of each."""
    names = {receipt_id_of("750100001", name): name for name in ("A", "B", "C", "D", "E", "F")}
    return [(names[r.origin_receipt_id], r.amount_cents) for r in receipt.recoveries]


def test_a_deferred_charge_is_recovered_on_the_next_payment_to_the_insured_and_only_once() -> None:
    person = Person()
    deferred = person.settle(paid_directly(a_claim("A", care_date="2025-03-03")))
    also_third_party = person.settle(paid_directly(a_claim("B", care_date="2025-03-04")))
    paid = person.settle(a_claim("C", care_date="2025-04-01"))
    after = person.settle(a_claim("D", care_date="2025-04-02"))

    assert (deferred.amo_paid_cents, deferred.lines[0].participation_deferred_cents) == (2100, 200)
    assert taken(also_third_party) == []
    assert taken(paid) == [("A", 200), ("B", 200)]
    assert (paid.lines[0].amo_paid_cents, paid.amo_paid_cents, paid.patient_cents) == (1900, 1500, 1500)
    assert taken(after) == []


def test_the_oldest_day_of_care_comes_first_and_what_is_left_waits_for_the_next_payment() -> None:
    person = Person()
    person.settle(paid_directly(nursing("A", "2025-03-05")))
    person.settle(paid_directly(a_claim("B", care_date="2025-03-04")))
    small = person.settle(nursing("C", "2025-03-06", cents=600))
    later = person.settle(a_claim("D", care_date="2025-04-01"))

    assert small.lines[0].amo_paid_cents == 260, "60 % of 6.00 less the franchise of 1.00"
    assert taken(small) == [("B", 200), ("A", 60)]
    assert small.amo_paid_cents == 0
    assert taken(later) == [("A", 40)]
    assert [r.kind for r in small.recoveries] == [DEBT_KIND_PARTICIPATION, DEBT_KIND_FRANCHISE]


def test_the_counters_of_a_receipt_hold_deferred_charges_of_its_own_year_only() -> None:
    person = Person()
    person.settle(paid_directly(nursing("A", "2024-12-30")))
    person.settle(paid_directly(nursing("B", "2025-03-05")))
    receipt = person.settle(a_claim("C", care_date="2025-03-06"))

    assert (receipt.participation_year_cents, receipt.franchise_year_cents) == (200, 100)
    assert taken(receipt) == [("A", 100), ("B", 100)]


@pytest.mark.parametrize("late_day", ["2024-12-29", "2021-02-01", "2028-11-02"])
def test_a_debt_recovered_in_another_year_is_settled_for_claims_of_every_year(late_day: str) -> None:
    """The recovery stands beside its debt: whoever reads the one reads the other."""
    person = Person()
    person.settle(paid_directly(a_claim("A", care_date="2024-12-30")))
    assert taken(person.settle(a_claim("B", care_date="2025-01-10"))) == [("A", 200)]

    assert taken(person.settle(a_claim("C", care_date=late_day))) == []


def test_what_was_recovered_is_not_given_back_once_its_debt_is_out_of_reach() -> None:
    person = Person()
    person.settle(paid_directly(a_claim("A", care_date="2021-12-30")))
    assert taken(person.settle(a_claim("B", care_date="2025-12-10"))) == [("A", 100)]

    assert taken(person.settle(a_claim("C", care_date="2026-01-05"))) == [], "2021 is five years away, 2025 is not"


def test_a_receipt_that_parents_see_recovers_no_debt_that_they_may_not_know_of() -> None:
    lea = Person("2008-06-01", LEA)
    secret = lea.settle(contraception(out_of_pathway(paid_directly(a_claim("A", care_date="2025-03-03")))))
    assert secret.audience == AUDIENCE_SUBJECT_ONLY
    assert [use.audience for use in secret.uses if use.counter > 20] == [AUDIENCE_SUBJECT_ONLY]
    seen = lea.settle(a_claim("B", care_date="2025-03-04"))

    assert seen.audience == AUDIENCE_FAMILY
    assert taken(seen) == []
    assert taken(lea.settle(contraception(a_claim("C", care_date="2025-03-05")))) == [("A", 1000 + 200)]


def test_a_receipt_that_parents_do_not_see_leaves_them_the_debts_that_they_know_of() -> None:
    """Else the debt would be gone from the next receipt that they see, and tell them of another one."""
    lea = Person("2008-06-01", LEA)
    lea.settle(out_of_pathway(paid_directly(a_claim("A", care_date="2025-03-03"))))

    assert taken(lea.settle(contraception(a_claim("B", care_date="2025-03-04")))) == []
    assert taken(lea.settle(a_claim("C", care_date="2025-03-05"))) == [("A", 1200)]


def test_of_age_every_debt_is_recovered_and_one_that_was_secret_keeps_its_audience() -> None:
    lea = Person("2008-06-01", LEA)
    lea.settle(contraception(out_of_pathway(paid_directly(a_claim("A", care_date="2025-03-03")))))
    adult = lea.settle(a_claim("B", care_date="2026-06-01"))

    assert taken(adult) == [("A", 1200)]
    assert [r.audience for r in adult.recoveries] == [AUDIENCE_SUBJECT_ONLY]
    assert taken(lea.settle(a_claim("C", care_date="2025-03-06"))) == [], "nothing given back to the minor"


_days = st.integers(1, 28).map(lambda day: f"2025-02-{day:02d}")
_claims = st.lists(st.tuples(_days, st.booleans(), st.booleans(), st.booleans()), max_size=10)


@settings(deadline=None, max_examples=60)
@given(_claims)
def test_what_a_minor_keeps_to_itself_moves_no_receipt_that_parents_see(
    steps: list[tuple[str, bool, bool, bool]],
) -> None:
    """Twin lives, with and without the secret care."""

    def seen(*, secrets: bool) -> list[ReceiptIssued]:
        lea, found = Person("2008-06-01", LEA), []
        for number, (day, out, third_party, secret) in enumerate(steps):
            claim = a_claim(f"F{number}", care_date=day)
            claim = out_of_pathway(claim) if out else claim
            claim = paid_directly(claim) if third_party else claim
            if not secret:
                found.append(lea.settle(claim))
            elif secrets:
                lea.settle(contraception(claim))
        return found

    assert seen(secrets=True) == seen(secrets=False)
