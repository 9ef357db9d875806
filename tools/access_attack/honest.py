"""Honest work: who looks up whom, how often care follows, and how often an account is frozen for nothing.

No public figure of lookups without a card exists: rates and delays are ours. They are set high on purpose: a card or
an application is there in nearly every visit, and software bills when the patient leaves.
"""

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from adri.by_number.rules import KEPT, Verdict, limits_of
from adri.by_number.store import Look
from adri.by_number.store_memory import MemoryLookStore

_START: Final = datetime(2026, 1, 1, 7, tzinfo=UTC)
_WORKED: Final = timedelta(hours=11)
_FORGET_EVERY: Final = 30


@dataclass(frozen=True, slots=True)
class Trade:
    """Lookups a day; per mille that care follows, after so many days in the mean; per mille mistyped first."""

    name: str
    profession: str
    looks_a_day: float
    confirmed: int
    after_days: float
    mistyped: int = 40


TRADES: Final = (
    Trade("pharmacy", "pharmacist", 4.0, 985, 0.05),
    Trade("general practitioner", "doctor", 0.5, 970, 0.1),
    Trade("nurse", "nurse", 1.0, 970, 3.0),
    Trade("laboratory", "biologist", 3.0, 980, 1.0),
    Trade("admission desk", "admission", 3.0, 980, 1.5),
)


@dataclass(slots=True)
class Seen:
    """What became of the days: lookups, those refused by a quota, accounts frozen."""

    days: int = 0
    looks: int = 0
    refused: int = 0
    frozen: int = 0


async def worked(trade: Trade, days: int, seed: int = 1) -> Seen:
    """So many days of one trade; an account frozen for nothing is counted, released, and goes on."""
    store, dice, seen = MemoryLookStore(), Random(seed), Seen(days)  # noqa: S311 - who comes when
    care: list[tuple[datetime, bytes]] = []
    number = 0
    for day in range(days):
        for at in _moments(trade, dice, day):
            await _met(store, care, at)
            number += 1
            subject_id = number.to_bytes(16)
            if dice.randrange(1000) < trade.mistyped:
                await _look(store, trade, None, at, seen)
            await _look(store, trade, subject_id, at + timedelta(seconds=30), seen)
            if dice.randrange(1000) < trade.confirmed:
                heapq.heappush(care, (at + timedelta(days=dice.expovariate(1 / trade.after_days)), subject_id))
        if day % _FORGET_EVERY == 0:
            await store.forget(_START + timedelta(days=day) - KEPT)
    return seen


async def _look(store: MemoryLookStore, trade: Trade, subject_id: bytes | None, at: datetime, seen: Seen) -> None:
    look = Look(
        actor_id=trade.name,
        practice_id=trade.name,
        subject_id=subject_id,
        at=at,
        limits=limits_of(trade.profession),
        person=subject_id is not None,
        canary=False,
    )
    verdict = (await store.settle(look, lambda _: None)).verdict
    seen.looks += 1
    seen.refused += verdict is Verdict.QUOTA
    if verdict is Verdict.FROZEN:
        seen.frozen += 1
        await store.release(trade.name, by="review", at=at)


async def _met(store: MemoryLookStore, care: list[tuple[datetime, bytes]], now: datetime) -> None:
    while care and care[0][0] <= now:
        at, subject_id = heapq.heappop(care)
        seen = next((account.people.get(subject_id) for account in store.accounts.values()), None)
        if seen is not None:
            await store.confirm([(seen.practice_id, subject_id)], at)


def _moments(trade: Trade, dice: Random, day: int) -> Iterator[datetime]:
    """When lookups happen on a day, in order: a Poisson number of moments within working hours."""
    morning = _START + timedelta(days=day)
    yield from sorted(morning + _WORKED * dice.random() for _ in range(_poisson(trade.looks_a_day, dice)))


def _poisson(mean: float, dice: Random) -> int:
    count, left = 0, dice.random()
    while left > math.exp(-mean):
        count, left = count + 1, left * dice.random()
    return count
