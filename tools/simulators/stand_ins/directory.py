"""Stand-in for the RPPS and FINESS directories: one signed document, and an operator's switch for suspensions.

GET /directory -> compact JWS (card_protocol.directory)
POST /directory/suspend {"id": RPPS number or practice, "suspended": bool}
"""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import PlainTextResponse, Response

from card_protocol import directory
from card_protocol.keys import SigningKey
from tools.simulators.stand_ins.cast import LISTED, PROFESSIONALS


class Suspension(BaseModel):
    """Who is suspended, or no longer."""

    id: str
    suspended: bool


class DirectoryDesk:
    """Signs the directory as it is now; suspensions are kept in a file."""

    def __init__(self, key: SigningKey, kept: Path) -> None:
        self._key, self._kept = key, kept

    def router(self) -> APIRouter:
        """The paths under /directory."""
        router = APIRouter(prefix="/directory")
        router.add_api_route("", self.document, methods=["GET"], response_model=None)
        router.add_api_route("/suspend", self.suspend, methods=["POST"], response_model=None)
        return router

    async def document(self) -> Response:
        """The signed document."""
        suspended = self._suspended()
        practices = {one.practice_id: replace(one, suspended=one.practice_id in suspended) for one in LISTED}
        people = {one.rpps: replace(one, suspended=one.rpps in suspended) for one in PROFESSIONALS}
        now = datetime.now(UTC).replace(microsecond=0)
        return PlainTextResponse(directory.sign(self._key, directory.Directory(now, practices, people)))

    async def suspend(self, sent: Suspension) -> Response:
        """Suspend somebody, or no longer."""
        suspended = self._suspended() - {sent.id} | ({sent.id} if sent.suspended else set())
        self._kept.write_text(json.dumps(sorted(suspended)), encoding="utf-8")
        return Response(status_code=204)

    def _suspended(self) -> set[str]:
        return set(json.loads(self._kept.read_text(encoding="utf-8"))) if self._kept.exists() else set()
