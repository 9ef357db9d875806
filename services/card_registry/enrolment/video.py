"""Path B, video: captures are made and kept by the provider; what comes here is signed verdicts, never media.

The interface of the real provider is not public: endpoint, claims and receipts are a stand-in of ours.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Protocol

import httpx
from pydantic import BaseModel, ConfigDict, HttpUrl

from card_protocol import claims as read_claim
from card_protocol.errors import ProtocolError
from card_protocol.jws import verify_compact
from card_protocol.keys import PublicKey, key_from_jwk, thumbprint
from chassis.errors import DomainError, ErrorCode
from vitale.identity.v1.identity_service_pb2 import Traits

REPORT: Final = "vitale-video+jwt"
DELETION: Final = "vitale-deletion+jwt"
_TIMEOUT_S: Final = 10.0
_LARGEST: Final = 16 * 1024
_HASH_BYTES: Final = 32
_MOST_CHECKS: Final = 20


class Provider(BaseModel):
    """The video provider as its client knows it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    issuer: str
    capture_endpoint: HttpUrl
    jwks: dict[str, Any]

    @classmethod
    def load(cls, path: Path) -> "Provider":
        """Read the JSON file of the settings; ValueError says what is wrong with it."""
        return cls.model_validate(json.loads(path.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True, repr=False)
class Report:
    """What the provider found: which capture, when it was made, its checks, a hash of the evidence, traits read."""

    capture_id: str
    captured_at: datetime
    checks: Mapping[str, bool]
    media_url: str
    evidence_hash: bytes
    traits: Traits
    birth_date: str


class VideoDesk(Protocol):
    """The provider. Methods raise DomainError UNAVAILABLE when it is away."""

    async def open(self, reference: str) -> tuple[str, str]:
        """Open a capture for a reference: its number, and where it is made."""
        ...

    async def delete(self, capture_id: str) -> str:
        """Have the biometric material deleted: the signed receipt."""
        ...


class HttpVideoDesk:
    """The provider over HTTP."""

    def __init__(self, client: httpx.AsyncClient, endpoint: str) -> None:
        """Take a client and where captures are opened."""
        self._client, self._endpoint = client, endpoint.rstrip("/")

    async def open(self, reference: str) -> tuple[str, str]:
        """See VideoDesk."""
        body = await self._post(self._endpoint, {"reference": reference})
        return str(body["capture_id"]), str(body["capture_url"])

    async def delete(self, capture_id: str) -> str:
        """See VideoDesk."""
        body = await self._post(f"{self._endpoint}/{capture_id}/deletion", {})
        return str(body["receipt"])

    async def _post(self, url: str, body: dict[str, str]) -> dict[str, Any]:
        try:
            answer = await self._client.post(url, json=body, timeout=_TIMEOUT_S)
            answer.raise_for_status()
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "video"}) from error
        if not isinstance(found, dict):
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "video"})
        return found


class VideoReports:
    """Proves what the provider signed."""

    def __init__(self, provider: Provider) -> None:
        """Take the provider's name and keys."""
        self._issuer = provider.issuer
        keys = [key_from_jwk(jwk) for jwk in provider.jwks["keys"]]
        self._keys: dict[str, PublicKey] = {thumbprint(key): key for key in keys}

    def report(self, text: str) -> Report:
        """A signed report; ASSERTION_REFUSED with `why` when it is not one."""
        claims = self._proven(text, REPORT)
        try:
            return _report(claims)
        except ProtocolError as error:
            raise DomainError(ErrorCode.ASSERTION_REFUSED, {"why": error.code}) from None

    def check_deletion(self, text: str, capture_id: str) -> None:
        """ASSERTION_REFUSED unless the text is a receipt that this capture's biometric material is gone."""
        if self._proven(text, DELETION).get("capture_id") != capture_id:
            raise DomainError(ErrorCode.ASSERTION_REFUSED, {"why": "capture"})

    def _proven(self, text: str, typ: str) -> dict[str, Any]:
        try:
            claims = verify_compact(text, typ=typ, find=self._keys.get, largest=_LARGEST)
        except ProtocolError as error:
            raise DomainError(ErrorCode.ASSERTION_REFUSED, {"why": error.code}) from None
        if claims.get("iss") != self._issuer:
            raise DomainError(ErrorCode.ASSERTION_REFUSED, {"why": "issuer"})
        return claims


def _report(claims: dict[str, Any]) -> Report:
    checks, traits = claims.get("checks"), claims.get("traits")
    if not isinstance(checks, dict) or not isinstance(traits, dict) or len(checks) > _MOST_CHECKS:
        raise ProtocolError("malformed")
    if not all(isinstance(passed, bool) for passed in checks.values()):
        raise ProtocolError("malformed")
    return Report(
        read_claim.text(claims, "capture_id"),
        read_claim.instant(claims, "captured_at"),
        checks,
        read_claim.text(claims, "media_url"),
        _hash(read_claim.text(claims, "evidence_hash")),
        Traits(
            birth_name=read_claim.text(traits, "family_name", optional=True),
            given_names=read_claim.text(traits, "given_name", optional=True).split(),
            sex=read_claim.text(traits, "sex", optional=True),
            birth_place=read_claim.text(traits, "birthplace", optional=True),
        ),
        read_claim.text(traits, "birthdate", optional=True),
    )


def _hash(text: str) -> bytes:
    try:
        value = bytes.fromhex(text)
    except ValueError:
        raise ProtocolError("malformed") from None
    if len(value) != _HASH_BYTES:
        raise ProtocolError("malformed")
    return value
