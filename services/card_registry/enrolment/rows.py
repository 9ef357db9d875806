"""Files as rows of the database, and back."""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

import asyncpg

from card_registry.enrolment.file import Capture, Decision, File, Going

COLUMNS: Final = (
    "file_id", "version", "subject_id", "state", "path", "terms_version", "terms_hash", "opened_at", "changed_at",
    "expires_at", "scheme", "department", "home_id", "partition", "device_key", "oidc_state", "oidc_salt",
    "oidc_verifier", "redirect_uri", "capture_id", "captured_at", "checks", "traits", "media_url", "evidence_hash",
    "decision_due", "queued_at", "decided_at", "decided_by", "deletion_receipt", "challenge", "card_serial", "reason",
    "opens_on",
)  # fmt: skip


def values_of(file: File) -> list[object]:
    """The values of a file, in the order of COLUMNS; what is empty is null."""
    columns: dict[str, object] = {
        **{name: getattr(file, name) for name in _PLAIN},
        **{name: getattr(file, name) or None for name in _NULLABLE},
        "partition": file.partition if file.home_id else None,
        "traits": json.dumps(dict(file.traits)) if file.traits else None,
        **_going(file.going),
        **_capture(file.capture),
        **_decision(file.decision),
    }
    return [columns[name] for name in COLUMNS]


def file_of(row: asyncpg.Record) -> File:
    """The file of a row."""
    return File(
        **{name: row[name] for name in _PLAIN},
        home_id=row["home_id"] or b"",
        partition=row["partition"] or 0,
        device_key=row["device_key"] or b"",
        going=_read_going(row),
        capture=_read_capture(row),
        traits=_mapping(row["traits"]),
        decision=_read_decision(row),
        challenge=row["challenge"] or b"",
        card_serial=row["card_serial"] or b"",
        opens_on=row["opens_on"],
    )


_PLAIN: Final = (
    "file_id", "version", "subject_id", "state", "path", "terms_version", "terms_hash", "opened_at", "changed_at",
    "expires_at", "scheme", "department", "reason",
)  # fmt: skip
_NULLABLE: Final = ("home_id", "device_key", "challenge", "card_serial", "opens_on")


def _going(going: Going | None) -> dict[str, object]:
    return {
        "oidc_state": going.state_digest if going else None,
        "oidc_salt": going.salt if going else None,
        "oidc_verifier": going.verifier if going else None,
        "redirect_uri": going.redirect_uri if going else None,
    }


def _read_going(row: asyncpg.Record) -> Going | None:
    if row["oidc_state"] is None:
        return None
    return Going(row["oidc_state"], row["oidc_salt"], row["oidc_verifier"], row["redirect_uri"])


def _capture(capture: Capture | None) -> dict[str, object]:
    return {
        "capture_id": capture.capture_id if capture else None,
        "captured_at": capture.captured_at if capture else None,
        "checks": json.dumps(dict(capture.checks)) if capture and capture.checks else None,
        "media_url": capture.media_url or None if capture else None,
        "evidence_hash": capture.evidence_hash or None if capture else None,
        "deletion_receipt": capture.deletion_receipt or None if capture else None,
    }


def _read_capture(row: asyncpg.Record) -> Capture | None:
    if row["capture_id"] is None:
        return None
    return Capture(
        row["capture_id"],
        row["captured_at"],
        _mapping(row["checks"]),
        row["media_url"] or "",
        row["evidence_hash"] or b"",
        row["deletion_receipt"] or "",
    )


def _decision(decision: Decision | None) -> dict[str, object]:
    return {
        "decision_due": decision.due if decision else None,
        "queued_at": decision.queued_at if decision else None,
        "decided_at": decision.decided_at if decision else None,
        "decided_by": decision.by or None if decision else None,
    }


def _read_decision(row: asyncpg.Record) -> Decision | None:
    if row["decision_due"] is None:
        return None
    return Decision(row["decision_due"], row["queued_at"], row["decided_at"], row["decided_by"] or "")


def _mapping(text: str | None) -> Mapping[str, Any]:
    return MappingProxyType(json.loads(text) if text else {})
