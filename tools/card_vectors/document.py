"""The file of vectors: what readers know beforehand, then one vector a line."""

import json
from datetime import UTC, datetime
from typing import Any

from card_protocol.keys import KeyRing, key_from_jwk, thumbprint
from tools.card_vectors import cards, texts, tokens
from tools.card_vectors.made import ACCESS_TOKEN, AT, CHALLENGE, ISSUERS, METHOD, PRACTICE
from tools.card_vectors.verdict import World

ABOUT = (
    "Vectors of the card's protocol. `verdict` is ok or the word of the refusal; `gives` is what a good one says; "
    "`minutes` by how much a clock is off. Keys are made of public words and worth nothing. "
    "Written by python -m tools.card_vectors."
)


def head() -> dict[str, Any]:
    """What a reader of the messages knows: keys, moment, and what it had asked for."""
    return {
        "about": ABOUT,
        "now": AT,
        "challenge": CHALLENGE.hex(),
        "practice_id": PRACTICE,
        "method": METHOD,
        "access_token": ACCESS_TOKEN,
        "keys": {issuer: {"keys": [key.public_jwk()]} for issuer, key in ISSUERS.items()},
    }


def written() -> str:
    """The whole file; the same at each run."""
    records = [vector.record() for module in (texts, cards, tokens) for vector in module.vectors()]
    lines = ",\n".join(f"    {json.dumps(record, ensure_ascii=True)}" for record in records)
    return f'{json.dumps(head(), indent=2)[:-2]},\n  "vectors": [\n{lines}\n  ]\n}}\n'


def world_of(document: dict[str, Any]) -> World:
    """What a file says that its reader knows; ProtocolError for a key that is none."""
    public = {issuer: [key_from_jwk(jwk) for jwk in jwks["keys"]] for issuer, jwks in document["keys"].items()}
    return World(
        KeyRing({issuer: {thumbprint(key): key for key in keys} for issuer, keys in public.items()}),
        datetime.fromtimestamp(document["now"], UTC),
        bytes.fromhex(document["challenge"]),
        document["practice_id"],
        document["method"],
        document["access_token"],
    )
