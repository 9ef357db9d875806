"""The report of a campaign as Markdown: what was done and what proves it, how soon it healed, what became of claims."""

import os
import statistics
from collections.abc import Iterator, Mapping
from typing import Final

from tools.checker.check import Verdict
from tools.checker.evidence import EVIDENCED, WITHOUT
from tools.faults import plan
from tools.faults.campaign import Outcome
from tools.faults.traffic import told

_PROOFS: Final[Mapping[str, str]] = {
    "kill, restart": "wait status -9, and a successor with another pid and start time",
    "freeze": "state T in /proc while it lasted",
    "backend": "its start time in /proc before, no such process after",
    "lock": "the sessions that pg_blocking_pids said were waiting",
    "record": "the entry that the ledger made of it, in the receipt topic",
}
"""What the checker reads of each family."""
_DOUBLED_OR_LOST: Final = ("lost", "doubled")


def lines(outcome: Outcome) -> Iterator[str]:
    """The report, line by line."""
    verdict = outcome.verdict
    counts: Mapping[str, int] = verdict.counts if verdict else {}
    yield f"# Fault campaign: {outcome.word}"
    yield ""
    yield (
        f"Seed {outcome.order.seed}, {outcome.order.rate} claims/s, {outcome.order.faults} faults asked, "
        f"{len(outcome.results)} tried, {counts.get(EVIDENCED, 0)} with evidence, {counts.get(WITHOUT, 0)} without; "
        f"{outcome.seconds:.0f} s of faults, {outcome.checked_s:.0f} s until judged; {os.cpu_count()} cores."
    )
    yield ""
    yield from _faults(outcome, counts)
    if verdict is not None:
        yield ""
        yield from _sums(outcome, verdict)
        yield ""
        yield from _explained(outcome, verdict)


def _faults(outcome: Outcome, counts: Mapping[str, int]) -> Iterator[str]:
    yield "| fault | tried | counted | p50 s | p95 s | worst s |"
    yield "| --- | ---: | ---: | ---: | ---: | ---: |"
    for name in plan.SHARES:
        results = [result for result in outcome.results if result.name == name]
        if results:
            times = sorted(result.recovery_s for result in results if result.recovery_s is not None)
            figures = " | ".join(_quantiles(times))
            yield f"| {name} | {len(results)} | {counts.get(f'fault {name}', 0)} | {figures} |"
    every = sorted(result.recovery_s for result in outcome.results if result.recovery_s is not None)
    yield f"| all | {len(outcome.results)} | {counts.get(EVIDENCED, 0)} | {' | '.join(_quantiles(every))} |"
    yield ""
    yield "Seconds until the next receipt, of a killed service until it was ready. A fault counts when the checker read"
    yield f"its evidence ({'; '.join(f'{family}: {proof}' for family, proof in _PROOFS.items())}),"
    yield "and found in the topics that claims had come before it and receipts came after it."


def _quantiles(times: list[float]) -> list[str]:
    if not times:
        return ["-"] * 3
    at_95 = times[min(len(times) - 1, int(0.95 * len(times)))]
    return [f"{seconds:.2f}" for seconds in (statistics.median(times), at_95, times[-1])]


def _sums(outcome: Outcome, verdict: Verdict) -> Iterator[str]:
    counts = verdict.counts
    calls = told(outcome.intents) if outcome.intents else {}
    differences = sum(count for code, count in verdict.findings.counts.items() if code not in _DOUBLED_OR_LOST)
    rows: Mapping[str, int | str] = {
        "claims acknowledged": counts["acknowledged"],
        "claims without an answer (either outcome is right)": calls.get("submit info", 0),
        "receipts issued": counts["ReceiptIssued"],
        "corrections acknowledged": calls.get("correct ok", 0),
        "cancellations acknowledged": calls.get("cancel ok", 0),
        "claims that stand corrected, cancelled": f"{counts['claims corrected']}, {counts['claims cancelled']}",
        "settlements recorded": counts["SettlementRecorded"],
        "control records sent": ", ".join(f"{number} {name}" for name, number in sorted(outcome.decisions.items())),
        "rules versions activated (partitions)": counts["applied activate"],
        "reassessments applied, receipts they revised": (
            f"{counts['applied reassess']}, {counts['receipts reassessed']}"
        ),
        "records set aside": counts["RecordParked"],
        "records ignored (repeated)": counts["RecordIgnored"],
        "entries, of them published more than once": f"{counts['entries']}, {counts['published twice']}",
        "**lost**": counts["lost"],
        "**doubled**": counts["doubled"],
        "**differences, to the cent**": differences,
        "**faults that did not heal**": len(outcome.unhealed),
    }
    yield "| what | how many |"
    yield "| --- | ---: |"
    yield from (f"| {name} | {value} |" for name, value in rows.items())


def _explained(outcome: Outcome, verdict: Verdict) -> Iterator[str]:
    yield from (f"* not reached: {quota}" for quota in verdict.unmet)
    yield from (f"* found {code}: {count}" for code, count in verdict.findings.counts.most_common())
    yield from (f"* example: {example}" for example in verdict.findings.examples)
    yield from (f"* {result.name}: {result.problem}" for result in outcome.results if result.problem)
    yield from (f"* {line}, and was started again" for line in outcome.ended)
    yield from (f"* {name} gave up {count} times and were started again" for name, count in _restarted(outcome))
    yield from (f"* digest of {topic}: {digest}" for topic, digest in verdict.digests.items())


def _restarted(outcome: Outcome) -> list[tuple[str, int]]:
    return sorted(outcome.traffic_restarts.items())
