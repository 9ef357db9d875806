"""A campaign: faults one after the other on the house at work, each healed and timed before the next one."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from random import Random
from typing import Final

from chassis.errors import DomainError
from tools.checker import evidence
from tools.checker.check import Verdict
from tools.checker.evidence import EVIDENCED, Quota
from tools.faults import plan
from tools.faults.decisions import Decisions
from tools.faults.doors import RawDoor
from tools.faults.house import CANCEL_PERCENT, CORRECT_PERCENT, House
from tools.faults.kinds import KINDS
from tools.faults.scene import Injury, Scene
from tools.faults.traffic import Traffic
from tools.local.children import ChildError
from tools.local.stack import silent

RECOVERY_S: Final = 60.0
"""Longer than this without a receipt, or without the killed process ready again, is a failure of the house."""
_SETTLE_S: Final = 180.0
_DECIDE_EVERY: Final = 6
_CLAIMS_A_FAULT: Final = 10
_RESERVE: Final = 20
"""One fault more for every so many that must count."""
_FAILED_INJECTIONS = (TimeoutError, ChildError, RuntimeError, AssertionError, OSError, DomainError)


@dataclass(frozen=True, slots=True)
class Order:
    """How many faults must count, of which kinds, from which seed, under how many claims a second.

    No fault begins after `longest_s` seconds.
    """

    faults: int
    seed: int
    rate: int = 100
    longest_s: float = 1200.0
    kinds: Collection[str] = plan.EVERY
    say: Callable[[str], None] = silent

    def quotas(self) -> list[Quota]:
        """Below these the run is void."""
        planned = plan.counts(self.faults, self.kinds)
        kinds = [Quota(f"fault {name}", max(1, count // 2)) for name, count in planned.items()]
        claims = self.faults * _CLAIMS_A_FAULT
        work = [Quota("acknowledged", claims), Quota("ReceiptIssued", claims), Quota("SettlementRecorded", self.faults)]
        decided = [Quota("applied activate", 1), Quota("applied reassess", 1)]
        changed = [Quota("claims corrected", self.faults if CORRECT_PERCENT else 0)]
        changed += [Quota("claims cancelled", self.faults // 2 if CANCEL_PERCENT else 0)]
        return [Quota(EVIDENCED, self.faults), *kinds, *work, *decided, *changed]


@dataclass(frozen=True, slots=True)
class Result:
    """One fault: seconds until the house worked again; `problem`: why it was not done, or did not heal."""

    name: str
    recovery_s: float | None
    problem: str = ""
    unhealed: bool = False


@dataclass
class Outcome:
    """Everything a campaign says in the end; `ended`: processes that ended by themselves, with the fault before it."""

    order: Order
    results: list[Result] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)
    decisions: dict[str, int] = field(default_factory=dict)
    traffic_restarts: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    checked_s: float = 0.0
    verdict: Verdict | None = None
    intents: Path | None = None

    @property
    def unhealed(self) -> list[Result]:
        """Faults from which the house did not recover."""
        return [result for result in self.results if result.unhealed]

    @property
    def word(self) -> str:
        """proved, refuted, or void: too little was reached for a proof to mean anything."""
        if self.verdict is None:
            return "void"
        return "refuted" if self.unhealed else self.verdict.word

    @property
    def exit_code(self) -> int:
        """0 proved, 1 refuted, 3 void."""
        return {"proved": 0, "refuted": 1, "void": 3}[self.word]


class Campaign:
    """Runs one order on an open house."""

    def __init__(self, house: House, order: Order) -> None:
        """Take a furnished house."""
        self.house, self.order = house, order
        dice = Random(order.seed)  # noqa: S311 - the same seed gives the same faults
        self.scene = Scene(house, dice, RawDoor(house))
        self.decisions = Decisions(house, Random(order.seed + 1))  # noqa: S311 - the same
        self.outcome = Outcome(order, intents=house.intents)
        self._traffic: Traffic | None = None
        self._last = "the start"
        self._counted = 0

    def run(self) -> Outcome:
        """Injure, heal, time; then let the house settle and the checker judge."""
        started = time.monotonic()
        self._traffic = Traffic(self.house, self.order.rate)
        try:
            self.house.wait(lambda: self.house.watcher.issued > self.order.rate, "the first receipts")
            self._injure(started + self.order.longest_s)
        finally:
            self._traffic.stop()
        self.outcome.decisions = dict(self.decisions.counts)
        self.outcome.traffic_restarts, self._traffic = dict(self._traffic.restarts), None
        self.outcome.seconds = time.monotonic() - started
        self._judge()
        return self.outcome

    def _injure(self, deadline: float) -> None:
        reserve = self.order.faults // _RESERVE  # the checker may find that work stood still around some
        planned = plan.order(self.order.faults, self.order.seed, self.order.kinds)
        for name in islice(planned, self.order.faults + 2 * reserve):
            if self._counted >= self.order.faults + reserve or time.monotonic() > deadline:
                return
            if len(self.outcome.results) % _DECIDE_EVERY == 0:
                self._decide()
            result = self._one(name)
            self.outcome.results.append(result)
            self.order.say(_line(len(self.outcome.results), result))

    def _decide(self) -> None:
        try:
            self.decisions.decide()
        except _FAILED_INJECTIONS as error:
            self.order.say(f"no decision: {type(error).__name__}")

    def _one(self, name: str) -> Result:
        self._last = name
        try:
            injury = KINDS[name](self.scene)
        except _FAILED_INJECTIONS as error:
            self._tend()
            return Result(name, None, f"not done: {type(error).__name__}: {error}".splitlines()[0])
        line = {"fault": name, **injury.evidence}
        try:
            recovery = self._healed(injury)
        except (TimeoutError, ChildError) as error:
            self.house.note(**line)
            return Result(name, None, f"{type(error).__name__}: {error}".splitlines()[0], unhealed=True)
        self.house.note(**line, recovery_s=round(recovery, 3))
        self._counted += evidence.proved(line)
        return Result(name, recovery)

    def _healed(self, injury: Injury) -> float:
        """Seconds from the end of the fault until receipts came and every killed process was ready."""
        deadline = time.monotonic() + RECOVERY_S
        while (receipts := self.house.watcher.published_after(injury.since)) is None:
            if time.monotonic() > deadline:
                raise TimeoutError(f"no receipt for {RECOVERY_S:.0f} s")
            self._tend()
            time.sleep(0.05)
        for name in injury.ready:
            self.house.ready(name)
        return max(receipts, time.time() - injury.since) if injury.ready else receipts

    def _tend(self) -> None:
        """What a supervisor does: start again what ended by itself."""
        if self._traffic is not None:
            self._traffic.tend()
        for name, child in self.house.stack.processes.children.items():
            if child.exit_code is not None:
                self.outcome.ended.append(f"{name} ended with {child.exit_code} after {self._last}")
                self.house.restart_at_once(name)

    def _judge(self) -> None:
        started = time.monotonic()
        try:
            self._tend()
            self.house.settle(_SETTLE_S)
            self.decisions.end()
            self.house.settle(_SETTLE_S)
        except AssertionError as error:
            self.outcome.results.append(Result("the end", None, str(error), unhealed=True))
        self.outcome.verdict = self.house.prove(self.order.quotas(), settled=True)
        self.outcome.checked_s = time.monotonic() - started


def _line(number: int, result: Result) -> str:
    seconds = "" if result.recovery_s is None else f"{result.recovery_s:7.2f} s"
    return f"{number:>4}  {result.name:<28}{seconds:>10}  {result.problem}"
