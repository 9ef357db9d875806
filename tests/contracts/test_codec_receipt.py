"""An adjudication becomes the receipt that is published: every amount in its own field, uses the same both ways."""

from datetime import date
from hashlib import blake2b

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.codec import issued_message, receipt_id_of, use_message, uses_of
from contracts.codec.receipt import Standing
from reimbursement.model import (
    Adjudication,
    Amount,
    Audience,
    Counter,
    DebtKind,
    Family,
    LineReceipt,
    Reason,
    ReasonCode,
    Recovery,
    Use,
)
from tests.contracts.messages import CHILD, MOTHER, a_claim
from vitale.receipt.v1 import receipt_pb2 as pb

RECEIPT_ID, OPEN, PRIVATE = b"R" * 16, b"O" * 16, b"P" * 16
DAY = date(2025, 6, 15)
uses = st.builds(
    Use,
    st.sampled_from(Counter),
    st.text(max_size=14),
    st.dates(),
    st.integers(-(2**40), 2**40),
    st.binary(min_size=16, max_size=16),
)


def settled(audience: Audience = Audience.FAMILY) -> Adjudication:
    """Amounts that are all different, so that a swap shows."""
    reason = Reason(ReasonCode.SURCHARGE_CAPPED, Amount.SURCHARGE, -7, (500, -3), "surcharge.cap", date(2011, 12, 1))
    bare = Reason(ReasonCode.BASE_STATED, Amount.BASE, 2)
    line = LineReceipt(
        2, "CS", Family.CONSULTATION,
        price_cents=1, base_cents=2, rate_bp=3, amo_gross_cents=4, surcharge_cents=5, participation_cents=6,
        participation_deferred_cents=7, franchise_cents=8, local_scheme_cents=9, amc_cents=(10, 11),
        amo_paid_cents=12, patient_cents=13, franchise_deferred_cents=14, fee_cents=15, reasons=(reason, bare),
    )  # fmt: skip
    use = Use(Counter.PARTICIPATION, "750100001", DAY, 6, RECEIPT_ID)
    recoveries = (
        Recovery(DebtKind.FRANCHISE, date(2024, 2, 29), 201, OPEN),
        Recovery(DebtKind.SURCHARGE, date(2025, 1, 1), -202, PRIVATE),
    )
    return Adjudication((line,), (use,), (), 101, 102, (103, 104), 105, 106, audience, recoveries)


STANDING = Standing(21, 22, "7-abc", 23, ("11111111", "22222222"), 24, 25, frozenset({PRIVATE}))


def receipt_of(adjudicated: Adjudication) -> pb.ReceiptIssued:
    """As the ledger asks for it."""
    stored = [use_message(use, int(adjudicated.audience)) for use in adjudicated.uses]
    return issued_message(a_claim(), RECEIPT_ID, adjudicated, uses=stored, standing=STANDING)


def test_every_amount_of_a_line_is_in_its_own_field() -> None:
    (line,) = receipt_of(settled()).lines
    assert (line.line_no, line.act_code, line.family) == (2, "CS", "consultation")
    assert (line.price_cents, line.base_cents, line.rate_bp, line.amo_gross_cents) == (1, 2, 3, 4)
    assert (line.surcharge_cents, line.participation_cents, line.participation_deferred_cents) == (5, 6, 7)
    assert (line.franchise_cents, line.local_scheme_cents) == (8, 9)
    assert (line.franchise_deferred_cents, line.fee_cents) == (14, 15)
    assert (list(line.amc_cents), line.amo_paid_cents, line.patient_cents) == ([10, 11], 12, 13)


def test_a_reason_keeps_its_code_its_sign_its_values_and_the_day_of_its_table() -> None:
    first, bare = receipt_of(settled()).lines[0].reasons
    assert (ReasonCode(first.code), Amount(first.amount)) == (ReasonCode.SURCHARGE_CAPPED, Amount.SURCHARGE)
    assert (first.effect_cents, list(first.values), first.parameter) == (-7, [500, -3], "surcharge.cap")
    assert first.in_force_day == (date(2011, 12, 1) - date(1970, 1, 1)).days
    assert (bare.parameter, bare.in_force_day, list(bare.values)) == ("", 0, [])


def test_totals_and_the_claim_are_on_the_receipt() -> None:
    receipt = receipt_of(settled())
    assert (receipt.amo_paid_cents, receipt.local_scheme_cents, receipt.amc_cents) == (101, 102, 103 + 104)
    assert (receipt.patient_cents, receipt.price_cents) == (105, 106)
    assert (receipt.receipt_id, receipt.subject_id, receipt.opener_subject_id) == (RECEIPT_ID, CHILD, MOTHER)
    assert (receipt.issuer, receipt.claim_id, receipt.claim_version) == ("750100001", "INV-7", 1)
    assert (receipt.care_date, receipt.professional_kind, receipt.third_party_payment) == (
        "2025-06-15",
        "specialist",
        True,
    )
    assert receipt.accepted_at_us == 1_750_000_000_000_001


def test_where_the_receipt_stands_is_what_the_ledger_says() -> None:
    receipt = receipt_of(settled())
    assert (receipt.revision, receipt.basis, receipt.rules_version, receipt.rights_revision) == (21, 22, "7-abc", 23)
    assert list(receipt.amc_numbers) == ["11111111", "22222222"]
    assert (receipt.participation_year_cents, receipt.franchise_year_cents) == (24, 25)


def test_a_recovery_keeps_its_kind_its_day_its_sign_and_the_receipt_that_made_the_debt() -> None:
    taken, returned = receipt_of(settled()).recoveries
    assert (taken.kind, taken.amount_cents, taken.origin_receipt_id) == (pb.DEBT_KIND_FRANCHISE, 201, OPEN)
    assert taken.day == (date(2024, 2, 29) - date(1970, 1, 1)).days
    assert (returned.kind, returned.amount_cents, returned.origin_receipt_id) == (
        pb.DEBT_KIND_SURCHARGE,
        -202,
        PRIVATE,
    )


def test_a_recovery_has_the_audience_of_the_receipt_that_made_the_debt() -> None:
    audiences = [recovery.audience for recovery in receipt_of(settled()).recoveries]
    assert audiences == [pb.AUDIENCE_FAMILY, pb.AUDIENCE_SUBJECT_ONLY]


def test_every_debt_number_is_the_word_of_the_rules() -> None:
    wire = {name.removeprefix("DEBT_KIND_"): number for name, number in pb.DebtKind.items() if number}
    assert wire == {word.name: int(word) for word in DebtKind}


def test_a_receipt_that_was_changed_does_not_change_the_next_one_with_an_equal_line() -> None:
    receipt_of(settled()).lines[0].price_cents = 999
    assert receipt_of(settled()).lines[0].price_cents == 1


@pytest.mark.parametrize("audience", list(Audience))
def test_the_audience_of_a_receipt_is_also_that_of_its_uses(audience: Audience) -> None:
    receipt = receipt_of(settled(audience))
    assert receipt.audience == receipt.uses[0].audience == int(audience)


def test_every_audience_number_is_the_word_of_the_rules() -> None:
    wire = {name.removeprefix("AUDIENCE_"): number for name, number in pb.Audience.items() if number}
    assert wire == {word.name: int(word) for word in Audience}


@given(st.lists(uses, max_size=5), st.sampled_from(Audience))
def test_uses_come_back_from_storage_as_they_went(given_uses: list[Use], audience: Audience) -> None:
    year = pb.SubjectYear(uses=[use_message(use, int(audience)) for use in given_uses])
    stored = pb.SubjectYear.FromString(year.SerializeToString(deterministic=True))
    assert uses_of(stored.uses) == given_uses
    assert [use.audience for use in stored.uses] == [int(audience)] * len(given_uses)


def test_a_use_of_a_counter_that_the_rules_do_not_know_is_refused() -> None:
    with pytest.raises(KeyError, match="99"):
        uses_of([pb.Use(counter=99)])


def test_a_receipt_is_named_by_issuer_and_claim_and_by_nothing_else() -> None:
    expected = blake2b(b"receipt750100001\x00INV-7", digest_size=16).digest()
    assert receipt_id_of("750100001", "INV-7") == expected
    assert receipt_id_of("750100001INV", "-7") != receipt_id_of("750100001", "INV-7")
