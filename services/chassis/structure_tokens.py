"""Tokens that a structure's server signs itself with its certificate (x5c): the chain leads to a pinned authority.

How real structures authenticate is not public in full: the certificate names the FINESS number in its subject's
organisational unit, as a stand-in of ours.
"""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from card_protocol.errors import ProtocolError
from card_protocol.jws import Opened, open_compact, proven
from chassis.errors import DomainError, ErrorCode
from identifiers import Finess, InvalidIdentifier

TYPE: Final = "structure+jwt"
ISSUER_PREFIX: Final = "structure:"
_REFUSED: Final = frozenset({"crit", "jku", "jwk", "x5u", "b64", "zip", "enc"})
_LONGEST_CHAIN: Final = 3
_LARGEST: Final = 8192


class StructureCertificates:
    """Proves tokens of structures against pinned authorities."""

    def __init__(self, authorities: Sequence[str]) -> None:
        """Take the authorities' certificates (PEM)."""
        self._authorities = [x509.load_pem_x509_certificate(pem.encode()) for pem in authorities]

    def open(self, token: str, now: datetime) -> tuple[dict[str, Any], dict[str, str]]:
        """The claims of a token and the attributes of its structure.

        Raises:
            DomainError: UNAUTHENTICATED with `why`.
        """
        try:
            opened = open_compact(token, typ=TYPE, refused=_REFUSED, largest=_LARGEST)
            leaf = self._leaf(opened, now)
            key = leaf.public_key()
            if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
                raise _refused("certificate_key")
            claims = proven(opened, key)
        except ProtocolError as error:
            raise _refused(error.code) from None
        finess = _finess(leaf)
        if claims.get("iss") != f"{ISSUER_PREFIX}{finess}":
            raise _refused("issuer")
        attributes = {"practice_id": finess, "actor_id": f"server:{finess}", "profession": "admission"}
        return claims, {**attributes, "auth": "structure"}

    def _leaf(self, opened: Opened, now: datetime) -> x509.Certificate:
        """The signing certificate, once every link up to a pinned authority holds."""
        chain = _chain(opened.header.get("x5c"))
        for index, certificate in enumerate(chain):
            if not certificate.not_valid_before_utc <= now <= certificate.not_valid_after_utc:
                raise _refused("certificate_validity")
            if index > 0:
                _must_be_authority(certificate)
                _must_issue(certificate, chain[index - 1])
        if not any(_issues(authority, chain[-1]) for authority in self._authorities):
            raise _refused("certificate_authority")
        return chain[0]


def _chain(x5c: object) -> list[x509.Certificate]:
    if not isinstance(x5c, list) or not 1 <= len(x5c) <= _LONGEST_CHAIN:
        raise _refused("x5c")
    try:
        return [x509.load_der_x509_certificate(base64.b64decode(one, validate=True)) for one in x5c]
    except (ValueError, TypeError):
        raise _refused("x5c") from None


def _must_be_authority(certificate: x509.Certificate) -> None:
    try:
        constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (x509.ExtensionNotFound, ValueError):
        raise _refused("certificate_authority") from None
    if not constraints.ca:
        raise _refused("certificate_authority")


def _must_issue(issuer: x509.Certificate, certificate: x509.Certificate) -> None:
    if not _issues(issuer, certificate):
        raise _refused("certificate_chain")


def _issues(issuer: x509.Certificate, certificate: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _finess(leaf: x509.Certificate) -> str:
    units = leaf.subject.get_attributes_for_oid(NameOID.ORGANIZATIONAL_UNIT_NAME)
    try:
        return str(Finess.parse(str(units[0].value if units else "")))
    except InvalidIdentifier:
        raise _refused("certificate_finess") from None


def _refused(why: str) -> DomainError:
    return DomainError(ErrorCode.UNAUTHENTICATED, {"why": why})
