"""The practices' second thoughts: a bill is corrected, another one cancelled, and each is settled again, live."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from chassis.errors import DomainError
from tools.demo.cast import Cast
from tools.demo.paying import PaidDay
from tools.demo.play import compare
from tools.demo.report import say, tell_card
from tools.demo.script import CHANGED, SETTLED
from tools.demo.stage import Stage
from tools.demo.steps import Changed, Step
from tools.simulators.practice.billing import Invoice
from vitale.claim.v1.claim_service_pb2 import Acknowledgement

_PATIENCE_S: Final = 30.0
_STEPS: Final = {step.name: step for step in SETTLED}


def changed_step(changed: Changed) -> Step:
    """The step with its bill as it is after the change; a cancelled one has no lines."""
    return replace(_STEPS[changed.step], lines=changed.lines, expected=changed.expected)


async def play_changes(stage: Stage, players: Cast, day: PaidDay) -> Sequence[str]:
    """Correct and cancel; every difference from the figures written by hand."""
    say("\nCorrected and cancelled")
    differences: list[str] = []
    for changed in CHANGED:
        try:
            found = await _change(stage, players, day, changed)
        except (DomainError, KeyError, TimeoutError) as error:
            found = [f"{changed.title}: {type(error).__name__} {error}"]
        differences += found
    return differences


async def _change(stage: Stage, players: Cast, day: PaidDay, changed: Changed) -> list[str]:
    step = changed_step(changed)
    told = await _sent(stage, players, step)
    if told.outcome != Acknowledgement.OUTCOME_ACCEPTED:
        return [f"{changed.title}: {told.violations[0].code}"]
    receipt_id, differences = day.receipts[changed.step], []
    for watcher in changed.expected.seen_by:
        receipt = await day.watchers[watcher].revised(receipt_id, told.version, timeout_s=_PATIENCE_S)
        differences += [f"{changed.title}: {one}" for one in compare(step, changed.expected, receipt)]
        said = f"version {told.version}: " + " · ".join(
            f"{name} {receipt[part]['text']}" for name, part in (("AMO", "amo"), ("AMC", "amc"), ("left", "patient"))
        )
        tell_card(changed.title, said, good=not differences)
    return differences


async def _sent(stage: Stage, players: Cast, step: Step) -> Acknowledgement:
    claim = step.claim(
        players, care_date=stage.clock.today(step.practice.place), rights_revision=stage.known[step.person].revision
    )
    # The patient is gone: nobody is named, so it is for whom it was.
    claim.ClearField("key")
    invoice = Invoice(step.practice, claim)
    return await (stage.software.correct(invoice, 1) if step.lines else stage.software.cancel(invoice, 1))
