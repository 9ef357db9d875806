"""Stand-in for the video provider: captures, signed reports, media for operators, deletion with a signed receipt.

POST /video/captures {"reference"} -> {"capture_id", "capture_url"}; GET /video/captures/<id> is the page to film on;
POST /video/captures/<id>/film?who=&result=good|face|document sends the signed report (vitale-video+jwt) to the hook;
GET /video/media/<id> shows the media to an operator; POST /video/captures/<id>/deletion -> {"receipt"}
(vitale-deletion+jwt). Biometric material is deleted 96 hours after the capture in any case.
"""

import hashlib
import secrets
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import httpx
from fastapi import APIRouter, Request
from pydantic import BaseModel
from starlette.responses import HTMLResponse, JSONResponse, Response

from card_protocol.jws import sign_compact
from card_protocol.keys import SigningKey
from tools.simulators.stand_ins.oidc import page
from tools.simulators.stand_ins.people import Identity, identities, identity

ISSUER: Final = "https://video.vitale.invalid"
BIOMETRICS_S: Final = 96 * 3600
CHECKS: Final = ("mrz", "hologram", "face", "liveness")
_FAILED: Final = {"good": (), "face": ("face", "liveness"), "document": ("mrz", "hologram")}


class Opening(BaseModel):
    """A capture to open."""

    reference: str


@dataclass(slots=True)
class Capture:
    """A capture: for which reference, when it was made, its media until they are deleted."""

    reference: str
    captured_at: float = 0.0
    media: bytes = b""
    deleted_at: float = 0.0


class VideoProvider:
    """Keeps captures in memory."""

    def __init__(self, key: SigningKey, people: Path, *, hook: str) -> None:
        self._key, self._people, self._hook = key, people, hook
        self._captures: dict[str, Capture] = {}

    def router(self) -> APIRouter:
        """The paths under /video."""
        router = APIRouter(prefix="/video")
        router.add_api_route("/captures", self.open, methods=["POST"], response_model=None)
        router.add_api_route("/captures/{capture_id}", self.film_page, methods=["GET"], response_model=None)
        router.add_api_route("/captures/{capture_id}/film", self.film, methods=["POST"], response_model=None)
        router.add_api_route("/captures/{capture_id}/deletion", self.delete, methods=["POST"], response_model=None)
        router.add_api_route("/media/{capture_id}", self.media, methods=["GET"], response_model=None)
        return router

    async def open(self, request: Request, sent: Opening) -> Response:
        """Open a capture."""
        capture_id = secrets.token_urlsafe(16)
        self._captures[capture_id] = Capture(sent.reference)
        return JSONResponse({"capture_id": capture_id, "capture_url": f"{_here(request)}/video/captures/{capture_id}"})

    async def film_page(self, capture_id: str) -> Response:
        """The page to film on."""
        if capture_id not in self._captures:
            return HTMLResponse(page("Lien inconnu", ""), 404)
        forms = "".join(
            f'<form method="post" action="/video/captures/{capture_id}/film?who={one.id}&result={result}">'
            f'<button id="{one.id}-{result}">{one.label} : {label}</button></form>'
            for one in identities(self._people)
            for result, label in (("good", "bonne vidéo"), ("face", "visage douteux"), ("document", "pièce douteuse"))
        )
        return HTMLResponse(page("Vérification vidéo", forms))

    async def film(self, request: Request, capture_id: str, who: str, result: str) -> Response:
        """Make the capture and send the report."""
        capture, person = self._captures.get(capture_id), identity(self._people, who)
        if capture is None or person is None or result not in _FAILED:
            return HTMLResponse(page("Lien inconnu", ""), 404)
        capture.captured_at, capture.media = time.time(), secrets.token_bytes(64)
        report = sign_compact(self._key, "vitale-video+jwt", self._claims(request, capture_id, person, result))
        async with httpx.AsyncClient(trust_env=False) as client:
            answer = await client.post(self._hook, content=report, headers={"Content-Type": "application/jose"})
        if answer.is_error:
            return HTMLResponse(page("Envoi impossible", f"<p>{answer.status_code}</p>"), 502)
        return HTMLResponse(page("Vidéo envoyée", "<p>Une personne va la regarder. Vous pouvez fermer cette page.</p>"))

    async def media(self, capture_id: str) -> Response:
        """What an operator sees."""
        self._expire()
        capture = self._captures.get(capture_id)
        shown = "Vidéo de démonstration" if capture and capture.media else "Supprimée"
        return HTMLResponse(page(shown, ""), 200 if capture else 404)

    async def delete(self, capture_id: str) -> Response:
        """Delete the biometric material; the receipt is the same each time."""
        self._expire()
        capture = self._captures.get(capture_id)
        if capture is None:
            return JSONResponse({"error": "unknown_capture"}, 404)
        capture.media, capture.deleted_at = b"", capture.deleted_at or time.time()
        claims = {"iss": ISSUER, "capture_id": capture_id, "deleted_at": int(capture.deleted_at)}
        return JSONResponse({"receipt": sign_compact(self._key, "vitale-deletion+jwt", claims)})

    def _expire(self) -> None:
        for capture in self._captures.values():
            if capture.captured_at and time.time() - capture.captured_at > BIOMETRICS_S and capture.media:
                capture.media, capture.deleted_at = b"", time.time()

    def _claims(self, request: Request, capture_id: str, person: Identity, result: str) -> dict[str, Any]:
        capture = self._captures[capture_id]
        return {
            "iss": ISSUER,
            "jti": secrets.token_urlsafe(16),
            "capture_id": capture_id,
            "reference": capture.reference,
            "captured_at": int(capture.captured_at),
            "iat": int(time.time()),
            "checks": {name: name not in _FAILED[result] for name in CHECKS},
            "evidence_hash": hashlib.sha256(capture.media).hexdigest(),
            "media_url": f"{_here(request)}/video/media/{capture_id}",
            "traits": {
                "family_name": person.birth_name,
                "given_name": " ".join(person.given_names),
                "sex": person.sex,
                "birthdate": person.birth_date,
                "birthplace": person.birth_place,
            },
        }


def _here(request: Request) -> str:
    return str(request.base_url).rstrip("/")
