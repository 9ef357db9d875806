"""The gRPC server of every service: one interceptor, health per service, reflection outside production."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import grpc
import structlog
from grpc_health.v1 import health_pb2, health_pb2_grpc  # type: ignore[import-untyped]
from grpc_health.v1.health import aio as health_aio  # type: ignore[import-untyped]
from grpc_reflection.v1alpha import reflection  # type: ignore[import-untyped]

from chassis.callers import current_claims, current_token, require
from chassis.grpc_interceptor import ALONE, Around, Handler, ProofSharing, ServiceInterceptor
from chassis.health import Readiness
from chassis.settings import GrpcSettings
from chassis.telemetry import OFF, Telemetry
from chassis.tls import server_credentials
from chassis.tokens import TokenVerifier

__all__ = ["Server", "current_claims", "current_token", "require"]

_HEALTH: Final = "grpc.health.v1.Health"
_LOOK_S: Final = 1.0
_METADATA_BYTES: Final = 16 * 1024
_SERVING, _NOT_SERVING = health_pb2.HealthCheckResponse.SERVING, health_pb2.HealthCheckResponse.NOT_SERVING


class Server:
    """A gRPC server of one process; `stopping` is set when it drains, so that long streams can end by themselves."""

    def __init__(
        self,
        settings: GrpcSettings,
        *,
        token_verifier: TokenVerifier,
        readiness: Readiness,
        telemetry: Telemetry = OFF,
        audience: str = "vitale",
        proofs: ProofSharing = ALONE,
    ) -> None:
        """Take the process's settings and parts; `audience` is what callers' tokens must be made for."""
        self._settings, self._readiness = settings, readiness
        self._names: list[str] = []
        self._health = health_aio.HealthServicer()
        self._looking: asyncio.Task[None] | None = None
        self.stopping = asyncio.Event()
        self.port = 0
        self._interceptor = ServiceInterceptor(
            token_verifier,
            audience=audience,
            telemetry=telemetry,
            max_call_s=settings.grpc_max_call_s,
            proofs=proofs,
        )
        self._server = grpc.aio.server(
            options=_options(settings.grpc_max_message_bytes),
            maximum_concurrent_rpcs=settings.grpc_max_concurrent,
        )
        health_pb2_grpc.add_HealthServicer_to_server(self._health, _LookedUp(self._server))

    def add(self, servicer: Any, add_to_server: Callable[[Any, Any], None], service_name: str) -> None:
        """Serve a servicer; service_name is its full name in the protos, under which health answers."""
        add_to_server(servicer, _Intercepted(self._server, self._interceptor))
        self._names.append(service_name)

    async def start(self) -> None:
        """Listen (RuntimeError when the port is taken); `port` tells the one taken for port 0."""
        if not self._settings.is_production:
            names = [*self._names, _HEALTH, reflection.SERVICE_NAME]
            reflection.enable_server_reflection(names, _LookedUp(self._server))
        await self._tell(serving=await self._readiness.is_ready())
        if self._settings.tls is None:
            self.port = self._server.add_insecure_port(self._settings.grpc_listen)
        else:
            self.port = self._server.add_secure_port(self._settings.grpc_listen, server_credentials(self._settings.tls))
        await self._server.start()
        self._looking = asyncio.create_task(self._follow_readiness(), name="grpc-health")
        structlog.get_logger().info("grpc_listening", port=self.port, services=self._names)

    async def stop(self) -> None:
        """Say NOT_SERVING, let calls end for the grace time of the settings, then close."""
        self._readiness.stopping = True
        self.stopping.set()
        if self._looking is not None:
            self._looking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._looking
        await self._health.enter_graceful_shutdown()
        await self._server.stop(self._settings.stop_grace_s)

    async def run_until_stopped(self, stop: asyncio.Event | None = None) -> None:
        """Serve until `stop` is set (by default: until cancelled), then drain."""
        await self.start()
        try:
            await (stop or asyncio.Event()).wait()
        finally:
            await self.stop()

    async def _follow_readiness(self) -> None:
        while True:
            await asyncio.sleep(_LOOK_S)
            await self._tell(serving=await self._readiness.is_ready())

    async def _tell(self, *, serving: bool) -> None:
        for name in ("", *self._names):
            await self._health.set(name, _SERVING if serving else _NOT_SERVING)


class _LookedUp:
    """What generated code registers a service with, twice: only the first is heard, methods that are looked up.

    A server waits for calls of each registered method apart, and begins to wait for all of them anew after each call.
    """

    def __init__(self, server: "grpc.aio.Server") -> None:
        self._server = server

    def add_generic_rpc_handlers(self, handlers: Sequence[grpc.GenericRpcHandler]) -> None:
        """Register methods that are looked up."""
        self._server.add_generic_rpc_handlers(handlers)

    def add_registered_method_handlers(self, service_name: str, handlers: Mapping[str, Handler]) -> None:
        """Leave it: these are the same methods again."""


class _Intercepted(_LookedUp):
    """The same for a service of ours: its methods reach the server with the interceptor around them."""

    def __init__(self, server: "grpc.aio.Server", interceptor: ServiceInterceptor) -> None:
        super().__init__(server)
        self._interceptor = interceptor

    def add_generic_rpc_handlers(self, handlers: Sequence[grpc.GenericRpcHandler]) -> None:
        """Register methods that are looked up, each with the interceptor around it."""
        super().add_generic_rpc_handlers([Around(handler, self._interceptor) for handler in handlers])


def _options(max_message_bytes: int) -> list[tuple[str, int]]:
    """Give the channel arguments; keepalive ends dead peers, the age of connections spreads clients over new pods."""
    return [
        ("grpc.max_receive_message_length", max_message_bytes),
        ("grpc.max_send_message_length", 4 * 1024 * 1024),
        ("grpc.max_metadata_size", _METADATA_BYTES),
        ("grpc.max_concurrent_streams", 1_000),
        ("grpc.so_reuseport", 0),  # two processes on one port would share its calls without a word
        ("grpc.keepalive_time_ms", 30_000),
        ("grpc.keepalive_timeout_ms", 10_000),
        ("grpc.http2.min_recv_ping_interval_without_data_ms", 20_000),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.max_connection_age_ms", 300_000),
        ("grpc.max_connection_age_grace_ms", 30_000),
    ]
