"""Android key attestation: a key that a locked, verified phone made in its own hardware and guards by its lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from card_registry.device.apps import Apps
from card_registry.device.attestation import Attested, refused
from card_registry.device.chain import spki, verified
from card_registry.device.der import DerError
from card_registry.device.key_description import OID, STRONGBOX, TRUSTED_ENVIRONMENT, KeyDescription, read
from vitale.card.v1.card_pb2 import DEVICE_CLASS_STRONGBOX, DEVICE_CLASS_TEE

_CLASSES: Final = {TRUSTED_ENVIRONMENT: DEVICE_CLASS_TEE, STRONGBOX: DEVICE_CLASS_STRONGBOX}
_SIGN: Final = frozenset({2})
_EC, _P256, _BITS, _GENERATED, _VERIFIED = 3, 1, 256, 0, 0


@dataclass(frozen=True, slots=True)
class AndroidAttestor:
    """Examines chains against roots (keys in DER), serials that were revoked (lower-case hexadecimal), and our apps.

    `apps` is None where any app may hold a card, which is nowhere in production.
    """

    roots: frozenset[bytes]
    revoked: frozenset[str] = frozenset()
    apps: Apps | None = None

    def examine(self, chain: Sequence[bytes], *, key_point: bytes, challenge: bytes, now: datetime) -> Attested:
        """What the chain proves of the key; see the port.

        Raises:
            DomainError: ATTESTATION_REFUSED: see chain.verified; extension_missing, extension_malformed, challenge,
                key, software, origin, purpose, algorithm, no_user_auth, boot_unknown, unlocked, boot, and those of
                Apps.check.
        """
        leaf = verified(chain, roots=self.roots, revoked=self.revoked, now=now)
        described = description(leaf)
        if described.challenge != challenge:
            raise refused("challenge")
        if _point(leaf) != key_point:
            raise refused("key")
        _check_key(described)
        _check_boot(described)
        if self.apps is not None:
            # Software enforces who made the key; the locked and verified start above is why it is believed.
            self.apps.check(described.software.application)
        facts = {"version": str(described.version), "os_patch": str(described.hardware.os_patch or "")}
        return Attested(_CLASSES[described.key_level], facts)


def description(leaf: x509.Certificate) -> KeyDescription:
    """What a leaf attests; refused as extension_missing or extension_malformed."""
    found = [extension for extension in leaf.extensions if extension.oid.dotted_string == OID]
    if not found or not isinstance(found[0].value, x509.UnrecognizedExtension):
        raise refused("extension_missing")
    try:
        return read(found[0].value.value)
    except DerError:
        raise refused("extension_malformed") from None


@cache
def google_roots() -> frozenset[bytes]:
    """The pinned roots of this build, from google_roots.pem beside this module."""
    pem = files(__package__).joinpath("google_roots.pem").read_bytes()
    return frozenset(spki(root) for root in x509.load_pem_x509_certificates(pem))


def _point(leaf: x509.Certificate) -> bytes:
    key = leaf.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise refused("algorithm")
    return key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def _check_key(described: KeyDescription) -> None:
    hardware = described.hardware
    if described.key_level not in _CLASSES or described.attestation_level not in _CLASSES:
        raise refused("software")
    if hardware.origin != _GENERATED:
        raise refused("origin")
    if hardware.purposes != _SIGN:
        raise refused("purpose")
    if (hardware.algorithm, hardware.key_size) != (_EC, _BITS) or hardware.curve not in (_P256, None):
        raise refused("algorithm")
    # The card is shown by whoever unlocks the phone: a key that needs no unlocking proves nobody.
    if hardware.no_auth_required or described.software.no_auth_required:
        raise refused("no_user_auth")


def _check_boot(described: KeyDescription) -> None:
    trust = described.hardware.root_of_trust
    if trust is None:
        raise refused("boot_unknown")
    if not trust.locked:
        raise refused("unlocked")
    if trust.state != _VERIFIED:
        raise refused("boot")
