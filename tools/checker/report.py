"""Prints a verdict for people, and gives it as JSON for machines."""

import json
from collections.abc import Iterator

from tools.checker.check import Verdict


def lines(verdict: Verdict) -> Iterator[str]:
    """The report, line by line."""
    for name in sorted(verdict.counts):
        yield f"  {name:<48}{verdict.counts[name]:>10}"
    for topic, digest in verdict.digests.items():
        yield f"  digest of {topic:<22}{digest:>25}"
    for code, count in verdict.findings.counts.most_common():
        yield f"  FOUND {code}: {count}"
    for example in verdict.findings.examples:
        yield f"    {example}"
    for quota in verdict.unmet:
        yield f"  NOT REACHED {quota}"
    yield f"checker: {verdict.word}"


def as_json(verdict: Verdict) -> str:
    """The same for machines."""
    return json.dumps(
        {
            "verdict": verdict.word,
            "counts": dict(sorted(verdict.counts.items())),
            "digests": verdict.digests,
            "findings": dict(verdict.findings.counts),
            "examples": [str(example) for example in verdict.findings.examples],
            "unmet": verdict.unmet,
        },
        indent=2,
    )
