"""What an Android phone attests of a key: the KeyDescription extension, read from DER. Pure.

Source: developer.android.com, "Verify hardware-backed key pairs with key attestation", schema of versions 1 to 400.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from card_registry.device.der import INTEGER, NULL, OCTETS, SEQUENCE, SET, DerError, Item, explicit, read_one

OID: Final = "1.3.6.1.4.1.11129.2.1.17"
SOFTWARE, TRUSTED_ENVIRONMENT, STRONGBOX = 0, 1, 2
_PURPOSE, _ALGORITHM, _KEY_SIZE, _CURVE, _NO_AUTH, _ORIGIN, _ROOT_OF_TRUST, _OS, _PATCH, _APPLICATION = (
    1, 2, 3, 10, 503, 702, 704, 705, 706, 709,
)  # fmt: skip
_PARTS: Final = 8
_LEAST_OF_TRUST: Final = 3
_BOOT_HASH: Final = 3
_PAIR: Final = 2


@dataclass(frozen=True, slots=True)
class RootOfTrust:
    """How the phone started: locked boot loader, and state (0 verified, 1 own key, 2 unverified, 3 failed)."""

    boot_key: bytes
    locked: bool
    state: int
    boot_hash: bytes = b""


@dataclass(frozen=True, slots=True)
class Application:
    """Who made the key, as the system tells: packages under one user identifier, SHA-256 of who signed them."""

    packages: frozenset[bytes]
    signers: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Authorizations:
    """What a key may and how it came to be, as one side (software or hardware) enforces it; None = not said."""

    purposes: frozenset[int] = frozenset()
    algorithm: int | None = None
    key_size: int | None = None
    curve: int | None = None
    no_auth_required: bool = False
    origin: int | None = None
    root_of_trust: RootOfTrust | None = None
    os_version: int | None = None
    os_patch: int | None = None
    application: Application | None = None


@dataclass(frozen=True, slots=True)
class KeyDescription:
    """The extension: version, where attestation and key live (0 software, 1 TEE, 2 StrongBox), challenge."""

    version: int
    attestation_level: int
    key_level: int
    challenge: bytes
    software: Authorizations = field(default_factory=Authorizations)
    hardware: Authorizations = field(default_factory=Authorizations)


def read(extension: bytes) -> KeyDescription:
    """The description in an extension's value; DerError when it is none."""
    parts = Item(SEQUENCE, 0, read_one(extension).of(SEQUENCE)).items
    if len(parts) != _PARTS:
        raise DerError("parts")
    parts[5].of(OCTETS)  # a unique identifier of the phone: must be there, is not looked at
    return KeyDescription(
        version=parts[0].whole,
        attestation_level=parts[1].whole,
        key_level=parts[3].whole,
        challenge=parts[4].of(OCTETS),
        software=_authorizations(parts[6]),
        hardware=_authorizations(parts[7]),
    )


def _authorizations(part: Item) -> Authorizations:
    part.of(SEQUENCE)
    found = explicit(part.items)
    if _NO_AUTH in found:
        found[_NO_AUTH].of(NULL)
    return Authorizations(
        purposes=_set(found.get(_PURPOSE)),
        algorithm=_number(found, _ALGORITHM),
        key_size=_number(found, _KEY_SIZE),
        curve=_number(found, _CURVE),
        no_auth_required=_NO_AUTH in found,
        origin=_number(found, _ORIGIN),
        root_of_trust=_root_of_trust(found.get(_ROOT_OF_TRUST)),
        os_version=_number(found, _OS),
        os_patch=_number(found, _PATCH),
        application=_application(found.get(_APPLICATION)),
    )


def _number(found: Mapping[int, Item], number: int) -> int | None:
    item = found.get(number)
    return None if item is None else item.whole


def _set(item: Item | None) -> frozenset[int]:
    if item is None:
        return frozenset()
    item.of(SET)
    return frozenset(one.whole for one in item.items)


def _root_of_trust(item: Item | None) -> RootOfTrust | None:
    if item is None:
        return None
    item.of(SEQUENCE)
    parts = item.items
    if not _LEAST_OF_TRUST <= len(parts) <= _LEAST_OF_TRUST + 1:
        raise DerError("root_of_trust")
    boot_hash = parts[_BOOT_HASH].of(OCTETS) if len(parts) > _BOOT_HASH else b""
    return RootOfTrust(parts[0].of(OCTETS), parts[1].truth, parts[2].whole, boot_hash)


def _application(item: Item | None) -> Application | None:
    """An AttestationApplicationId: DER of its own inside an octet string."""
    if item is None:
        return None
    parts = Item(SEQUENCE, 0, read_one(item.of(OCTETS)).of(SEQUENCE)).items
    if len(parts) != _PAIR:
        raise DerError("application")
    packages, signers = (Item(SET, 0, part.of(SET)).items for part in parts)
    return Application(frozenset(_package(one) for one in packages), frozenset(one.of(OCTETS) for one in signers))


def _package(item: Item) -> bytes:
    item.of(SEQUENCE)
    parts = item.items
    if len(parts) != _PAIR:
        raise DerError("package")
    parts[1].of(INTEGER)  # its version: every one of our versions may hold a card
    return parts[0].of(OCTETS)
