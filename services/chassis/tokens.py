"""Signed tokens (ES256 JWT, RFC 7519): who a caller is, verified against the issuers file."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final, cast

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode
from chassis.issuers import Issuer
from chassis.professional_tokens import attributes_of
from chassis.structure_tokens import ISSUER_PREFIX, StructureCertificates
from chassis.token_claims import MAX_LIFETIME, ROLES, Claims, Role
from chassis.token_signer import ServiceTokens, TokenSigner

__all__ = ["MAX_LIFETIME", "ROLES", "Claims", "Role", "ServiceTokens", "TokenSigner", "TokenVerifier"]

_SKEW: Final = timedelta(seconds=30)
_TOKEN_BYTES: Final = 8192
_REMEMBERED: Final = 4096
_ALGORITHMS: Final = ["ES256"]


class TokenVerifier:
    """Verifies tokens of trusted issuers; remembers those it saw, since a signature costs more than most calls."""

    def __init__(self, issuers: Sequence[Issuer], clock: Clock, *, max_lifetime: timedelta = MAX_LIFETIME) -> None:
        """Take the issuers of the settings file, and the clock that decides on expiry."""
        signing = [issuer for issuer in issuers if issuer.kind != "structure_ca"]
        self._keys = {issuer.issuer: KeySet.import_key_set(cast("Any", issuer.jwks)) for issuer in signing}
        self._kinds = {issuer.issuer: issuer.kind for issuer in signing}
        authorities = [pem for issuer in issuers if issuer.kind == "structure_ca" for pem in issuer.authorities]
        self._structures = StructureCertificates(authorities) if authorities else None
        self.clock = clock
        self._max_lifetime = max_lifetime
        self._seen: dict[tuple[bytes, str], Claims] = {}

    def verify(self, token: str, audience: str) -> Claims:
        """Give the claims of a token made for this audience; UNAUTHENTICATED or TOKEN_EXPIRED otherwise."""
        remembered = (hashlib.sha256(token.encode()).digest(), audience)
        claims = self._seen.get(remembered)
        if claims is None:
            claims = self._verify(token, audience)
            if len(self._seen) >= _REMEMBERED:
                self._seen.clear()
            self._seen[remembered] = claims
        if claims.expires_at <= self.clock.now():
            self._seen.pop(remembered, None)
            raise DomainError(ErrorCode.TOKEN_EXPIRED)
        return claims

    def _verify(self, token: str, audience: str) -> Claims:
        if len(token) > _TOKEN_BYTES:
            raise _refused("too_long")
        issuer = _peek_issuer(token)
        if issuer.startswith(ISSUER_PREFIX) and self._structures is not None:
            payload, attributes = self._structures.open(token, self.clock.now())
            return self._claims(payload, issuer, audience, role="practice", attributes=attributes)
        keys = self._keys.get(issuer)
        if keys is None:
            raise _refused("issuer_not_trusted")
        try:
            payload = jwt.decode(token, keys, algorithms=_ALGORITHMS).claims
        except (JoseError, ValueError, TypeError):
            raise _refused("signature") from None
        if self._kinds[issuer] == "pro_sante_connect":
            attributes = dict(attributes_of(payload))
            return self._claims(payload, issuer, audience, role="practice", attributes=attributes)
        return self._claims(payload, issuer, audience, role=_role(payload), attributes=_attributes(payload))

    def _claims(
        self,
        payload: Mapping[str, object],
        issuer: str,
        audience: str,
        *,
        role: Role,
        attributes: Mapping[str, str],
    ) -> Claims:
        named = payload.get("aud")
        if audience not in (named if isinstance(named, list) else [named]):
            raise _refused("audience")
        issued, expires = _instant(payload, "iat"), _instant(payload, "exp")
        if expires - issued > self._max_lifetime:
            raise _refused("lives_too_long")
        if max(issued, _instant(payload, "nbf", default=issued)) > self.clock.now() + _SKEW:
            raise _refused("not_yet_valid")
        return Claims(issuer, _text(payload, "sub"), audience, expires, role, MappingProxyType(dict(attributes)))


def _refused(why: str) -> DomainError:
    return DomainError(ErrorCode.UNAUTHENTICATED, {"why": why})


def _peek_issuer(token: str) -> str:
    """Read iss before the signature is checked, only to choose the keys that then check it."""
    try:
        payload = json.loads(_decode_segment(token.split(".")[1]))
        return str(payload["iss"])
    except (IndexError, KeyError, TypeError, ValueError):
        raise _refused("malformed") from None


def _decode_segment(segment: str) -> bytes:
    return base64.urlsafe_b64decode(segment + "=" * (-len(segment) % 4))


def _instant(payload: Mapping[str, object], name: str, *, default: datetime | None = None) -> datetime:
    value = payload.get(name)
    if value is None and default is not None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _refused(f"{name}_missing")
    try:
        return datetime.fromtimestamp(value, UTC)
    except (OverflowError, OSError, ValueError):
        raise _refused(f"{name}_out_of_range") from None


def _text(payload: Mapping[str, object], name: str) -> str:
    value = payload.get(name)
    if not isinstance(value, str) or not value:
        raise _refused(f"{name}_missing")
    return value


def _role(payload: Mapping[str, object]) -> Role:
    role = payload.get("role")
    if role not in ROLES:
        raise _refused("role_unknown")
    return cast("Role", role)


def _attributes(payload: Mapping[str, object]) -> Mapping[str, str]:
    raw = payload.get("attributes", {})
    if not isinstance(raw, dict):
        raise _refused("attributes_malformed")
    return MappingProxyType({str(key): str(value) for key, value in raw.items()})
