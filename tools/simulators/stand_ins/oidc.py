"""What both sign-ins share: codes that are used once, PKCE (RFC 7636), and signed tokens."""

import hashlib
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.requests import Request

from card_protocol.encoding import b64url
from card_protocol.jws import sign_with
from card_protocol.keys import SigningKey

CODE_S: Final = 60
LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class Asked:
    """What a client asked at the authorization endpoint."""

    client_id: str
    redirect_uri: str
    state: str
    nonce: str
    challenge: str

    @classmethod
    def of(cls, query: Mapping[str, str]) -> "Asked":
        """Read it; ValueError for anything but a code with PKCE S256 back to loopback."""
        if query.get("response_type") != "code" or query.get("code_challenge_method") != "S256":
            raise ValueError("ask for a code with PKCE S256")
        if urlsplit(query.get("redirect_uri", "")).hostname not in LOOPBACK:
            raise ValueError("this stand-in only goes back to loopback")
        return cls(
            query.get("client_id", ""),
            query["redirect_uri"],
            query.get("state", ""),
            query.get("nonce", ""),
            query.get("code_challenge", ""),
        )


@dataclass(slots=True)
class Codes:
    """Codes given and not used yet."""

    _given: dict[str, tuple[float, Asked, str]] = field(default_factory=dict)

    def give(self, asked: Asked, who: str) -> str:
        """Where to send the person back to, with a fresh code."""
        code = secrets.token_urlsafe(24)
        self._given[code] = (time.monotonic(), asked, who)
        return f"{asked.redirect_uri}?{urlencode({'code': code, 'state': asked.state})}"

    def take(self, form: Mapping[str, str]) -> tuple[Asked, str] | None:
        """Who stands behind a code, once; None when it is used, old, another client's or its verifier is wrong."""
        given = self._given.pop(form.get("code", ""), None)
        if given is None or time.monotonic() - given[0] > CODE_S:
            return None
        asked, who = given[1], given[2]
        digest = b64url(hashlib.sha256(form.get("code_verifier", "").encode()).digest())
        same = (form.get("client_id"), form.get("redirect_uri"), digest)
        return (asked, who) if same == (asked.client_id, asked.redirect_uri, asked.challenge) else None


async def form_of(request: Request) -> dict[str, str]:
    """Fields of a form as a client of OpenID Connect posts it (application/x-www-form-urlencoded)."""
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace")))


def signed(key: SigningKey, claims: Mapping[str, Any]) -> str:
    """A JWT of this key."""
    return sign_with(key, {"alg": "ES256", "kid": key.kid, "typ": "JWT"}, claims)


def page(title: str, body: str) -> str:
    """A page of a stand-in; `body` is HTML of ours."""
    return (
        f'<!doctype html><html lang="fr"><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<style>body{font:1rem/1.5 system-ui;max-width:36rem;margin:2rem auto;padding:0 1rem}"
        "a,button{display:block;margin:.5rem 0;padding:.75rem 1rem;border:1px solid #888;border-radius:.5rem;"
        "font:inherit;color:inherit;text-decoration:none;background:none;width:100%;text-align:left}</style>"
        f"<h1>{title}</h1><p>Remplaçant de démonstration : personnes inventées.</p>{body}</html>"
    )
