"""Parts the tests of the wiring share: a clock, a signer, a running server."""

import logging
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import grpc
import pytest
import pytest_asyncio
import structlog

from chassis.clock import FixedClock
from chassis.grpc_client import channel
from chassis.grpc_server import Server
from chassis.health import Readiness
from chassis.issuers import Issuer
from chassis.settings import GrpcSettings
from chassis.telemetry import OFF, Telemetry
from chassis.tokens import TokenSigner, TokenVerifier
from tests.fakes.echo_service import ECHO, EchoService, add_echo


@dataclass(frozen=True)
class Running:
    """A server in this process and a real channel to it."""

    server: Server
    service: EchoService
    readiness: Readiness
    signer: TokenSigner
    channel: grpc.aio.Channel


@pytest.fixture
def logs_as_before() -> Iterator[None]:
    """Undo logs.configure after the test."""
    hook, root = sys.excepthook, logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    sys.excepthook = hook
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def signer() -> TokenSigner:
    return TokenSigner.generate(clock=FixedClock(datetime(2026, 1, 1, tzinfo=UTC)))


async def start(signer: TokenSigner, settings: GrpcSettings, telemetry: Telemetry = OFF) -> Running:
    """Start an echo server as these settings say."""
    verifier = TokenVerifier([Issuer(**signer.public())], FixedClock(datetime(2026, 1, 1, tzinfo=UTC)))
    readiness, service = Readiness(), EchoService()
    server = Server(settings, token_verifier=verifier, readiness=readiness, telemetry=telemetry)
    server.add(service, add_echo, ECHO)
    await server.start()
    return Running(server, service, readiness, signer, channel(f"127.0.0.1:{server.port}"))


@pytest_asyncio.fixture
async def running(signer: TokenSigner) -> AsyncIterator[Running]:
    settings = GrpcSettings(
        environment="test",
        grpc_listen="127.0.0.1:0",
        grpc_max_message_bytes=2048,
        grpc_max_concurrent=4,
        grpc_max_call_s=5,
        stop_grace_s=5,
    )
    found = await start(signer, settings)
    yield found
    await found.channel.close()
    found.service.released.set()
    await found.server.stop()
