"""Signs a professional in with Pro Santé Connect: the page gets the code, this side exchanges it (PKCE, RFC 7636)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import httpx
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field, HttpUrl, TypeAdapter
from starlette.responses import JSONResponse, Response

from chassis.errors import DomainError, ErrorCode
from expenses.card.asking import PROBLEMS
from expenses.card.fields import Sent
from expenses.doors import NO_STORE

router = APIRouter(prefix="/v1/pro", tags=["practice"], responses={**PROBLEMS})
_TIMEOUT_S: Final = 10.0
_REFUSED: Final = 400


class Provider(BaseModel):
    """Where Pro Santé Connect is, as its client knows it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    authorization_endpoint: HttpUrl
    token_endpoint: HttpUrl
    client_id: str

    @classmethod
    def load(cls, path: Path) -> "Provider":
        """Read the JSON file of the settings; ValueError says what is wrong with it."""
        return TypeAdapter(cls).validate_python(json.loads(path.read_text(encoding="utf-8")))


class Code(Sent):
    """What the provider sent back to the page, and the verifier that the page kept."""

    code: str = Field(max_length=2048)
    code_verifier: str = Field(min_length=43, max_length=128)
    redirect_uri: str = Field(max_length=512)


class Renewal(Sent):
    """A refresh token."""

    refresh_token: str = Field(max_length=4096)


@dataclass(frozen=True, slots=True)
class ProSignIn:
    """The provider and a client to call it with."""

    provider: Provider
    client: httpx.AsyncClient

    async def exchanged(self, form: dict[str, str]) -> Response:
        """Tokens for a code or a refresh token; UNAUTHENTICATED when the provider refuses it."""
        try:
            answer = await self.client.post(
                str(self.provider.token_endpoint),
                data={**form, "client_id": self.provider.client_id},
                timeout=_TIMEOUT_S,
            )
        except httpx.HTTPError as error:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "pro_sante_connect"}) from error
        if _REFUSED <= answer.status_code < 500:  # noqa: PLR2004 - the class of HTTP statuses
            raise DomainError(ErrorCode.UNAUTHENTICATED, {"why": "sign_in_refused"})
        if answer.status_code != httpx.codes.OK:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "pro_sante_connect"})
        return JSONResponse(_tokens(answer.json()), headers=NO_STORE)


def _tokens(body: Any) -> dict[str, object]:
    return {
        "accessToken": body["access_token"],
        "expiresIn": body["expires_in"],
        "refreshToken": body.get("refresh_token", ""),
    }


async def _sign_in(request: Request) -> ProSignIn:
    found = request.app.state.pro_sign_in
    if not isinstance(found, ProSignIn):
        raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "pro_sante_connect"})
    return found


SignIn = Annotated[ProSignIn, Depends(_sign_in)]


@router.get("/sign-in", operation_id="proSignIn")
async def where(sign_in: SignIn) -> Response:
    """Where the page sends the professional to."""
    provider = sign_in.provider
    told = {"authorizationEndpoint": str(provider.authorization_endpoint), "clientId": provider.client_id}
    return JSONResponse(told, headers=NO_STORE)


@router.post("/session", operation_id="proSession")
async def session(sign_in: SignIn, sent: Code) -> Response:
    """An access token for a code."""
    return await sign_in.exchanged(
        {
            "grant_type": "authorization_code",
            "code": sent.code,
            "code_verifier": sent.code_verifier,
            "redirect_uri": sent.redirect_uri,
        }
    )


@router.post("/session/renewal", operation_id="renewProSession")
async def renewal(sign_in: SignIn, sent: Renewal) -> Response:
    """A further access token."""
    return await sign_in.exchanged({"grant_type": "refresh_token", "refresh_token": sent.refresh_token})


@router.get("/keys", operation_id="presenceKeys")
async def keys(request: Request) -> Response:
    """Public keys with which the page proves a QR without network: issuer → JWK set."""
    found = request.app.state.presence_keys
    if found is None:
        raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "presence_keys"})
    return JSONResponse(found, headers={"Cache-Control": "private, max-age=3600"})
