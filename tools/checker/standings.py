"""Where every version of every claim stands by the entries, against what its sender was told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tools.checker.findings import Findings
from tools.checker.intents import Intent
from tools.checker.log import CLAIM, Raw
from tools.checker.outputs import Outcome, Parked, Receipt, Rejected, Waiting
from tools.checker.reading import ClaimRecord, read_input, receipt_of

ISSUED, REJECTED, WAITING, PARKED = "issued", "rejected", "waiting", "parked"
_Said = Receipt | Rejected | Waiting | Parked


@dataclass
class Version:
    """One version of a claim: the states it went through, and its own receipt."""

    states_seen: list[str] = field(default_factory=list)
    issued: int = 0
    """Receipts, without those that were settled again."""
    price_cents: int = 0
    cancelled: bool = False

    @property
    def state(self) -> str:
        """Where it stands."""
        return self.states_seen[-1] if self.states_seen else ""


@dataclass
class Standing:
    """Where a claim stands: its state, its versions, and how many receipts first revisions gave it."""

    state: str = ""
    first_revisions: int = 0
    versions: dict[int, Version] = field(default_factory=dict)


def _state(said: _Said) -> str:
    return {Receipt: ISSUED, Rejected: REJECTED, Waiting: WAITING, Parked: PARKED}[type(said)]


def _stand(standing: Standing, said: _Said) -> None:
    state, version = _state(said), standing.versions.setdefault(said.claim_version or 1, Version())
    if isinstance(said, Parked) and said.reason == "CONTENT_CONFLICT" and version.states_seen:
        return  # a conflict set aside leaves the version where it was
    if isinstance(said, Receipt):
        standing.first_revisions += said.revision == 1
        version.issued += not said.cause
        version.price_cents, version.cancelled = said.price_cents, said.cancelled
    if not (isinstance(said, Receipt) and said.cause):
        version.states_seen.append(state)
    order = ("", PARKED, WAITING, REJECTED, ISSUED)
    standing.state = max(standing.state, state, key=order.index)


def standings(outcomes: Iterable[Outcome]) -> dict[bytes, Standing]:
    """Where every claim stands after `outcomes`, in the order of each partition."""
    found: dict[bytes, Standing] = {}
    for outcome in outcomes:
        if isinstance(outcome, Parked) and outcome.claim_id and outcome.topic == CLAIM:
            _stand(found.setdefault(receipt_of(outcome.issuer, outcome.claim_id), Standing()), outcome)
        elif isinstance(outcome, Receipt | Rejected | Waiting):
            _stand(found.setdefault(outcome.receipt_id, Standing()), outcome)
    return found


def check_doubles(found: Mapping[bytes, Standing], findings: Findings) -> int:
    """No version of a claim has two receipts, or a receipt and a refusal; returns how many claims have."""
    doubled = 0
    for receipt_id, standing in found.items():
        twice = [
            f"version {number}: {version.states_seen}"
            for number, version in sorted(standing.versions.items())
            if version.issued > 1 or {ISSUED, REJECTED} <= set(version.states_seen)
        ]
        if twice or standing.first_revisions > 1:
            findings.add("doubled", receipt_id.hex(), "; ".join(twice) or "two first revisions")
            doubled += 1
    return doubled


def check_intents(intents: Iterable[Intent], found: Mapping[bytes, Standing], findings: Findings) -> int:
    """Every acknowledged version is in exactly one state and a refused one in none; returns how many were lost."""
    lost = 0
    for intent in intents:
        standing = found.get(intent.receipt_id, Standing())
        version = standing.versions.get(intent.version, Version())
        where = f"{intent.receipt_id.hex()} version {intent.version}"
        if intent.result == "ok" and not version.state:
            findings.add("lost", where, "acknowledged, and in no state")
            lost += 1
        elif intent.result == "fail" and version.state:
            findings.add("refused-but-present", where, f"refused, and {version.state}")
        if version.state == ISSUED and intent.result != "fail":
            findings.expect("cancelled", where, expected=intent.cancelled, found=version.cancelled)
            if intent.price_cents is not None and not intent.cancelled:
                findings.expect("price", where, expected=intent.price_cents, found=version.price_cents)
    return lost


def check_sent(intents: Iterable[Intent], records: Iterable[Raw], findings: Findings) -> int:
    """Every acknowledged version stands in the claim topic, a correction with one content; returns how often again.

    A record that was delivered twice is the same content: the ledger ignores it.
    """
    contents: dict[tuple[bytes, int], list[bytes]] = {}
    for raw in records:
        record = read_input(raw)
        if isinstance(record, ClaimRecord):
            claim = record.claim
            contents.setdefault((record.receipt_id, claim.version), []).append(claim.content_hash)
    again = 0
    for intent in intents:
        if intent.result != "ok":
            continue
        where, sent = f"{intent.receipt_id.hex()} version {intent.version}", contents.get(intent.key, [])
        again += max(0, len(sent) - 1) if intent.version > 1 else 0
        if not sent:
            findings.add("not-in-topic", where, "acknowledged, and not in the claim topic")
        elif intent.version > 1 and len(set(sent)) > 1:
            findings.add("version-of-two-contents", where, f"{len(set(sent))} contents")
        if sent and intent.content_hash is not None and intent.content_hash not in sent:
            findings.expect("content-of-version", where, expected=intent.content_hash, found=sent[0])
    return again
