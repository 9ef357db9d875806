"""The intent log: what was about to be sent, and what came of it, one JSON object a line.

An invoice is written before it is sent (op "submit", status "sent"), then once more with "ok" (accepted), "fail"
(refused: nothing was kept) or "info" (no answer: it may or may not have been taken). A reader of a killed run treats
"sent" as "info". A correction (op "correct") and a cancellation (op "cancel", cancelled true) name their version. The
price is left out where the bill leaves it to the rules. The hash is SHA-256 of the deterministic serialisation of what
was sent; no person is in the log.
"""

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import IO, Literal, Self

from tools.simulators.practice.billing import Invoice

Status = Literal["sent", "ok", "fail", "info"]


def content_hash(invoice: Invoice) -> str:
    """Hash what is sent, in hex."""
    return hashlib.sha256(invoice.claim.SerializeToString(deterministic=True)).hexdigest()


class IntentLog:
    """Appends to a file, one write a line, and counts; without a path it only counts."""

    def __init__(self, path: Path | None) -> None:
        """Open the file to append, when there is one."""
        self.counts: Counter[str] = Counter()
        self._file: IO[str] | None = path.open("a", buffering=1, encoding="utf-8") if path else None

    def note(
        self, op: str, invoice: Invoice, status: Status, *, detail: str = "", version: int = 1, cancelled: bool = False
    ) -> None:
        """Write one line; `detail` is the code of a refusal, `version` from 2 on that of a later version."""
        self.counts[status] += 1
        if self._file is not None:
            line: dict[str, str | int | bool] = {
                "op": op,
                "id": f"{invoice.practice.practice_id}/{invoice.claim.claim_id}",
                "hash": content_hash(invoice),
                "status": status,
            }
            if version > 1:
                line |= {"version": version, **({"cancelled": True} if cancelled else {})}
            if not any(act.price_unstated for act in invoice.claim.lines):
                line["price_cents"] = sum(act.price_cents for act in invoice.claim.lines)
            self._file.write(json.dumps(line | ({"detail": detail} if detail else {})) + "\n")

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()

    def __enter__(self) -> Self:
        """Give the log."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self.close()
