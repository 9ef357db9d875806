"""Owns what every route needs of a request: the bearer token, the language, and the parts of the process."""

import re
from dataclasses import dataclass, field
from typing import Annotated, Final, cast

from fastapi import Depends, Header, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.responses import Response

from chassis.errors import DomainError, ErrorCode
from expenses.caching import answered
from expenses.language import Language, chosen
from expenses.rendering import Renderer
from expenses.screen import Screen
from expenses.upstream import Receipts
from expenses.watching import Watching
from reimbursement.rule_tables import Tables

_TOKEN: Final = re.compile("[A-Za-z0-9._~+/=-]+")  # b64token of RFC 6750
_BEARER = HTTPBearer(auto_error=False, description="Access token of the insured person, at most 10 minutes old.")


@dataclass(frozen=True, slots=True)
class Pace:
    """How streams keep time, in seconds: comment heartbeats, and the longest life of a connection."""

    heartbeat_s: float = 15.0
    stream_s: float = 600.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What the process is made of."""

    receipts: Receipts
    watching: Watching
    tables: Tables
    pace: Pace
    screen: Screen = field(default_factory=Screen)


@dataclass(frozen=True, slots=True)
class Ask:
    """One request by somebody with a token."""

    request: Request
    parts: Parts
    token: str
    language: Language

    @property
    def renderer(self) -> Renderer:
        """Renders in the language of the request."""
        return Renderer(self.parts.tables, self.language)

    def answered(self, body: str) -> Response:
        """The body with its ETag, or 304."""
        return answered(self.request, body, self.language)


# Asynchronous although it waits for nothing: a plain function would be run in a thread of its own at each request.
# One function, not one for each thing that is asked of a request: what ties them together costs more than they do.
async def _ask(
    request: Request,
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)],
    accept_language: Annotated[str | None, Header(description="fr (the default) or en.")] = None,
) -> Ask:
    return Ask(request, cast("Parts", request.app.state.parts), _token(credentials), chosen(accept_language))


def _token(credentials: HTTPAuthorizationCredentials | None) -> str:
    if credentials is None or not credentials.credentials:
        raise DomainError(ErrorCode.UNAUTHENTICATED, {"token": "missing"})
    if not _TOKEN.fullmatch(credentials.credentials):  # gRPC would refuse to carry it
        raise DomainError(ErrorCode.UNAUTHENTICATED, {"token": "malformed"})
    return credentials.credentials


Asked = Annotated[Ask, Depends(_ask)]
IfNoneMatch = Annotated[str | None, Header(description="ETag of the answer the client has; read by `Ask.answered`.")]
