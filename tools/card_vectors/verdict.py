"""What services/card_protocol says of a vector: the word of its refusal, or "ok" and what the message says."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from card_protocol import beacon, certificate, check_proof, context_token, directory, dpop, nfc, presentation
from card_protocol.encoding import from_b64url, from_base45
from card_protocol.errors import ProtocolError
from card_protocol.keys import KeyRing, key_from_jwk, key_from_point, thumbprint

Given = Mapping[str, Any]


class World(NamedTuple):
    """Beside a vector's own input: the keys, the moment, and what the reader of the message had asked for."""

    ring: KeyRing
    now: datetime
    challenge: bytes
    practice_id: str
    method: str
    access_token: str


class Verdict(NamedTuple):
    """The word, what a good one says, and the minutes of a clock that is off."""

    word: str
    gives: Mapping[str, Any]
    minutes: int = 0


def _presentation(given: Given, world: World) -> Given:
    found = presentation.verify(presentation.read(given["text"]), world.ring, world.now)
    return {"fresh": found.fresh, "reference": found.presentation.reference.hex()}


def _certificate(given: Given, world: World) -> Given:
    found = certificate.read(bytes.fromhex(given["hex"]), world.ring)
    return {"serial": found.serial.hex(), "class": found.device_class}


def _beacon(given: Given, world: World) -> Given:
    return {"prefix": beacon.read(bytes.fromhex(given["hex"]), world.ring).serial_prefix.hex()}


def _nfc(given: Given, world: World) -> Given:
    data = bytes.fromhex(given["hex"])
    found = nfc.verify_response(
        data, world.ring, challenge=world.challenge, practice_id=world.practice_id, now=world.now
    )
    return {"reference": found.reference.hex(), "purpose": found.purpose}


def _context(given: Given, world: World) -> Given:
    return {"context": context_token.read(given["text"], world.ring, world.now).context_id.hex()}


def _check(given: Given, world: World) -> Given:
    return {"proof": check_proof.read(given["text"], world.ring).proof_id.hex()}


def _directory(given: Given, world: World) -> Given:
    return {"practices": sorted(directory.read(given["text"], world.ring).practices)}


def _dpop(given: Given, world: World) -> Given:
    return {"jkt": dpop.verify(given["text"], method=world.method, token=world.access_token, now=world.now).jkt}


def _command(given: Given, _: World) -> Given:
    found = nfc.Command.decode(bytes.fromhex(given["hex"]))
    return {"instruction": found.instruction, "data": found.data.hex()}


KINDS: Final[Mapping[str, Callable[[Given, World], Given]]] = {
    "presentation": _presentation,
    "certificate": _certificate,
    "beacon": _beacon,
    "nfc": _nfc,
    "context": _context,
    "check": _check,
    "directory": _directory,
    "dpop": _dpop,
    "command": _command,
    "base45": lambda given, _: {"hex": from_base45(given["text"]).hex()},
    "base64url": lambda given, _: {"hex": from_b64url(given["text"]).hex()},
    "point": lambda given, _: {"jkt": thumbprint(key_from_point(bytes.fromhex(given["hex"])))},
    "jwk": lambda given, _: {"jkt": thumbprint(key_from_jwk(given["jwk"]))},
}


def judge(kind: str, given: Given, world: World) -> Verdict:
    """Read the input of a vector as its kind; KeyError for a kind that is none."""
    read = KINDS[kind]
    try:
        return Verdict("ok", read(given, world))
    except ProtocolError as error:
        return Verdict(error.code, {}, error.minutes)
