"""Stand-in for France Identité: choose a person with a document, get an id_token good for five minutes.

GET /france-identite/authorize, as at any OpenID provider with PKCE; POST /france-identite/token -> {id_token}. Claims:
iss, aud, nonce, acr ("eidas3"), jti, iat, exp, family_name (birth name), given_name, gender, birthdate, birthplace.
"""

import secrets
import time
from html import escape
from pathlib import Path
from typing import Any, Final

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from card_protocol.keys import SigningKey
from tools.simulators.stand_ins.oidc import Asked, Codes, form_of, page, signed
from tools.simulators.stand_ins.people import Identity, identities, identity

ISSUER: Final = "https://france-identite.vitale.invalid"
CLIENT: Final = "vitale-card-registry"
LIFE_S: Final = 300
_GENDERS: Final = {"M": "male", "F": "female"}


class FranceIdentite:
    """Proves identities."""

    def __init__(self, key: SigningKey, people: Path) -> None:
        self._key, self._people = key, people
        self._codes = Codes()

    def router(self) -> APIRouter:
        """The paths under /france-identite."""
        router = APIRouter(prefix="/france-identite")
        router.add_api_route("/authorize", self.authorize, methods=["GET"], response_model=None)
        router.add_api_route("/choose", self.choose, methods=["GET"], response_model=None)
        router.add_api_route("/token", self.token, methods=["POST"], response_model=None)
        return router

    async def authorize(self, request: Request) -> Response:
        """The page to choose on: the card would be read here."""
        try:
            Asked.of(request.query_params)
        except ValueError as error:
            return HTMLResponse(page("Demande refusée", f"<p>{error}</p>"), 400)
        links = "".join(
            f'<a id="{one.id}" href="/france-identite/choose?who={one.id}&{escape(request.url.query)}">{one.label}</a>'
            for one in identities(self._people)
        )
        return HTMLResponse(page("France Identité", links or "<p>Personne n'a encore de pièce d'identité.</p>"))

    async def choose(self, request: Request, who: str) -> Response:
        """Back to the client with a code."""
        return RedirectResponse(self._codes.give(Asked.of(request.query_params), who), 303)

    async def token(self, request: Request) -> Response:
        """The id_token for a code."""
        found = self._codes.take(await form_of(request))
        person = identity(self._people, found[1]) if found else None
        if found is None or person is None:
            return JSONResponse({"error": "invalid_grant"}, 400)
        return JSONResponse({"id_token": signed(self._key, claims_of(person, found[0])), "token_type": "Bearer"})


def claims_of(person: Identity, asked: Asked, *, now: float | None = None) -> dict[str, Any]:
    """The claims of an id_token."""
    issued = int(time.time() if now is None else now)
    return {
        "iss": ISSUER,
        "aud": asked.client_id,
        "sub": f"fi:{person.id}",
        "nonce": asked.nonce,
        "acr": "eidas3",
        "jti": secrets.token_urlsafe(16),
        "iat": issued,
        "exp": issued + LIFE_S,
        "family_name": person.birth_name,
        "given_name": " ".join(person.given_names),
        "gender": _GENDERS[person.sex],
        "birthdate": person.birth_date,
        "birthplace": person.birth_place,
    }
