"""What a running platform tells others: .local/state.json, written whole and renamed, read with types."""

import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from tools.local.paths import LOCAL
from tools.local.pids import ProcessIdentity

STATE = LOCAL / "state.json"


class NotRunningError(RuntimeError):
    """No state file, or one that this version cannot read; the message says to start the platform."""


@dataclass(frozen=True, slots=True)
class ProcessState:
    """One process: pid 0 when it is not running; `user` is the one it dropped to, None for the launcher's own."""

    identity: ProcessIdentity
    log: str
    stop_signal: int
    grace_seconds: float


@dataclass(frozen=True, slots=True)
class PostgresState:
    """Addresses of the database: the superuser's, and one for each service's run-time role."""

    admin_dsn: str
    dsn: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class KeysState:
    """Paths: the demo issuer's private JWK and the JSON list of accepted issuers."""

    issuer_private_jwk: str
    issuers: str


@dataclass(frozen=True, slots=True)
class State:
    """The whole file; `ready` once every process has answered."""

    ports: Mapping[str, int]
    kafka: str
    postgres: PostgresState
    targets: Mapping[str, str]
    keys: KeysState
    failpoints: str
    launcher: ProcessIdentity | None = None
    ready: bool = False
    processes: Mapping[str, ProcessState] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path = STATE) -> Self:
        """Read `path`; raise NotRunningError when there is none or it is of another version."""
        try:
            return cls.from_json(json.loads(path.read_text()))
        except FileNotFoundError:
            raise NotRunningError(f"{path} is not there: start the platform with `make up`") from None
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotRunningError(f"{path} cannot be read ({error}): `make up` writes it anew") from error

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Build it from the parsed file."""
        launcher = data.get("launcher")
        processes = {name: _process(entry) for name, entry in data.get("processes", {}).items()}
        return cls(
            ports=data["ports"],
            kafka=data["kafka"],
            postgres=PostgresState(**data["postgres"]),
            targets=data["targets"],
            keys=KeysState(**data["keys"]),
            failpoints=data["failpoints"],
            launcher=ProcessIdentity(**launcher) if launcher else None,
            ready=bool(data.get("ready")),
            processes=processes,
        )

    def write(self, path: Path = STATE) -> None:
        """Write it so that a reader sees the old or the new file, readable by this user only (it holds a password)."""
        fresh = path.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(asdict(self), indent=2) + "\n")
        os.replace(fresh, path)  # noqa: PTH105 - the rename that replaces


def _process(entry: Mapping[str, Any]) -> ProcessState:
    return ProcessState(**{**entry, "identity": ProcessIdentity(**entry["identity"])})
