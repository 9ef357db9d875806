"""Owns the replay of a written case: each step settled on the uses that the receipts before it left."""

from collections.abc import Iterator
from typing import NamedTuple

from reimbursement.adjudicate import adjudicate
from reimbursement.errors import RulesError
from reimbursement.model import Adjudication, Counter, Use
from reimbursement.rule_tables import Tables
from tools.cases.written import Step, WrittenCase

_DEBTS = frozenset({Counter.DEBT_PARTICIPATION, Counter.DEBT_FRANCHISE, Counter.DEBT_SURCHARGE})


class Outcome(NamedTuple):
    """What a step gave (a settled care, an error of the rules, or neither for a cancellation) and the uses after it."""

    step: Step
    uses: tuple[Use, ...]
    done: Adjudication | None = None
    error: RulesError | None = None

    @property
    def open_debts_cents(self) -> int:
        """What is still owed after the step; negative when something is to be given back."""
        return sum(use.amount_cents for use in self.uses if use.counter in _DEBTS)


def replay(case: WrittenCase, tables: Tables) -> Iterator[Outcome]:
    """Settle the steps in order, each on the uses that the earlier ones left."""
    uses: tuple[Use, ...] = ()
    for step in case.steps:
        outcome = _outcome(step, uses, tables)
        uses = outcome.uses
        yield outcome


def _outcome(step: Step, before: tuple[Use, ...], tables: Tables) -> Outcome:
    """A cancellation or a correction takes the uses of its receipt back; a care that cannot be settled changes none."""
    uses = tuple(use for use in before if use.receipt_id != step.receipt_id) if step.replaces else before
    if step.care is None:
        return Outcome(step, uses)
    try:
        done = adjudicate(step.care, step.cover, uses, tables)
    except RulesError as error:
        return Outcome(step, before, error=error)
    return Outcome(step, (*uses, *done.uses), done)
