"""The signed directory of professionals and structures: who practises where, under which conditions, who may not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from card_protocol import claims as read_claim
from card_protocol.errors import ProtocolError
from card_protocol.jws import sign_compact, verify_compact
from card_protocol.keys import KeyRing, SigningKey

ISSUER: Final = "directory"
TYPE: Final = "vitale-directory+jwt"
LARGEST: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Listed:
    """A practice or structure. `kind`, `sector`, `optam`, `place` (IANA zone) are the words of the rules."""

    practice_id: str
    name: str
    profession: str
    kind: str
    sector: str
    optam: bool
    place: str
    suspended: bool = False
    by_number: bool = False


@dataclass(frozen=True, slots=True)
class Professional:
    """A person with an RPPS number, and where they practise."""

    rpps: str
    practices: tuple[str, ...]
    suspended: bool = False


@dataclass(frozen=True, slots=True)
class Directory:
    """A whole document."""

    issued_at: datetime
    practices: Mapping[str, Listed]
    professionals: Mapping[str, Professional]


def sign(key: SigningKey, directory: Directory) -> str:
    """The document as a compact JWS."""
    practices = {
        listed.practice_id: {
            "name": listed.name,
            "profession": listed.profession,
            "kind": listed.kind,
            "sector": listed.sector,
            "optam": listed.optam,
            "place": listed.place,
            "suspended": listed.suspended,
            "by_number": listed.by_number,
        }
        for listed in directory.practices.values()
    }
    professionals = {
        person.rpps: {"practices": list(person.practices), "suspended": person.suspended}
        for person in directory.professionals.values()
    }
    claims = {
        "iss": ISSUER,
        "iat": read_claim.seconds(directory.issued_at),
        "practices": practices,
        "professionals": professionals,
    }
    return sign_compact(key, TYPE, claims)


def read(text: str, ring: KeyRing) -> Directory:
    """A document that the directory signed; ProtocolError otherwise. How old it may be is for the caller."""
    claims = verify_compact(text, typ=TYPE, find=lambda kid: ring.get(ISSUER, kid), largest=LARGEST)
    if claims.get("iss") != ISSUER:
        raise ProtocolError("issuer")
    practices, professionals = _mapping(claims, "practices"), _mapping(claims, "professionals")
    return Directory(
        read_claim.instant(claims, "iat"),
        {identifier: _listed(identifier, entry) for identifier, entry in practices.items()},
        {rpps: _professional(rpps, entry) for rpps, entry in professionals.items()},
    )


def _mapping(claims: Mapping[str, Any], name: str) -> dict[str, dict[str, Any]]:
    found = claims.get(name)
    if not isinstance(found, dict) or not all(isinstance(entry, dict) for entry in found.values()):
        raise ProtocolError("malformed")
    return found


def _listed(practice_id: str, entry: Mapping[str, Any]) -> Listed:
    return Listed(
        practice_id,
        read_claim.text(entry, "name"),
        read_claim.text(entry, "profession"),
        read_claim.text(entry, "kind"),
        read_claim.text(entry, "sector", optional=True),
        read_claim.flag(entry, "optam"),
        read_claim.text(entry, "place"),
        read_claim.flag(entry, "suspended"),
        read_claim.flag(entry, "by_number"),
    )


def _professional(rpps: str, entry: Mapping[str, Any]) -> Professional:
    practices = entry.get("practices")
    if not isinstance(practices, list) or not all(isinstance(practice, str) for practice in practices):
        raise ProtocolError("malformed")
    return Professional(rpps, tuple(practices), read_claim.flag(entry, "suspended"))
