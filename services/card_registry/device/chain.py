"""A chain of certificates from a phone's key to a pinned root: signatures, authorities, dates, status. Pure.

Not the path building of the web: the chain is as the phone sends it, leaf first, and is taken or refused as it is.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from card_registry.device.attestation import refused
from card_registry.device.key_description import OID

_LENGTHS: Final = range(2, 9)
_LARGEST: Final = 8_192
_EXTENSION: Final = x509.ObjectIdentifier(OID)


def verified(
    chain: Sequence[bytes], *, roots: Collection[bytes], revoked: Collection[str], now: datetime
) -> x509.Certificate:
    """The leaf of a chain (DER, leaf first) that leads to a root, named by its SubjectPublicKeyInfo in DER.

    Raises:
        DomainError: ATTESTATION_REFUSED: length, malformed, root, not_a_ca, signature, dates, revoked,
            extension_not_leaf.
    """
    if len(chain) not in _LENGTHS or any(len(one) > _LARGEST for one in chain):
        raise refused("length")
    certificates = [_parsed(one) for one in chain]
    if spki(certificates[-1]) not in roots:
        raise refused("root")
    for below, (child, issuer) in enumerate(pairwise(certificates)):
        _check_issuer(child, issuer, below)
    if not all(one.not_valid_before_utc <= now <= one.not_valid_after_utc for one in certificates):
        raise refused("dates")
    if any(format(one.serial_number, "x") in revoked for one in certificates):
        raise refused("revoked")
    # A leaf's extension means nothing when somebody above could have been a leaf: a key that signs certificates.
    if any(_has_extension(one) for one in certificates[1:]):
        raise refused("extension_not_leaf")
    return certificates[0]


def spki(certificate: x509.Certificate) -> bytes:
    """The key of a certificate: what a root is pinned by."""
    return certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def _parsed(data: bytes) -> x509.Certificate:
    try:
        certificate = x509.load_der_x509_certificate(data)
        _ = certificate.extensions, certificate.public_key()
    except (ValueError, UnsupportedAlgorithm, x509.DuplicateExtension):
        raise refused("malformed") from None
    return certificate


def _check_issuer(child: x509.Certificate, issuer: x509.Certificate, below: int) -> None:
    """`below` certificates stand between the issuer and the leaf, the leaf left out."""
    if not _is_authority(issuer, below):
        raise refused("not_a_ca")
    try:
        child.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        raise refused("signature") from None


def _is_authority(certificate: x509.Certificate, below: int) -> bool:
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except x509.ExtensionNotFound:
        return False
    if not constraints.ca or (constraints.path_length is not None and constraints.path_length < below):
        return False
    try:
        return certificate.extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound:
        return True


def _has_extension(certificate: x509.Certificate) -> bool:
    return any(extension.oid == _EXTENSION for extension in certificate.extensions)
