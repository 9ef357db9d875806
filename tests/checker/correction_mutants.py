"""Flaws in what single entries say of versions, and in what the senders of versions were told."""

import dataclasses
import random

from tests.checker.planting import edited, edited_receipt, with_rows
from tools.checker.check import History
from tools.checker.log import CLAIM
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1 import receipt_pb2 as pb


def one_cent_of_a_reversal(rng: random.Random, history: History) -> History:
    """One amount that was taken back is a cent off."""
    amounts = ("price_cents", "amo_paid_cents", "local_scheme_cents", "amc_cents", "patient_cents", "revision")

    def edit(receipt: pb.ReceiptIssued) -> None:
        name = rng.choice(amounts)
        setattr(receipt.reversed, name, getattr(receipt.reversed, name) + 1)

    return edited_receipt(rng, history, lambda receipt: receipt.HasField("reversed"), edit)


def a_reversal_forgotten(rng: random.Random, history: History) -> History:
    """A correction does not say what it takes back."""
    return edited_receipt(
        rng, history, lambda receipt: receipt.HasField("reversed"), lambda receipt: receipt.ClearField("reversed")
    )


def a_reversal_of_nothing(rng: random.Random, history: History) -> History:
    """A first receipt takes something back."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        receipt.reversed.CopyFrom(pb.ReversedAmounts(revision=1, claim_version=1, price_cents=1))

    return edited_receipt(rng, history, lambda receipt: not receipt.HasField("reversed"), edit)


def one_cent_of_a_balance(rng: random.Random, history: History) -> History:
    """What a payer paid, owes or gets back is a cent off."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        balance, name = rng.choice(receipt.balances), rng.choice(("paid_cents", "owed_cents", "owed_back_cents"))
        setattr(balance, name, getattr(balance, name) + rng.choice((-1, 1)))

    return edited_receipt(rng, history, lambda receipt: bool(receipt.balances), edit)


def a_balance_of_another_payer(rng: random.Random, history: History) -> History:
    """A balance names a payer that settled nothing."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        rng.choice(receipt.balances).payer.number += "9"

    return edited_receipt(rng, history, lambda receipt: bool(receipt.balances), edit)


def a_cancellation_unsaid(rng: random.Random, history: History) -> History:
    """A cancelled receipt does not say that it is one."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        receipt.cancelled = False

    return edited_receipt(rng, history, lambda receipt: receipt.cancelled, edit)


def a_year_not_taken_back(rng: random.Random, history: History) -> History:
    """The sum of the year on a cancelled receipt still has a cent of it."""

    def edit(receipt: pb.ReceiptIssued) -> None:
        receipt.participation_year_cents += 1

    return edited_receipt(rng, history, lambda receipt: receipt.cancelled, edit)


def another_version(rng: random.Random, history: History) -> History:
    """A receipt, a refusal, a wait or a parked claim names another version."""
    outcome = rng.choice(("receipt_issued", "claim_rejected", "claim_waiting", "record_parked"))

    def edit(message: pb.ReceiptIssued | pb.ClaimRejected | pb.ClaimWaiting | pb.RecordParked) -> None:
        message.claim_version += 1

    return edited(rng, history, outcome, edit)


def another_version_awaited(rng: random.Random, history: History) -> History:
    """A claim waits for another version than the one before it."""

    def edit(waiting: pb.ClaimWaiting) -> None:
        waiting.needs_version += 1

    return edited(rng, history, "claim_waiting", edit)


def a_correction_acknowledged_and_gone(rng: random.Random, history: History) -> History:
    """A practice holds a positive acknowledgement for a correction that is nowhere."""
    assert history.intents is not None
    ghost = dataclasses.replace(rng.choice(history.intents), version=9)
    return dataclasses.replace(history, intents=[*history.intents, ghost])


def a_cancellation_taken_for_a_correction(rng: random.Random, history: History) -> History:
    """What a practice cancelled was corrected."""
    assert history.intents is not None
    corrected = [i for i in history.intents if i.version > 1 and not i.cancelled]
    settled = {(r.issuer, r.claim_id, r.claim_version) for r in _receipts(history)}
    wrong = rng.choice([i for i in corrected if (i.issuer, i.claim_id, i.version) in settled])
    intents = [dataclasses.replace(i, cancelled=True) if i == wrong else i for i in history.intents]
    return dataclasses.replace(history, intents=intents)


def a_correction_of_another_content(rng: random.Random, history: History) -> History:
    """What stands in the claim topic is not what a practice was told had been accepted."""
    assert history.intents is not None
    at = rng.choice([at for at, intent in enumerate(history.intents) if intent.content_hash is not None])
    intents = list(history.intents)
    intents[at] = dataclasses.replace(intents[at], content_hash=rng.randbytes(32))
    return dataclasses.replace(history, intents=intents)


def an_early_version_forgotten(rng: random.Random, history: History) -> History:
    """A version that waits for the one before is gone."""
    rows = list(history.dump.versions_waiting)
    del rows[rng.randrange(len(rows))]
    return with_rows(history, versions_waiting=rows)


def a_mark_forgotten(rng: random.Random, history: History) -> History:
    """The head does not say that a version was set aside, but that it was settled."""
    rows = list(history.dump.heads)
    at = rng.choice([at for at, row in enumerate(rows) if not row.content_hash])
    named = next(iter(raw for place in history.log if place[0] == CLAIM for raw in history.log[place]))
    rows[at] = dataclasses.replace(rows[at], content_hash=Claim.FromString((named.value or b"")[2:]).content_hash)
    return with_rows(history, heads=rows)


def _receipts(history: History) -> list[pb.ReceiptIssued]:
    payloads = (pb.LedgerEvent.FromString(row.payload[2:]) for row in history.dump.entries)
    return [event.receipt_issued for event in payloads if event.HasField("receipt_issued")]


CORRECTION_MUTANTS = (
    (one_cent_of_a_reversal, "reversal"),
    (a_reversal_forgotten, "reversal"),
    (a_reversal_of_nothing, "reversal"),
    (one_cent_of_a_balance, "balance"),
    (a_balance_of_another_payer, "balance"),
    (a_cancellation_unsaid, "cancelled"),
    (a_year_not_taken_back, "content"),
    (another_version, "content"),
    (another_version_awaited, "content"),
    (a_correction_acknowledged_and_gone, "lost"),
    (a_cancellation_taken_for_a_correction, "cancelled"),
    (a_correction_of_another_content, "content-of-version"),
    (an_early_version_forgotten, "row-missing"),
    (a_mark_forgotten, "row"),
)
"""Each with the finding that it must lead to."""
