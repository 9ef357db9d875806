"""Stand-in for Pro Santé Connect: choose a demo professional, get an access token of ten minutes and a refresh token.

GET /psc/authorize?response_type=code&client_id&redirect_uri&state&nonce&code_challenge&code_challenge_method=S256
POST /psc/token (form): grant_type=authorization_code|refresh_token -> {access_token, expires_in, refresh_token}
"""

import secrets
import time
from collections.abc import Mapping
from html import escape
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from card_protocol.keys import SigningKey
from tools.simulators.stand_ins.cast import LISTED, PEOPLE, Somebody, somebody
from tools.simulators.stand_ins.oidc import Asked, Codes, form_of, page, signed

ISSUER: Final = "https://psc.vitale.invalid"
LIFE_S: Final = 600
AUDIENCE: Final = "vitale"


class ProSanteConnect:
    """Signs professionals in."""

    def __init__(self, key: SigningKey) -> None:
        self._key = key
        self._codes = Codes()
        self._refresh: dict[str, str] = {}

    def router(self) -> APIRouter:
        """The paths under /psc."""
        router = APIRouter(prefix="/psc")
        router.add_api_route("/authorize", self.authorize, methods=["GET"], response_model=None)
        router.add_api_route("/choose", self.choose, methods=["GET"], response_model=None)
        router.add_api_route("/token", self.token, methods=["POST"], response_model=None)
        router.add_api_route("/jwks", self.jwks, methods=["GET"], response_model=None)
        return router

    async def authorize(self, request: Request) -> Response:
        """The page to choose on."""
        try:
            Asked.of(request.query_params)
        except ValueError as error:
            return HTMLResponse(page("Demande refusée", f"<p>{error}</p>"), 400)
        links = "".join(
            f'<a id="{one.id}" href="/psc/choose?who={one.id}&{escape(request.url.query)}">{one.label}</a>'
            for one in PEOPLE
        )
        return HTMLResponse(page("Pro Santé Connect", links))

    async def choose(self, request: Request, who: str) -> Response:
        """Back to the client with a code."""
        somebody(who)
        return RedirectResponse(self._codes.give(Asked.of(request.query_params), who), 303)

    async def token(self, request: Request) -> Response:
        """Tokens for a code or a refresh token."""
        form = await form_of(request)
        who = self._refreshed(form) if form.get("grant_type") == "refresh_token" else self._coded(form)
        if who is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        refresh = secrets.token_urlsafe(24)
        self._refresh[refresh] = who
        token = signed(self._key, claims_of(somebody(who)))
        return JSONResponse(
            {"access_token": token, "token_type": "Bearer", "expires_in": LIFE_S, "refresh_token": refresh}
        )

    async def jwks(self) -> Response:
        """Public keys."""
        return JSONResponse({"keys": [self._key.public_jwk()]})

    def _coded(self, form: Mapping[str, str]) -> str | None:
        found = self._codes.take(form)
        return found[1] if found else None

    def _refreshed(self, form: Mapping[str, str]) -> str | None:
        return self._refresh.pop(form.get("refresh_token", ""), None)


def claims_of(one: Somebody, *, now: float | None = None) -> dict[str, Any]:
    """The claims of an access token."""
    issued = int(time.time() if now is None else now)
    name = next(listed.name for listed in LISTED if listed.practice_id == one.structure)
    where = "ancienIdentifiantDeLaStructure" if one.structure.startswith("RPPS:") else "numeroFinessSite"
    activity = {where: one.structure, "raisonSocialeSite": name}
    exercise = {"codeProfession": one.profession_code, "activities": [activity]}
    return {
        "iss": ISSUER,
        "sub": f"psc:{one.id}",
        "aud": AUDIENCE,
        "iat": issued,
        "exp": issued + LIFE_S,
        "SubjectNameID": one.name_id,
        "SubjectRefPro": {"exercices": [exercise]},
        **({"titulaire": one.titular} if one.titular else {}),
    }
