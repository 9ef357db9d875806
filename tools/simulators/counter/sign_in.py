"""Signs a demo professional in with the stand-in of Pro Santé Connect, by code and PKCE, without a browser."""

import hashlib
import secrets
from typing import Final
from urllib.parse import parse_qs, urlsplit

import httpx

from card_protocol.encoding import b64url

_CLIENT: Final = "vitale-front"
_BACK: Final = "http://127.0.0.1/"


async def sign_in(client: httpx.AsyncClient, stand_ins: str, who: str) -> str:
    """The access token of a professional of the stand-in's cast; `stand_ins` is its address."""
    verifier = secrets.token_urlsafe(48)
    asked = {
        "who": who,
        "response_type": "code",
        "client_id": _CLIENT,
        "redirect_uri": _BACK,
        "state": secrets.token_urlsafe(8),
        "nonce": secrets.token_urlsafe(8),
        "code_challenge": b64url(hashlib.sha256(verifier.encode()).digest()),
        "code_challenge_method": "S256",
    }
    chosen = await client.get(f"{stand_ins}/psc/choose", params=asked)
    code = parse_qs(urlsplit(chosen.headers["location"]).query)["code"][0]
    form = {"grant_type": "authorization_code", "client_id": _CLIENT, "redirect_uri": _BACK}
    answer = await client.post(f"{stand_ins}/psc/token", data={**form, "code": code, "code_verifier": verifier})
    answer.raise_for_status()
    return str(answer.json()["access_token"])
