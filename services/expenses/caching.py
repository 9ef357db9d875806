"""Owns what may be kept of an answer: strong ETags over its bytes, 304, and never a shared cache."""

import hashlib
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from expenses.language import Language

PRIVATE: Final = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Accept-Language"}


def answered(request: Request, body: str, language: Language) -> Response:
    """The body with its ETag, or 304 when the client has it already.

    The bytes come from the visible set alone (cursors too), so an ETag tells nothing of what is hidden.
    """
    content = body.encode()
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {**PRIVATE, "ETag": etag, "Content-Language": language}
    if _matches(request.headers.get("if-none-match"), etag):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/json", headers=headers)


def _matches(if_none_match: str | None, etag: str) -> bool:
    """Weak comparison, as If-None-Match asks (RFC 9110, section 13.1.2)."""
    if if_none_match is None:
        return False
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in known or "*" in known
