"""Serves the page's files under a policy that lets them load nothing from elsewhere and run no inline script."""

from pathlib import Path
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.routing import Match, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_API: Final = "/v1/"
PAGE: Final = Path(__file__).parent / "page"
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # The professional's page scans; nothing else of a device is asked for.
    "Permissions-Policy": "camera=(self), geolocation=(), microphone=()",
}


class SecurityHeaders:
    """Puts the policy on every answer; plain ASGI, because a stream must not be buffered."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        await self._app(scope, receive, sent if scope["type"] == "http" else send)


class PageFiles(Mount):
    """The files of the page, index.html at the root; nothing under the API, where it would hide a refused method."""

    def __init__(self) -> None:
        super().__init__("/", StaticFiles(directory=PAGE, html=True))

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """See Mount."""
        return (Match.NONE, {}) if scope["path"].startswith(_API) else super().matches(scope)
