"""The environment of each process, filled in from where everything listens on this stack."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.local.keys import Keys
from tools.local.paths import ROOT, SERVICES
from tools.local.plan import DATABASE, MIGRATED, NAMES, PROCESSES, STAND_INS, Process, named
from tools.local.postgres.database import as_role, on_database
from tools.local.state import KeysState, PostgresState, State

INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ", "SSL_CERT_FILE", "SYSTEMROOT")


def loopback(port: int) -> str:
    """Return host:port on loopback."""
    return f"127.0.0.1:{port}"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where everything of one stack is."""

    kafka: str
    admin_dsn: str
    ports: Mapping[str, int]
    keys: Keys
    passwords: Mapping[str, str]
    failpoints: Path
    # Processes of this stack; settings that lead to one that is not there are left out.
    started: frozenset[str] = frozenset(NAMES)

    @property
    def database_dsn(self) -> str:
        """The superuser's address of the services' database."""
        return on_database(self.admin_dsn, DATABASE)

    def dsn(self, schema: str) -> str:
        """Return the address of a service's run-time role."""
        return as_role(self.database_dsn, schema, self.passwords[schema])

    def target(self, process: Process) -> str:
        """Return where a process is called; empty when it serves nothing."""
        if not process.serves:
            return ""
        address = loopback(self.ports[process.name])
        return f"http://{address}" if process.serves == "http" else address

    def state(self) -> State:
        """Return what others may know, without the processes."""
        targets = {name: self.target(named(name)) for name in NAMES if self.target(named(name))}
        return State(
            ports=dict(self.ports),
            kafka=self.kafka,
            postgres=PostgresState(self.database_dsn, {schema: self.dsn(schema) for schema in MIGRATED}),
            targets={**targets, "receipts": targets["receipts.api"]},
            keys=KeysState(str(self.keys.issuer), str(self.keys.issuers)),
            failpoints=str(self.failpoints),
        )


def passwords(path: Path) -> dict[str, str]:
    """Return each role's password from the folder `path`, made on first use."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found: dict[str, str] = {}
    for schema in MIGRATED:
        file = path / f"{schema}.password"
        if not file.exists():
            file.touch(mode=0o600)
            file.write_text(secrets.token_urlsafe(24))
        found[schema] = file.read_text()
    return found


def plain() -> dict[str, str]:
    """Return the little a process may inherit: a setting in the user's shell must not change what runs here."""
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return {**inherited, "PYTHONPATH": f"{SERVICES}{os.pathsep}{ROOT}", "PYTHONUNBUFFERED": "1"}


def of(process: Process, here: Surroundings, extra: Mapping[str, str]) -> dict[str, str]:
    """Return the whole environment of `process`; `extra` holds settings without their prefix, or whole variables."""
    settings = {
        "ENVIRONMENT": "demo",
        "LOG_LEVEL": "info",
        "HEALTH_LISTEN": loopback(here.ports[f"{process.name}_health"]),
        "FAILPOINTS": str(here.failpoints),
        **({f"{process.serves.upper()}_LISTEN": loopback(here.ports[process.name])} if process.serves else {}),
        **({"DSN": here.dsn(process.schema)} if process.schema else {}),
        **{
            name: _fill(value, process, here)
            for name, value in process.settings.items()
            if _leads_somewhere(value, here)
        },
    }
    whole = {
        name: value for name, value in extra.items() if not name.isupper() or name.startswith(("VITALE_", "OTEL_"))
    }
    short = {name: value for name, value in extra.items() if name not in whole}
    return plain() | {process.prefix + name: value for name, value in (settings | short).items()} | whole


def _leads_somewhere(value: str, here: Surroundings) -> bool:
    return STAND_INS in here.started or f"{{{STAND_INS}}}" not in value


def _fill(value: str, process: Process, here: Surroundings) -> str:
    places = {
        **{other.name: here.target(other) for other in PROCESSES if other.serves},
        **{f"{other.name}.health": loopback(here.ports[f"{other.name}_health"]) for other in PROCESSES},
        "name": process.name,
        "kafka": here.kafka,
        "issuers": str(here.keys.issuers),
        "service_key": str(here.keys.issuer),
        "keys": str(here.keys.folder),
    }
    for name, text in places.items():
        value = value.replace(f"{{{name}}}", text)
    return value
