"""Flaws in what a person owes: recoveries, debts, franchises, flat fees; every sum of the receipts still holds."""

import dataclasses
import random
from collections.abc import Callable

from tests.checker.planting import edited_receipt, event_at, receipt_seats, with_event, with_rows
from tools.checker.check import History
from vitale.receipt.v1 import receipt_pb2 as pb

_FIRST_DEBT = 21


def _recovers(receipt: pb.ReceiptIssued) -> bool:
    return bool(receipt.recoveries)


def _move(part: pb.ReceiptIssued | pb.ReceiptLine, cents: int) -> None:
    """AMO pays so much more, the patient so much less."""
    part.amo_paid_cents += cents
    part.patient_cents -= cents


def a_recovery_lost(rng: random.Random, history: History) -> History:
    """A debt is not recovered though there was enough to recover it from."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        lost = receipt.recoveries.pop()
        _move(receipt, lost.amount_cents)
        kept = [use for use in receipt.uses if use.scope != lost.origin_receipt_id.hex()]
        del receipt.uses[:]
        receipt.uses.extend(kept)

    return edited_receipt(rng, history, _recovers, edit)


def a_recovery_doubled(rng: random.Random, history: History) -> History:
    """The same debt is recovered twice on one receipt."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        twice = receipt.recoveries[-1]
        receipt.recoveries.append(twice)
        _move(receipt, -twice.amount_cents)

    return edited_receipt(rng, history, _recovers, edit)


def a_recovery_of_something_else(rng: random.Random, history: History) -> History:
    """A recovery names another debt, another day, another audience, or is a cent off."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        recovery = receipt.recoveries[-1]
        match rng.randrange(5):
            case 0:
                recovery.origin_receipt_id = rng.randbytes(16)
            case 1:
                recovery.day += 1
            case 2:
                recovery.kind = recovery.kind % 3 + 1  # type: ignore[assignment]  # another number of the closed enum
            case 3:
                recovery.audience = pb.AUDIENCE_SUBJECT_ONLY
            case _:
                recovery.amount_cents += 1
                _move(receipt, -1)

    return edited_receipt(rng, history, _recovers, edit)


def a_recovery_forgotten_by_the_counters(rng: random.Random, history: History) -> History:
    """A debt was recovered, and its row does not know: it would be recovered again."""
    return _without_use(rng, history, lambda use: use.counter >= _FIRST_DEBT and use.scope != "")


def a_debt_lost(rng: random.Random, history: History) -> History:
    """What third-party payment left owed is in no counter: it would never be recovered."""
    return _without_use(rng, history, lambda use: use.counter >= _FIRST_DEBT and not use.scope)


def one_cent_of_franchise(rng: random.Random, history: History) -> History:
    """A franchise that was withheld is a cent off, and AMO pays the cent."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        line = next(line for line in receipt.lines if line.franchise_cents)
        line.franchise_cents -= 1
        _move(line, 1)
        _move(receipt, 1)

    return edited_receipt(rng, history, lambda receipt: any(line.franchise_cents for line in receipt.lines), edit)


def a_franchise_waived(rng: random.Random, history: History) -> History:
    """A franchise that third-party payment defers is neither owed nor counted."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        line = next(line for line in receipt.lines if line.franchise_deferred_cents)
        receipt.franchise_year_cents -= line.franchise_deferred_cents
        line.franchise_deferred_cents = 0
        del receipt.uses[:]

    return edited_receipt(
        rng, history, lambda receipt: any(line.franchise_deferred_cents for line in receipt.lines), edit
    )


def a_fee_forgotten(rng: random.Random, history: History) -> History:
    """A flat fee is left out, and AMO pays it."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        line = next(line for line in receipt.lines if line.fee_cents)
        line.fee_cents = 0

    return edited_receipt(rng, history, lambda receipt: any(line.fee_cents for line in receipt.lines), edit)


def _without_use(rng: random.Random, history: History, of: Callable[[pb.Use], bool]) -> History:
    seat = rng.choice(receipt_seats(history, lambda receipt: any(of(use) for use in receipt.uses)))
    event = event_at(history, seat)
    lost = next(use for use in event.receipt_issued.uses if of(use))
    event.receipt_issued.uses.remove(lost)
    rows = []
    for row in history.dump.years:
        year = pb.SubjectYear.FromString(row.body)
        if row.subject_id == event.receipt_issued.subject_id and lost in year.uses:
            year.uses.remove(lost)
        rows.append(dataclasses.replace(row, body=year.SerializeToString(deterministic=True)))
    return with_rows(with_event(history, seat, event), years=rows)
