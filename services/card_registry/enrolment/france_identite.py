"""Path A, France Identité: OpenID Connect with PKCE; the assertion is bound to the file and the key, and used once.

The interface of the real provider for this use is not public: endpoints, claims and levels are a stand-in of ours.
"""

import hashlib
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Protocol
from urllib.parse import urlencode

import httpx
from pydantic import BaseModel, ConfigDict, HttpUrl

from card_protocol import claims as read_claim
from card_protocol.encoding import b64url
from card_protocol.errors import ProtocolError
from card_protocol.jws import verify_compact
from card_protocol.keys import PublicKey, key_from_jwk, thumbprint
from card_registry.enrolment.file import File, Going
from chassis.errors import DomainError, ErrorCode
from vitale.identity.v1.identity_service_pb2 import Traits

LIFE: Final = timedelta(minutes=5)
_SKEW: Final = timedelta(seconds=30)
_LEVELS: Final = frozenset({"eidas2", "eidas3"})
"""Substantial and high; ApCV aims at substantial."""
_TYPE: Final = "JWT"
_TIMEOUT_S: Final = 10.0
_LARGEST: Final = 64 * 1024
_SEXES: Final = {"male": "M", "female": "F"}


class Provider(BaseModel):
    """France Identité as its client knows it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    authorization_endpoint: HttpUrl
    token_endpoint: HttpUrl
    client_id: str
    redirect_uris: tuple[str, ...]
    jwks: dict[str, Any]

    @classmethod
    def load(cls, path: Path) -> "Provider":
        """Read the JSON file of the settings; ValueError says what is wrong with it."""
        return cls.model_validate(json.loads(path.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True, repr=False)
class Assertion:
    """A proven identity: digest of its number (32 bytes), traits and birth date to compare."""

    digest: bytes
    traits: Traits
    birth_date: str


class TokenEndpoint(Protocol):
    """Where a code is exchanged."""

    async def exchange(self, form: dict[str, str]) -> str:
        """The id_token for a code. DomainError ASSERTION_REFUSED when it is refused, UNAVAILABLE when it is away."""
        ...


class HttpTokenEndpoint:
    """The provider's token endpoint over HTTP."""

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        """Take a client and where the endpoint is."""
        self._client, self._url = client, url

    async def exchange(self, form: dict[str, str]) -> str:
        """See TokenEndpoint."""
        try:
            answer = await self._client.post(self._url, data=form, timeout=_TIMEOUT_S)
            body = answer.json() if answer.status_code == httpx.codes.OK else {}
        except (httpx.HTTPError, ValueError) as error:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "france_identite"}) from error
        if answer.is_server_error:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "france_identite"})
        token = body.get("id_token") if isinstance(body, dict) else None
        if not isinstance(token, str):
            raise refused("code")
        return token


class FranceIdentite:
    """Sends persons there and reads what comes back."""

    def __init__(self, provider: Provider, endpoint: TokenEndpoint) -> None:
        """Take the provider and its token endpoint."""
        self._provider, self._endpoint = provider, endpoint
        keys = [key_from_jwk(jwk) for jwk in provider.jwks["keys"]]
        self._keys: dict[str, PublicKey] = {thumbprint(key): key for key in keys}

    def start(self, file: File, device_key: bytes, redirect_uri: str) -> tuple[str, Going]:
        """Where to send the person, and what to keep meanwhile; INVALID_ARGUMENT for an address that is not ours."""
        if redirect_uri not in self._provider.redirect_uris:
            raise DomainError(ErrorCode.INVALID_ARGUMENT, {"field": "redirect_uri"})
        state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        going = Going(_digest(state.encode()), secrets.token_bytes(16), verifier, redirect_uri)
        query = {
            "response_type": "code",
            "client_id": self._provider.client_id,
            "redirect_uri": redirect_uri,
            "scope": "openid identity",
            "acr_values": "eidas3",
            "state": state,
            "nonce": nonce_of(file.file_id, device_key, going.salt),
            "code_challenge": b64url(_digest(verifier.encode())),
            "code_challenge_method": "S256",
        }
        return f"{self._provider.authorization_endpoint}?{urlencode(query)}", going

    async def finish(self, file: File, state: str, code: str, now: datetime) -> Assertion:
        """Exchange the code and prove the assertion; the caller sees to it that its number is used once.

        Raises:
            DomainError: ENROLMENT_STATE when nobody went; ASSERTION_REFUSED with `why`; UNAVAILABLE.
        """
        going = file.going
        if going is None:
            raise DomainError(ErrorCode.ENROLMENT_STATE, {"state": "nobody_went"})
        if not secrets.compare_digest(_digest(state.encode()), going.state_digest):
            raise refused("state")
        token = await self._endpoint.exchange(
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": going.redirect_uri,
                "client_id": self._provider.client_id,
                "code_verifier": going.verifier,
            }
        )
        return self._assertion(token, nonce_of(file.file_id, file.device_key, going.salt), now)

    def _assertion(self, token: str, nonce: str, now: datetime) -> Assertion:
        try:
            claims = verify_compact(token, typ=_TYPE, find=self._keys.get, largest=_LARGEST)
            self._check(claims, nonce, now)
            return _read(claims)
        except ProtocolError as error:
            raise refused(error.code) from None

    def _check(self, claims: dict[str, Any], nonce: str, now: datetime) -> None:
        if claims.get("iss") != self._provider.issuer:
            raise refused("issuer")
        if claims.get("aud") != self._provider.client_id:
            raise refused("audience")
        if claims.get("nonce") != nonce:
            raise refused("nonce")
        if claims.get("acr") not in _LEVELS:
            raise refused("level")
        issued, expires = read_claim.instant(claims, "iat"), read_claim.instant(claims, "exp")
        if expires - issued > LIFE or not issued - _SKEW <= now < min(expires, issued + LIFE):
            raise refused("age")


def nonce_of(file_id: bytes, device_key: bytes, salt: bytes) -> str:
    """The nonce of a sign-in: of this file, this device key, this time."""
    return b64url(_digest(b"vitale-enrolment" + file_id + device_key + salt))


def refused(why: str) -> DomainError:
    """ASSERTION_REFUSED for a stable word."""
    return DomainError(ErrorCode.ASSERTION_REFUSED, {"why": why})


def _read(claims: dict[str, Any]) -> Assertion:
    given = read_claim.text(claims, "given_name")
    traits = Traits(
        birth_name=read_claim.text(claims, "family_name"),
        given_names=given.split(),
        sex=_SEXES.get(read_claim.text(claims, "gender", optional=True), ""),
        birth_place=read_claim.text(claims, "birthplace", optional=True),
    )
    digest = _digest(read_claim.text(claims, "jti").encode())
    return Assertion(digest, traits, read_claim.text(claims, "birthdate"))


def _digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
