"""Answers of the receipts api in which every value differs, so that no field can be told in the place of another."""

from vitale.receipt.v1 import receipt_pb2 as pb
from vitale.receipt.v1.receipt_service_pb2 import (
    EstimateBasis,
    EstimateResponse,
    ListPeopleResponse,
    ListReceiptsResponse,
    VisiblePerson,
    YearCounter,
)
from vitale.settlement.v1 import settlement_pb2 as paying

AMO = paying.Payer(kind=paying.PAYER_KIND_AMO, number="01")
AMC = paying.Payer(kind=paying.PAYER_KIND_AMC, number="75500017")
PAID = pb.ReceiptSettlement(
    payer=AMO,
    reference='VIR "1"',
    day="2026-03-20",
    paid=paying.Payment(to=paying.PAID_TO_INSURED, amount_cents=1901),
    differs_by_cents=-3,
    revision=4,
)
REFUSED = pb.ReceiptSettlement(
    payer=AMC,
    reference="R\\2",
    day="2026-04-01",
    rejected=paying.Rejection(code="R07", words="Contrat clos"),
    revision=5,
)


def _line(number: int, code: str) -> pb.ReceiptLine:
    at = number * 100_000
    return pb.ReceiptLine(
        line_no=number,
        act_code=code,
        price_cents=at + 1,
        base_cents=at + 2,
        rate_bp=7_000 + number,
        amo_gross_cents=at + 4,
        surcharge_cents=at + 5,
        participation_cents=at + 6,
        participation_deferred_cents=at + 7,
        local_scheme_cents=at + 8,
        amc_cents=[at + 9, at + 10],
        amo_paid_cents=at + 11,
        patient_cents=at + 12,
        franchise_cents=at + 13,
        franchise_deferred_cents=at + 14,
        fee_cents=at + 15,
    )


def _recovery(kind: pb.DebtKind.ValueType, cents: int, origin: bytes) -> pb.Recovery:
    return pb.Recovery(
        kind=kind, day=20_500 + cents, amount_cents=cents, origin_receipt_id=origin, audience=pb.AUDIENCE_FAMILY
    )


def full() -> pb.ReceiptIssued:
    """A corrected receipt with something of everything."""
    return pb.ReceiptIssued(
        receipt_id=bytes(range(16)),
        revision=7,
        subject_id=bytes(range(16, 32)),
        care_date="2026-03-02",
        third_party_payment=True,
        professional_kind="nurse",
        lines=[_line(1, "G"), _line(2, 'no "such"\tact é\u2028')],
        price_cents=51,
        amo_paid_cents=-1_052,
        local_scheme_cents=10_053,
        amc_cents=200_054,
        patient_cents=55,
        participation_year_cents=56,
        franchise_year_cents=57,
        rules_version="1-rules",
        accepted_at_us=1_774_000_000_120_000,
        recoveries=[
            _recovery(pb.DEBT_KIND_PARTICIPATION, 21, b"D" * 16),
            _recovery(pb.DEBT_KIND_FRANCHISE, -22, b"E" * 16),
            _recovery(pb.DEBT_KIND_SURCHARGE, 23, b""),
        ],
        reversed=pb.ReversedAmounts(
            revision=6,
            price_cents=31,
            amo_paid_cents=32,
            local_scheme_cents=330,
            amc_cents=3_400,
            patient_cents=35,
            audience=pb.AUDIENCE_FAMILY,
        ),
        balances=[
            pb.PayerBalance(payer=AMO, paid_cents=41, owed_cents=42, owed_back_cents=-1),
            pb.PayerBalance(payer=AMC, paid_cents=43, owed_cents=43),
        ],
        settlements=[PAID, REFUSED],
    )


def plain() -> pb.ReceiptIssued:
    """A receipt with nothing that may be left out."""
    return pb.ReceiptIssued(
        receipt_id=b"P" * 16,
        revision=1,
        subject_id=b"S" * 16,
        care_date="2025-12-31",
        professional_kind="of a kind without words",
        accepted_at_us=1_767_000_000_000_000,
        cancelled=True,
    )


def page() -> ListReceiptsResponse:
    """Both, with cursors."""
    return ListReceiptsResponse(receipts=[full(), plain()], next_cursor="next", resume_cursor="resume")


def estimate() -> EstimateResponse:
    """The first as an estimate."""
    as_of = EstimateBasis(position="position", at_us=1_774_000_000_000_001)
    return EstimateResponse(preview=full(), as_of=as_of, unknown_contracts=["75500017", "é"])


def people() -> ListPeopleResponse:
    """Two persons, one without a name."""
    counters = [
        YearCounter(name=name, used_cents=at, cap_cents=at + 1) for at, name in ((61, "franchise"), (63, "new"))
    ]
    mother = VisiblePerson(subject_id=b"M" * 16, first_name="Zoé", is_self=True, counters=counters)
    return ListPeopleResponse(people=[mother, VisiblePerson(subject_id=b"C" * 16)])


def payment() -> pb.SettlementRecorded:
    """A live payment."""
    return pb.SettlementRecorded(receipt_id=b"R" * 16, revision=9, subject_id=b"S" * 16, settlement=PAID)
