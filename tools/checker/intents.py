"""The intent log of who sent claims, JSON lines: what was sent, and what the sender was told.

A line: {"op": "submit" | "repeat", "id": "<issuer>/<claim id>", "status": "sent" | "ok" | "fail" | "info"}, perhaps
with "price_cents", "version" (of a correction or a cancellation, from 2), "cancelled" (true) and "content_hash" (of the
version in the claim topic, hex; "hash" is the sender's own and is not looked at). "sent" is written before the call,
one of the others after it; "info" (no answer came), or "sent" with nothing after it, may match either outcome.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tools.checker.reading import receipt_of


class IntentLogError(ValueError):
    """A line of the intent log cannot be read; names the line."""


@dataclass(frozen=True, slots=True)
class Intent:
    """One version of a claim that somebody sent; price in cents and hash None when the log does not say."""

    issuer: str
    claim_id: str
    price_cents: int | None
    result: str = "info"
    version: int = 1
    cancelled: bool = False
    content_hash: bytes | None = None

    @property
    def receipt_id(self) -> bytes:
        """The receipt it must lead to."""
        return receipt_of(self.issuer, self.claim_id)

    @property
    def key(self) -> tuple[bytes, int]:
        """Receipt and version."""
        return self.receipt_id, self.version


def _stronger(before: str, now: str) -> str:
    """One positive acknowledgement binds for ever; a call without an answer leaves open what a refusal would settle."""
    order = ("sent", "fail", "info", "ok")
    return max(before, now, key=order.index)


def parse(lines: Iterable[str]) -> list[Intent]:
    """Read an intent log.

    Raises:
        IntentLogError: a line is not of that form.
    """
    sent: dict[tuple[str, int], Intent] = {}
    calls: dict[tuple[str, int], int] = {}
    for number, text in enumerate(lines, start=1):
        try:
            line = json.loads(text)
            name, status = (line["id"], int(line.get("version", 1))), line["status"]
            before = sent.get(name) or _first(line, *name)
            sent[name] = replace(before, result=_stronger(before.result, status))
            calls[name] = calls.get(name, 0) + (1 if status == "sent" else -1)
        except (KeyError, TypeError, ValueError) as error:
            raise IntentLogError(f"line {number}: {type(error).__name__}: {error}") from error
    return [_closed(intent, calls[name]) for name, intent in sent.items()]


def _first(line: Mapping[str, Any], name: str, version: int) -> Intent:
    issuer, _, claim_id = name.rpartition("/")
    digest = bytes.fromhex(line["content_hash"]) if "content_hash" in line else None
    cancelled = line.get("cancelled", False) is True
    return Intent(issuer, claim_id, line.get("price_cents"), "sent", version, cancelled, digest)


def _closed(intent: Intent, unanswered: int) -> Intent:
    return replace(intent, result=_stronger(intent.result, "info")) if unanswered > 0 else intent


def read(path: Path) -> tuple[list[Intent], str]:
    """The intents of a file and the digest of its bytes."""
    data = path.read_bytes()
    return parse(data.decode().splitlines()), hashlib.blake2b(data, digest_size=12).hexdigest()
