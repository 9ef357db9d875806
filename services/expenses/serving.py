"""Serves the application with uvicorn inside a process that already handles signals; streams say goodbye first."""

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator

import uvicorn
from starlette.types import ASGIApp


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process."""
        yield


def listen(address: str) -> socket.socket:
    """A listening socket on host:port; OSError when the port is taken.

    Its connections inherit that they do not wait to send: an answer goes out in two writes, headers and body, and the
    second would else wait for the reader's delayed acknowledgement of the first, 40 ms. asyncio does not see to it:
    it asks for the protocol number, which a socket made like this does not carry.
    """
    host, _, port = address.rpartition(":")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host.strip("[]"), int(port)), family=family, backlog=1024)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


async def serve(app: ASGIApp, listening: socket.socket, *, goodbye: Callable[[], None], grace_s: float) -> None:
    """Serve until cancelled, then say goodbye to streams and let requests end within the grace time, in seconds."""
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=max(1, int(grace_s))
    )
    config.server_header = False
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        await asyncio.shield(serving)
    except asyncio.CancelledError:
        goodbye()
        server.should_exit = True
        await serving
        raise
