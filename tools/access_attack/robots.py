"""Robots on stolen accounts: they look up as fast as they are let, and stop when nothing is let any more."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from adri.by_number.rules import WINDOW, Found, Limits, Ruling, Tally, Verdict, limits_of
from adri.by_number.store import Look
from adri.by_number.store_memory import MemoryLookStore

ACCOUNTS: Final = 19
PEOPLE: Final = 100_000
ONE_IN: Final = 50
_START: Final = datetime(2026, 1, 1, tzinfo=UTC)
_YEAR: Final = timedelta(days=365)
_WAIT: Final = timedelta(hours=1)
_PROFESSION: Final = "pharmacist"  # 15 of the 19 accounts of 2022


@dataclass(frozen=True, slots=True)
class Plan:
    """What a robot does: whether numbers exist, how many looks it allows itself within a window (None: all it can), and
    how long a look takes."""

    one_in: int = 1
    pace: int | None = None
    quotas: bool = True
    step: timedelta = timedelta(seconds=1)


def without_quotas(_tally: Tally, _limits: Limits, found: Found) -> Ruling:
    """A judge that lets everything through: what the attack takes where nothing is counted."""
    return Ruling(Verdict.TOLD if found.person else Verdict.NOTHING)


async def stolen(plan: Plan, *, accounts: int = ACCOUNTS, people: int = PEOPLE) -> int:
    """Identities that all accounts together were told within a year, each person counted once."""
    store = MemoryLookStore() if plan.quotas else MemoryLookStore(without_quotas)
    numbers = itertools.count()
    dice = Random(people)  # noqa: S311 - which guesses exist
    told = 0
    for account in range(accounts):
        told += await _robot(store, f"stolen-{account}", _guesses(numbers, people, plan.one_in, dice), plan)
    return told


async def _robot(store: MemoryLookStore, actor_id: str, guesses: Iterator[bytes | None], plan: Plan) -> int:
    told, at = 0, _START
    for done, subject_id in enumerate(guesses, 1):
        verdict = await _try(store, actor_id, subject_id, at)
        while verdict is Verdict.QUOTA:
            at += _WAIT
            verdict = await _try(store, actor_id, subject_id, at)
        told += verdict is Verdict.TOLD
        at += WINDOW if plan.pace is not None and done % plan.pace == 0 else plan.step
        if verdict is Verdict.FROZEN or at > _START + _YEAR:
            break
    return told


async def _try(store: MemoryLookStore, actor_id: str, subject_id: bytes | None, at: datetime) -> Verdict:
    look = Look(
        actor_id=actor_id,
        practice_id="990000010",
        subject_id=subject_id,
        at=at,
        limits=limits_of(_PROFESSION),
        person=subject_id is not None,
        canary=False,
    )
    return (await store.settle(look, lambda _: None)).verdict


def _guesses(numbers: Iterator[int], people: int, one_in: int, dice: Random) -> Iterator[bytes | None]:
    """Persons nobody was told of yet, or None for a guess that nobody is behind, while there are people."""
    for number in numbers:
        if number >= people:
            return
        exists = one_in == 1 or dice.randrange(one_in) == 0
        yield number.to_bytes(16) if exists else None
