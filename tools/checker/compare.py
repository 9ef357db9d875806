"""Compares an entry as it must be with the one that was published: every field of the message, key and headers."""

import dataclasses
from typing import Any

from tools.checker.findings import Findings
from tools.checker.outputs import Applied, Ignored, Outcome, Parked, Receipt, Rejected, Settled, Waiting
from tools.checker.published import Published
from tools.checker.state import Expected

EVENT_NAMES: dict[type[Any], str] = {
    Receipt: "ReceiptIssued",
    Rejected: "ClaimRejected",
    Waiting: "ClaimWaiting",
    Parked: "RecordParked",
    Applied: "RecordApplied",
    Ignored: "RecordIgnored",
    Settled: "SettlementRecorded",
}


def _differences(expected: Any, found: Any, path: str) -> list[tuple[str, Any, Any]]:
    """Leaves at which two values of the same message differ."""
    if expected == found:
        return []
    if dataclasses.is_dataclass(expected) and type(expected) is type(found):
        names = [field.name for field in dataclasses.fields(expected)]
        pairs = [(f"{path}.{name}", getattr(expected, name), getattr(found, name)) for name in names]
    elif isinstance(expected, tuple) and isinstance(found, tuple) and len(expected) == len(found):
        pairs = [(f"{path}[{at}]", one, other) for at, (one, other) in enumerate(zip(expected, found, strict=True))]
    else:
        return [(path, expected, found)]
    return [difference for name, one, other in pairs for difference in _differences(one, other, name)]


def _compare_outcome(expected: Outcome, found: Outcome, *, where: str, findings: Findings) -> None:
    if expected == found:
        return
    if type(expected) is not type(found):
        findings.add("outcome", where, f"expected {EVENT_NAMES[type(expected)]} {expected}, found {found}")
        return
    for path, one, other in _differences(expected, found, type(expected).__name__):
        findings.expect("content", f"{where} {path}", expected=one, found=other)


def _compare_headers(expected: Expected, entry: Published, findings: Findings) -> None:
    raw, where = entry.raw, entry.where
    event = f"vitale.receipt.v1.{EVENT_NAMES[type(expected.outcome)]}"
    name = f"{entry.generation}-{raw.partition}-{entry.seq}"
    findings.expect("ce-type", where, expected=event.encode(), found=raw.header("ce_type"))
    findings.expect("ce-id", where, expected=name.encode(), found=raw.header("ce_id"))
    subject = expected.subject.hex().encode()
    findings.expect("ce-subject", where, expected=subject, found=raw.header("ce_subject") or b"")
    if isinstance(expected.outcome, Receipt | Settled):
        audience = str(expected.outcome.audience).encode()
        findings.expect("audience-header", where, expected=audience, found=raw.header("audience"))


def compare(expected: Expected, entry: Published, findings: Findings) -> None:
    """Note every difference between what must be and what is."""
    _compare_outcome(expected.outcome, entry.outcome, where=entry.where, findings=findings)
    findings.expect("key", entry.where, expected=expected.home, found=entry.raw.key)
    _compare_headers(expected, entry, findings)
