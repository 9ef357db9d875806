"""The intent log of who sent claims (JSON lines) against what became of them: acknowledged = in exactly one state.

A line: {"op": "submit" | "repeat", "id": "<issuer>/<claim id>", "status": "sent" | "ok" | "fail" | "info"}, perhaps
with "price_cents". "sent" is written before the call, one of the others after it; "info" (no answer came), or "sent"
with nothing after it, may match either outcome.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from tools.checker.findings import Findings
from tools.checker.outputs import Ignored, Outcome, Parked, Receipt, Rejected, Waiting
from tools.checker.reading import receipt_of

ISSUED, REJECTED, WAITING, PARKED = "issued", "rejected", "waiting", "parked"


class IntentLogError(ValueError):
    """A line of the intent log cannot be read; names the line."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One claim that somebody sent; price in cents, None when the log does not say."""

    issuer: str
    claim_id: str
    price_cents: int | None
    result: str = "info"

    @property
    def receipt_id(self) -> bytes:
        """The receipt it must lead to."""
        return receipt_of(self.issuer, self.claim_id)


@dataclass
class Standing:
    """Where a claim stands: its state, and how many receipts first revisions gave it."""

    state: str = ""
    first_revisions: int = 0
    price_cents: int = 0
    states_seen: list[str] = field(default_factory=list)


def _stronger(before: str, now: str) -> str:
    """One positive acknowledgement binds for ever; a call without an answer leaves open what a refusal would settle."""
    order = ("sent", "fail", "info", "ok")
    return max(before, now, key=order.index)


def parse(lines: Iterable[str]) -> list[Intent]:
    """Read an intent log.

    Raises:
        IntentLogError: a line is not of that form.
    """
    sent: dict[str, Intent] = {}
    calls: dict[str, int] = {}
    for number, text in enumerate(lines, start=1):
        try:
            line = json.loads(text)
            name, status = line["id"], line["status"]
            issuer, _, claim_id = name.rpartition("/")
            before = sent.get(name, Intent(issuer, claim_id, line.get("price_cents"), "sent"))
            sent[name] = replace(before, result=_stronger(before.result, status))
            calls[name] = calls.get(name, 0) + (1 if status == "sent" else -1)
        except (KeyError, TypeError, ValueError) as error:
            raise IntentLogError(f"line {number}: {type(error).__name__}: {error}") from error
    return [_closed(intent, calls[name]) for name, intent in sent.items()]


def _closed(intent: Intent, unanswered: int) -> Intent:
    return replace(intent, result=_stronger(intent.result, "info")) if unanswered > 0 else intent


def read(path: Path) -> tuple[list[Intent], str]:
    """The intents of a file and the digest of its bytes."""
    data = path.read_bytes()
    return parse(data.decode().splitlines()), hashlib.blake2b(data, digest_size=12).hexdigest()


def _stand(standing: Standing, outcome: Receipt | Rejected | Waiting | Parked) -> None:
    if isinstance(outcome, Receipt):
        standing.first_revisions += outcome.revision == 1
        standing.price_cents = outcome.price_cents
    state = {Receipt: ISSUED, Rejected: REJECTED, Waiting: WAITING, Parked: PARKED}[type(outcome)]
    if state == PARKED and standing.state not in {"", PARKED}:
        return  # a conflict set aside leaves the claim where it was
    standing.state = state
    standing.states_seen.append(state)


def standings(outcomes: Iterable[Outcome]) -> dict[bytes, Standing]:
    """Where every claim stands after `outcomes`, in the order of each partition."""
    found: dict[bytes, Standing] = {}
    for outcome in outcomes:
        if isinstance(outcome, Parked) and outcome.claim_id:
            _stand(found.setdefault(receipt_of(outcome.issuer, outcome.claim_id), Standing()), outcome)
        elif isinstance(outcome, Receipt | Rejected | Waiting):
            _stand(found.setdefault(outcome.receipt_id, Standing()), outcome)
        elif isinstance(outcome, Ignored):
            continue
    return found


def check_doubles(found: Mapping[bytes, Standing], findings: Findings) -> int:
    """No claim has two receipts, or a receipt and a refusal; returns how many have."""
    doubled = 0
    for receipt_id, standing in found.items():
        final = [state for state in standing.states_seen if state in {ISSUED, REJECTED}]
        if len(set(final)) > 1 or standing.first_revisions > 1:
            findings.add("doubled", receipt_id.hex(), f"states {standing.states_seen}")
            doubled += 1
    return doubled


def check_intents(intents: Iterable[Intent], found: Mapping[bytes, Standing], findings: Findings) -> int:
    """Every acknowledged claim is in exactly one state and a refused one in none; returns how many were lost."""
    lost = 0
    for intent in intents:
        standing = found.get(intent.receipt_id)
        where = intent.receipt_id.hex()
        if intent.result == "ok" and (standing is None or not standing.state):
            findings.add("lost", where, "acknowledged, and in no state")
            lost += 1
        elif intent.result == "fail" and standing is not None and standing.state:
            findings.add("refused-but-present", where, f"refused, and {standing.state}")
        if standing is not None and standing.state == ISSUED and intent.price_cents is not None:
            findings.expect("price", where, expected=intent.price_cents, found=standing.price_cents)
    return lost
