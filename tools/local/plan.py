"""Every process of the local platform, declared once: adding one is one entry here and its port in defaults.py."""

import json
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
# Keys that check presentations, contexts and proofs, and the signed directory of professionals.
_PRESENCE = {
    "PRESENCE_KEYS": "{keys}/presence.json",
    "DIRECTORY_URL": "{stand_ins}/directory",
    "DIRECTORY_KEYS": "{keys}/presence.json",
}

_STATUS_URLS = {name: f"http://{{{name}.health}}/status" for name in ("adri", "card_registry", "teletransmission")}
"""Where services with an outbox tell how old it is."""

PROCESSES = (
    Process(
        "stand_ins",
        "tools.simulators.stand_ins",
        "VITALE_STAND_INS_",
        serves="http",
        settings={
            "KEYS": "{keys}",
            "PEOPLE": "{keys}/../demo_identities.json",
            "VIDEO_HOOK": "{expenses}/v1/hooks/video",
        },
    ),
    Process(
        "identity",
        "identity",
        "VITALE_IDENTITY_",
        serves="grpc",
        schema="identity",
        settings={**_TOKENS, "KEYS": "{keys}/identity.json"},
    ),
    Process(
        "adri",
        "adri",
        "VITALE_ADRI_",
        serves="grpc",
        schema="adri",
        settings=_TOKENS
        | _CALLS_VAULT
        | _KAFKA
        | _PRESENCE
        | {
            "CARD_REGISTRY_TARGET": "{card_registry}",
            "RECEIPTS_TARGET": "{receipts.api}",
            "SIGNING_KEY": "{keys}/adri_proof.json",
            "CANARIES": "{keys}/canaries.json",
        },
    ),
    Process(
        "card_registry",
        "card_registry",
        "VITALE_CARD_REGISTRY_",
        serves="grpc",
        schema="card_registry",
        settings=_TOKENS
        | _CALLS_VAULT
        | _KAFKA
        | _PRESENCE
        | {
            "ADRI_TARGET": "{adri}",
            "SIGNING_KEY": "{keys}/card_registry.json",
            "KEYS": "{keys}/card_registry_secrets.json",
            "FRANCE_IDENTITE": "{keys}/france_identite.json",
            "VIDEO_PROVIDER": "{keys}/video_provider.json",
        },
    ),
    Process(
        "teletransmission",
        "teletransmission",
        "VITALE_TELETRANSMISSION_",
        serves="grpc",
        schema="teletransmission",
        settings=_TOKENS
        | _CALLS_VAULT
        | _KAFKA
        | _PRESENCE
        | {"CARD_REGISTRY_TARGET": "{card_registry}", "KEYS": "{keys}/teletransmission.json"},
    ),
    Process("audit", "audit", "VITALE_AUDIT_", serves="grpc", schema="audit", settings=_TOKENS | _KAFKA),
    Process(
        "receipts.worker",
        "receipts.worker",
        "VITALE_RECEIPTS_WORKER_",
        schema="receipts",
        settings={**_KAFKA, "INSTANCE": "{name}"},
    ),
    Process(
        "receipts.api",
        "receipts.api",
        "VITALE_RECEIPTS_API_",
        serves="grpc",
        schema="receipts",
        settings={**_TOKENS, **_CALLS_VAULT, **_KAFKA, "KEYS": "{keys}/receipts_api.json"},
    ),
    Process(
        "receipts.operations",
        "receipts.operations",
        "VITALE_RECEIPTS_OPERATIONS_",
        serves="grpc",
        schema="receipts",
        settings={**_TOKENS, **_KAFKA, "STATUS_URLS": json.dumps(_STATUS_URLS), "GENERATION": "1"},
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
            "CARD_REGISTRY_TARGET": "{card_registry}",
            "ADRI_TARGET": "{adri}",
            "TELETRANSMISSION_TARGET": "{teletransmission}",
            "AUDIT_TARGET": "{audit}",
            "OPERATIONS_TARGET": "{receipts.operations}",
            "PRO_SANTE_CONNECT": "{keys}/pro_sante_connect.json",
            "PRESENCE_KEYS": "{keys}/presence.json",
            # The demo writes its people beside the keys' folder; the page offers them as a list to sign in.
            "DEMO_PEOPLE": "{keys}/../demo_people.json",
            "DEMO_ISSUER_KEY": "{keys}/issuer.json",
        },
    ),
)
STAND_INS = "stand_ins"
"""What stands in for Pro Santé Connect, the directory, France Identité and the video provider."""
NAMES = tuple(process.name for process in PROCESSES)
MIGRATED = ("identity", "adri", "card_registry", "teletransmission", "receipts", "audit")
"""Services with a schema, in the order in which they are brought up."""


def named(name: str) -> Process:
    """The declaration of `name`; KeyError lists those there are."""
    for process in PROCESSES:
        if process.name == name:
            return process
    raise KeyError(f"no process {name!r}; there are {', '.join(NAMES)}")
