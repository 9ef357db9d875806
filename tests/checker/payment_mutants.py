"""Flaws in what became of settlements: a cent, a total, somebody who was not paid, a payment lost or doubled."""

import random

from tests.checker.planting import edited, seats, with_rows
from tools.checker.check import History
from vitale.receipt.v1 import receipt_pb2 as pb


def one_cent_of_a_payment(rng: random.Random, history: History) -> History:
    """An amount of a recorded settlement is a cent off."""

    def edit(recorded: pb.SettlementRecorded) -> None:
        name = rng.choice(("differs_by_cents", "settled_amo_cents", "settled_amc_cents"))
        part = recorded.settlement if name == "differs_by_cents" else recorded
        setattr(part, name, getattr(part, name) + rng.choice((-1, 1)))

    return edited(rng, history, "settlement_recorded", edit)


def another_payment(rng: random.Random, history: History) -> History:
    """A recorded settlement says another payer, reference, day, amount or audience."""

    def edit(recorded: pb.SettlementRecorded) -> None:
        shown = recorded.settlement
        name = rng.choice(("payer", "reference", "day", "paid", "audience"))
        if name == "payer":
            shown.payer.number += "9"
        elif name == "paid":
            shown.paid.amount_cents += 1
        elif name == "audience":
            recorded.audience = pb.AUDIENCE_SUBJECT_ONLY
        else:
            setattr(shown, name, "2026-05-05")

    return edited(rng, history, "settlement_recorded", edit)


def a_payment_forgotten(rng: random.Random, history: History) -> History:
    """A settlement was published and its row is gone: the next total would be wrong."""
    rows = list(history.dump.settlements)
    del rows[rng.randrange(len(rows))]
    return with_rows(history, settlements=rows)


def a_waiting_payment_forgotten(rng: random.Random, history: History) -> History:
    """A settlement that waits is gone: its receipt will never tell it."""
    rows = list(history.dump.settlements_waiting)
    del rows[rng.randrange(len(rows))]
    return with_rows(history, settlements_waiting=rows)


def a_payment_ignored(rng: random.Random, history: History) -> History:
    """A settlement stands under a revision of another one, as if one had been lost before it."""

    def edit(recorded: pb.SettlementRecorded) -> None:
        recorded.revision += 1

    assert seats(history, "settlement_recorded")
    return edited(rng, history, "settlement_recorded", edit)
