"""Flaws in what receipts say: a cent, a reason, a subject, an order."""

import dataclasses
import random
from typing import Any

from tests.checker.planting import (
    LINE_AMOUNTS,
    TOTALS,
    edited,
    edited_receipt,
    event_at,
    record_at,
    row_at,
    seats,
    with_event,
    with_record,
    with_row,
)
from tools.checker.check import History
from tools.checker.log import RECEIPT
from vitale.receipt.v1 import receipt_pb2 as pb


def _has_lines(receipt: pb.ReceiptIssued) -> bool:
    return bool(receipt.lines)


def one_cent_on_a_line(rng: random.Random, history: History) -> History:
    """One amount of one line is a cent off."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        line, name = rng.choice(receipt.lines), rng.choice(LINE_AMOUNTS)
        setattr(line, name, getattr(line, name) + rng.choice((-1, 1)))

    return edited_receipt(rng, history, _has_lines, edit)


def one_cent_on_a_contract(rng: random.Random, history: History) -> History:
    """What the complementary contract pays on a line is a cent off."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        receipt.lines[0].amc_cents[0] += rng.choice((-1, 1))

    return edited_receipt(rng, history, _has_lines, edit)


def one_cent_on_a_total(rng: random.Random, history: History) -> History:
    """One total of a receipt is a cent off."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        name = rng.choice(TOTALS)
        setattr(receipt, name, getattr(receipt, name) + rng.choice((-1, 1)))

    return edited(rng, history, "receipt_issued", edit)


def one_cent_moved(rng: random.Random, history: History) -> History:
    """A cent moves from the patient to AMO, on the line and in the totals: every sum still holds."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        for part in (receipt, receipt.lines[0]):
            part.amo_paid_cents += 1
            part.patient_cents -= 1

    return edited_receipt(rng, history, _has_lines, edit)


def another_reason(rng: random.Random, history: History) -> History:
    """One reason of one line says something else."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        reason = rng.choice(receipt.lines[0].reasons)
        name = rng.choice(("code", "amount", "effect_cents", "parameter", "in_force_day"))
        setattr(reason, name, "other" if name == "parameter" else getattr(reason, name) + 1)

    return edited_receipt(rng, history, _has_lines, edit)


def a_reason_less(rng: random.Random, history: History) -> History:
    """One reason is missing."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        del receipt.lines[0].reasons[rng.randrange(len(receipt.lines[0].reasons))]

    return edited_receipt(rng, history, _has_lines, edit)


def another_use(rng: random.Random, history: History) -> History:
    """The receipt names a use it did not take."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        receipt.uses.add(counter=1, scope="751234567", day=20_000, amount_cents=200, audience=pb.AUDIENCE_FAMILY)

    return edited(rng, history, "receipt_issued", edit)


def another_fact(rng: random.Random, history: History) -> History:
    """A fact of the receipt that is no amount is wrong."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        name, value = rng.choice(
            (
                ("rules_version", "1-000000000000"),
                ("rights_revision", 77),
                ("revision", receipt.revision + 1),
                ("basis", receipt.basis + 1),
                ("audience", pb.AUDIENCE_SUBJECT_ONLY + pb.AUDIENCE_FAMILY - receipt.audience),
                ("third_party_payment", not receipt.third_party_payment),
                ("claim_version", receipt.claim_version + 1),
                ("cancelled", not receipt.cancelled),
                ("professional_kind", "pharmacist"),
                ("accepted_at_us", 1),
                ("opener_subject_id", rng.randbytes(16)),
            )
        )
        setattr(receipt, name, value)

    return edited(rng, history, "receipt_issued", edit)


def another_answer(rng: random.Random, history: History) -> History:
    """A refusal, a wait, a parked or an ignored record has another reason."""
    field = {
        "claim_rejected": "code",
        "record_parked": rng.choice(("reason", "detail")),
        "record_ignored": "reason",
        "record_applied": "effect",
        "claim_waiting": "rights_revision",
    }
    outcome, name = rng.choice(list(field.items()))
    wrong: Any = 99 if name == "rights_revision" else "OTHER"
    return edited(rng, history, outcome, lambda message: setattr(message, name, wrong))


def a_refusal_instead_of_a_receipt(rng: random.Random, history: History) -> History:
    """A claim that has a receipt coming is refused."""
    seat = rng.choice(seats(history, "receipt_issued"))
    receipt = event_at(history, seat).receipt_issued
    refused = pb.ClaimRejected(
        receipt_id=receipt.receipt_id, code="NO_RIGHTS", issuer=receipt.issuer, claim_id=receipt.claim_id
    )
    changed = with_event(history, seat, pb.LedgerEvent(claim_rejected=refused))
    nothing = {"revision": 0, "basis": 0, "audience": 0, "care_date": None, "amo_cents": 0, "amc_cents": 0}
    return with_row(changed, seat, kind=2, patient_cents=0, **nothing)


def receipts_swapped(rng: random.Random, history: History) -> History:
    """Two subjects got each other's receipt."""
    mine = rng.choice(seats(history, "receipt_issued"))
    subject = event_at(history, mine).receipt_issued.subject_id
    others = [s for s in seats(history, "receipt_issued") if event_at(history, s).receipt_issued.subject_id != subject]
    other = rng.choice(others)
    one, two = event_at(history, mine), event_at(history, other)
    return with_event(with_event(history, mine, two), other, one)


def subjects_swapped(rng: random.Random, history: History) -> History:
    """A receipt is addressed to somebody else."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        receipt.subject_id = rng.randbytes(16)

    return edited(rng, history, "receipt_issued", edit)


def order_swapped(rng: random.Random, history: History) -> History:
    """Two entries that follow one another changed places, vectors and seqs kept."""
    places = [
        (partition, seq)
        for partition, seq in seats(history, "receipt_issued")
        if seq < len(history.log[RECEIPT, partition])
    ]
    partition, seq = rng.choice(places)
    one, two = record_at(history, (partition, seq)), record_at(history, (partition, seq + 1))
    changed = with_record(history, (partition, seq), key=two.key, value=two.value)
    changed = with_record(changed, (partition, seq + 1), key=one.key, value=one.value)
    mine, other = row_at(history, (partition, seq)), row_at(history, (partition, seq + 1))
    kept = {"seq", "vector"}
    taken = {f.name: getattr(other, f.name) for f in dataclasses.fields(other) if f.name not in kept}
    given = {f.name: getattr(mine, f.name) for f in dataclasses.fields(mine) if f.name not in kept}
    return with_row(with_row(changed, (partition, seq), **taken), (partition, seq + 1), **given)
