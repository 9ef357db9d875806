"""Owns the recomputation of claims with two versions of the tables: each receipt that differs, and the sums."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from reimbursement.adjudicate import adjudicate
from reimbursement.errors import RulesError
from reimbursement.model import Use
from reimbursement.rule_tables import Tables
from tools.cases.replay import Outcome, replay
from tools.cases.written import Step
from tools.difference.causes import Cause, cause_of
from tools.difference.claims import Claim
from tools.difference.compare import Difference, Settled, compare


class Receipt(NamedTuple):
    """One receipt of a claim under both versions; no difference: the amounts are the same."""

    claim: str
    step: Step
    before: Settled
    after: Settled
    difference: Difference | None
    cause: Cause | None


def recompute(claims: Iterable[Claim], before: Tables, after: Tables) -> Iterator[Receipt]:
    """Yield every receipt in the order of the file; a cancellation has no receipt of its own."""
    for claim in claims:
        uses: tuple[tuple[Use, ...], tuple[Use, ...]] = ((), ())
        for was, now in zip(replay(claim.case, before), replay(claim.case, after), strict=True):
            if was.step.care is not None:
                yield _receipt(claim.name, was, now, uses=uses, tables=(before, after))
            uses = (was.uses, now.uses)


def _receipt(
    claim: str,
    was: Outcome,
    now: Outcome,
    *,
    uses: tuple[tuple[Use, ...], tuple[Use, ...]],
    tables: tuple[Tables, Tables],
) -> Receipt:
    difference = compare(_settled(was), _settled(now))
    if difference is None:
        return Receipt(claim, was.step, _settled(was), _settled(now), None, None)
    care = was.step.care
    assert care is not None
    read_before, read_after = (_alone(was.step, *pair) for pair in zip(uses, tables, strict=True))
    codes = [line.code for line in care.lines]
    cause = cause_of(difference, read_before, read_after, day=care.care_date, codes=codes)
    return Receipt(claim, was.step, _settled(was), _settled(now), difference, cause)


def _settled(outcome: Outcome) -> Settled:
    settled = outcome.done if outcome.done is not None else outcome.error
    assert settled is not None
    return settled


def _alone(step: Step, uses: tuple[Use, ...], tables: Tables) -> Tables:
    """Return tables that have settled this care only: what they resolved is what it read."""
    fresh = Tables(tables.parameters, tables.acts, version=tables.version)
    assert step.care is not None
    try:
        adjudicate(step.care, step.cover, uses, fresh)
    except RulesError:
        return fresh
    return fresh


def changed_parameters(before: Tables, after: Tables) -> list[str]:
    """Return the names of the parameters whose history differs, sorted."""
    names = set(chain(before.parameters, after.parameters))
    return sorted(name for name in names if _history(before, name) != _history(after, name))


def _history(tables: Tables, name: str) -> list[tuple[object, object]]:
    parameter = tables.parameters.get(name)
    return [] if parameter is None else [(entry.since, entry.value) for entry in parameter.history]
