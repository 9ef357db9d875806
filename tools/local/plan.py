"""Every process of the local platform, declared once: adding one is one entry here and its port in defaults.py."""

from collections.abc import Mapping
from dataclasses import dataclass, field

DATABASE = "vitale"


@dataclass(frozen=True, slots=True)
class Process:
    """One process: `module` is run by `python -m`; its settings are environment variables that begin with `prefix`.

    `serves` says what it listens to beside health: grpc, http or nothing. `schema` is its schema and role in the
    database, `settings` are further settings, with {places} filled in from the stack (see environment.py).
    """

    name: str
    module: str
    prefix: str
    serves: str = ""
    schema: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)


_TOKENS = {"TOKEN_ISSUERS": "{issuers}"}
_CALLS_VAULT = {"IDENTITY_TARGET": "{identity}", "SERVICE_KEY": "{service_key}"}
_KAFKA = {"BOOTSTRAP": "{kafka}"}

PROCESSES = (
    Process(
        "identity",
        "identity",
        "VITALE_IDENTITY_",
        serves="grpc",
        schema="identity",
        settings={**_TOKENS, "KEYS": "{keys}/identity.json"},
    ),
    Process("adri", "adri", "VITALE_ADRI_", serves="grpc", schema="adri", settings=_TOKENS | _CALLS_VAULT | _KAFKA),
    Process(
        "teletransmission",
        "teletransmission",
        "VITALE_TELETRANSMISSION_",
        serves="grpc",
        schema="teletransmission",
        settings=_TOKENS | _CALLS_VAULT | _KAFKA,
    ),
    Process(
        "receipts.worker",
        "receipts.worker",
        "VITALE_RECEIPTS_WORKER_",
        schema="receipts",
        settings={**_KAFKA, "INSTANCE": "{name}", "GENERATION": "1"},
    ),
    Process(
        "receipts.api",
        "receipts.api",
        "VITALE_RECEIPTS_API_",
        serves="grpc",
        schema="receipts",
        settings={**_TOKENS, **_CALLS_VAULT, **_KAFKA, "KEYS": "{keys}/receipts_api.json", "GENERATION": "1"},
    ),
    Process(
        "expenses",
        "expenses",
        "VITALE_EXPENSES_",
        serves="http",
        settings=_TOKENS
        | _CALLS_VAULT
        | {
            "RECEIPTS_TARGET": "{receipts.api}",
            # The demo writes its people beside the keys' folder; the page offers them as a list to sign in.
            "DEMO_PEOPLE": "{keys}/../demo_people.json",
            "DEMO_ISSUER_KEY": "{keys}/issuer.json",
        },
    ),
)
NAMES = tuple(process.name for process in PROCESSES)
MIGRATED = ("identity", "adri", "teletransmission", "receipts")
"""Services with a schema; each is run once as `python -m <service> migrate`."""


def named(name: str) -> Process:
    """The declaration of `name`; KeyError lists those there are."""
    for process in PROCESSES:
        if process.name == name:
            return process
    raise KeyError(f"no process {name!r}; there are {', '.join(NAMES)}")
