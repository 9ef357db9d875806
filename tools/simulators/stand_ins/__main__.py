"""`python -m tools.simulators.stand_ins`: run the stand-ins until SIGTERM."""

import contextlib
import socket
from collections.abc import Iterator

import uvicorn

from chassis.process import Process
from chassis.service import run
from tools.simulators.stand_ins.app import build
from tools.simulators.stand_ins.settings import StandInsSettings


async def _build(process: Process[StandInsSettings]) -> None:
    settings = process.settings
    host, _, port = settings.http_listen.rpartition(":")
    listening = socket.create_server((host, int(port)))
    app = build(settings.keys, settings.people, video_hook=settings.video_hook)
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off")
    process.background(_served(_Server(config), listening), "http")


async def _served(server: uvicorn.Server, listening: socket.socket) -> None:
    await server.serve(sockets=[listening])


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the process."""
        yield


if __name__ == "__main__":
    run("stand_ins", StandInsSettings, _build)
