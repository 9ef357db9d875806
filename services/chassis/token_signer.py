"""Signers of tokens: the demo issuer, a service in its own name, tests."""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal, Self

from joserfc import jwt
from joserfc.jwk import ECKey

from chassis.clock import Clock
from chassis.issuers import DEMO_ISSUER
from chassis.token_claims import MAX_LIFETIME, Role

_ALGORITHMS: Final = ["ES256"]


class TokenSigner:
    """Signs tokens with a private EC P-256 key: the demo issuer, a service's own short tokens, tests."""

    def __init__(self, key: ECKey, *, clock: Clock, issuer: str = DEMO_ISSUER) -> None:
        """Take a key that has a kid, and the issuer's name under which the public half is published."""
        self._key = key
        self._clock = clock
        self.issuer = issuer

    @classmethod
    def generate(cls, *, clock: Clock, issuer: str = DEMO_ISSUER) -> Self:
        """Make a signer with a fresh key, its kid being the key's RFC 7638 thumbprint."""
        return cls(ECKey.generate_key("P-256", auto_kid=True), clock=clock, issuer=issuer)

    @classmethod
    def load(cls, path: Path, *, clock: Clock, issuer: str = DEMO_ISSUER) -> Self:
        """Read a private JWK file, as written by `private_jwk`."""
        raw = json.loads(path.read_text(encoding="utf-8"))
        return cls(ECKey.import_key(raw), clock=clock, issuer=raw.get("iss", issuer))

    def private_jwk(self) -> str:
        """Give the private key as a JWK with its issuer, for a file only its owner may read."""
        return json.dumps({**self._key.as_dict(private=True), "iss": self.issuer})

    def public(self, kind: Literal["demo", "real"] = "demo") -> dict[str, Any]:
        """Give this issuer's entry of the issuers file."""
        return {"issuer": self.issuer, "kind": kind, "jwks": {"keys": [self._key.as_dict(private=False)]}}

    def sign(
        self,
        subject: str,
        role: Role,
        *,
        attributes: Mapping[str, str] | None = None,
        audience: str | Sequence[str] = "vitale",
        lifetime: timedelta = MAX_LIFETIME,
    ) -> str:
        """Sign a token; the signer does not bound the lifetime, every verifier does."""
        now = self._clock.now()
        payload = {
            "iss": self.issuer,
            "sub": subject,
            "aud": audience if isinstance(audience, str) else list(audience),
            "iat": int(now.timestamp()),
            "exp": int((now + lifetime).timestamp()),
            "role": role,
            "attributes": dict(attributes or {}),
        }
        return jwt.encode({"alg": "ES256", "kid": self._key.kid}, payload, self._key, algorithms=_ALGORITHMS)


class ServiceTokens:
    """A service's own short token (role "service"), signed again when half of its life is over."""

    def __init__(self, signer: TokenSigner, service_name: str, clock: Clock, *, audience: str = "vitale") -> None:
        """Take the signer of the service's key file."""
        self._signer, self._name, self._clock, self._audience = signer, service_name, clock, audience
        self._token, self._renew_at = "", datetime.min.replace(tzinfo=UTC)

    def __call__(self) -> str:
        """Give a token with at least five minutes left."""
        if self._clock.now() >= self._renew_at:
            self._token = self._signer.sign(self._name, "service", audience=self._audience)
            self._renew_at = self._clock.now() + MAX_LIFETIME / 2
        return self._token
