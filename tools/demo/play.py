"""Plays the steps of the day in order, and compares what came of each with the figures written by hand."""

import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from chassis.errors import DomainError
from tools.demo.cast import Cast
from tools.demo.front import Json, Watcher
from tools.demo.stage import Stage
from tools.demo.steps import Refused, SameAs, Settled, Step
from tools.simulators.practice.billing import Invoice
from vitale.claim.v1.claim_service_pb2 import Acknowledgement

_PATIENCE_S: Final = 30.0
Send = Callable[[Step], Awaitable[Acknowledgement]]


@dataclass(slots=True)
class Played:
    """What came of one step: differences from what was expected, the receipt, and milliseconds from care to screen."""

    step: Step
    differences: list[str] = field(default_factory=list)
    acknowledgement: Acknowledgement | None = None
    receipt: Json | None = None
    latency_ms: float | None = None


class Play:
    """One play of the day; keeps the acknowledgements, which later steps refer to."""

    def __init__(self, stage: Stage, cast: Cast, watchers: Mapping[str, Watcher]) -> None:
        """Take open doors, the people, and a live watcher for each person who signs in."""
        self._stage, self._cast, self._watchers = stage, cast, watchers
        self.receipts: dict[str, str] = {}
        self._acknowledged: dict[str, Acknowledgement] = {}

    async def step(self, step: Step, send: Send | None = None) -> Played:
        """Bill one step, by number unless `send` sends it otherwise, and follow it to where it must end."""
        played, started = Played(step), time.perf_counter()
        try:
            played.acknowledgement = await (send or self._submit)(step)
        except DomainError as error:
            played.differences.append(f"the call was refused: {error}")
            return played
        self._acknowledged[step.name] = played.acknowledgement
        match step.expected:
            case Settled() as expected:
                await self._follow(played, expected, started)
            case Refused() as expected:
                played.differences.extend(compare_refusal(expected, played.acknowledgement))
            case SameAs(earlier):
                if self._acknowledged.get(earlier) != played.acknowledgement:
                    played.differences.append(f"the acknowledgement is not that of {earlier!r}")
        return played

    async def _submit(self, step: Step) -> Acknowledgement:
        today = self._stage.clock.today(step.practice.place)
        revision = self._stage.known[step.person].revision
        claim = step.claim(self._cast, care_date=today + timedelta(days=step.days_ahead), rights_revision=revision)
        (acknowledgement,) = await self._stage.software.submit(step.practice, [Invoice(step.practice, claim)])
        return acknowledgement

    async def _follow(self, played: Played, expected: Settled, started: float) -> None:
        acknowledgement = played.acknowledgement
        if acknowledgement is None or acknowledgement.outcome != Acknowledgement.OUTCOME_ACCEPTED:
            codes = [violation.code for violation in acknowledgement.violations] if acknowledgement else []
            played.differences.append(f"refused: {', '.join(codes) or 'no reason given'}")
            return
        receipt_id = acknowledgement.receipt_id.hex()
        self.receipts[played.step.name] = receipt_id
        for watcher in expected.seen_by:
            try:
                arrived, played.receipt = await self._watchers[watcher].receipt(receipt_id, timeout_s=_PATIENCE_S)
            except TimeoutError:
                played.differences.append(f"no receipt on the stream of {watcher} within {_PATIENCE_S:.0f} s")
                return
            played.latency_ms = max(played.latency_ms or 0.0, (arrived - started) * 1000)
        if played.receipt is not None:
            played.differences.extend(compare(played.step, expected, played.receipt))


def compare(step: Step, expected: Settled, receipt: Json) -> Sequence[str]:
    """List the amounts of a receipt (JSON of the front) that are not as written by hand."""
    found = {
        "price": receipt["price"]["cents"],
        "amo": receipt["amo"]["cents"],
        "local scheme": receipt["localScheme"]["cents"],
        "amc": receipt["amc"]["cents"],
        "left": receipt["patient"]["cents"],
        "taken later": sum(line["participationDeferred"]["cents"] for line in receipt["lines"]),
        "paid to": receipt["paidTo"]["code"],
    }
    wanted = {
        "price": step.price_cents,
        "amo": expected.amo,
        "local scheme": expected.local,
        "amc": expected.amc,
        "left": expected.left,
        "taken later": expected.deferred,
        "paid to": "professional" if step.third_party else "person",
    }
    return [f"{name}: expected {wanted[name]}, found {found[name]}" for name in wanted if wanted[name] != found[name]]


def compare_refusal(expected: Refused, acknowledgement: Acknowledgement) -> Sequence[str]:
    """List how a negative acknowledgement is not the one expected: outcome, code, field."""
    outcome = Acknowledgement.Outcome.Name(acknowledgement.outcome)
    named = [(violation.code, violation.field) for violation in acknowledgement.violations]
    if outcome == expected.outcome and (expected.code, expected.field) in named:
        return []
    return [f"expected {expected.outcome} with {expected.code} at {expected.field}, found {outcome} with {named}"]
