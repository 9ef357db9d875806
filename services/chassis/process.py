"""A running process: its settings and parts, opened in order, closed in reverse, stopped by SIGTERM."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Any, Final, Generic, TypeVar

import grpc
import structlog

from chassis import failpoints, grpc_client, postgres, telemetry
from chassis.clock import Clock, SystemClock
from chassis.grpc_interceptor import ALONE, ProofSharing
from chassis.grpc_server import Server
from chassis.health import HealthServer, Readiness, Standings
from chassis.issuers import load_issuers
from chassis.kafka import KafkaPublisher, TopicLike, check_topics
from chassis.postgres import Pool
from chassis.schema_version import check_version, default_schema
from chassis.settings import (
    GrpcSettings,
    KafkaSettings,
    PostgresSettings,
    ServiceKeySettings,
    ServiceSettings,
    TokenSettings,
)
from chassis.shared_proofs import SharedProofs
from chassis.tokens import ServiceTokens, TokenSigner, TokenVerifier

S_co = TypeVar("S_co", bound=ServiceSettings, covariant=True)
_MESSAGE_BYTES: Final = 256 * 1024
P = TypeVar("P", bound=ServiceSettings)


class Process(Generic[S_co]):
    """What `build` furnishes: each method opens a part, adds its readiness ping and its closing."""

    def __init__(self, name: str, settings: S_co, *, clock: Clock | None = None) -> None:
        """Take the service's name and its settings."""
        self.name = name
        self.settings = settings
        self.clock: Clock = clock or SystemClock()
        self.telemetry = telemetry.setup(settings, name)
        self.failpoints = failpoints.from_directory(settings.failpoints)
        self.readiness = Readiness()
        self.standings = Standings()
        self.stopping = asyncio.Event()
        self.server: Server | None = None
        self._proofs = ALONE
        self._exit = AsyncExitStack()
        self._exit.callback(self.telemetry.stop)
        self._background: list[tuple[str, Coroutine[Any, Any, None]]] = []
        self._log = structlog.get_logger()

    def on_stop(self, close: Callable[[], Awaitable[object]]) -> None:
        """Add something to close at the end; the last added is closed first."""
        self._exit.push_async_callback(close)

    def background(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Run a coroutine for the life of the process; should it end or raise, the process ends with 1."""
        self._background.append((name, work))

    async def postgres(
        self,
        package: str,
        *,
        schema: str | None = None,
        role: str | None = None,
        parameters: dict[str, str] | None = None,
    ) -> Pool:
        """Open the service's pool and refuse a schema version this build does not know.

        `parameters` are PostgreSQL's, as `postgres.pool` takes them.
        """
        settings = _part(self.settings, PostgresSettings)
        pool = await postgres.pool(
            settings.dsn.get_secret_value(),
            schema=schema or default_schema(package),
            role=role,
            min_size=settings.pool_min,
            max_size=settings.pool_max,
            settings=parameters,
        )
        self.on_stop(pool.close)
        await check_version(pool, package, schema=schema)
        self.readiness.add("postgres", lambda: postgres.ping(pool))
        return pool

    async def publisher(self, *topics: TopicLike) -> KafkaPublisher:
        """Open the publisher and refuse a broker whose topics differ from the declaration."""
        settings = _part(self.settings, KafkaSettings)
        await check_topics(settings.bootstrap, topics)
        publisher = KafkaPublisher(settings.bootstrap, client_id=self.name, batch_bytes=_batch_bytes(topics))
        await publisher.start()
        self.on_stop(publisher.stop)
        self.readiness.add("kafka", publisher.ping)
        return publisher

    def verifier(self) -> TokenVerifier:
        """Give the verifier of the issuers in the settings."""
        return TokenVerifier(load_issuers(_part(self.settings, TokenSettings).token_issuers), self.clock)

    def own_tokens(self) -> ServiceTokens:
        """Give the tokens with which this service calls peers in its own name."""
        key = _part(self.settings, ServiceKeySettings).service_key
        return ServiceTokens(TokenSigner.load(key, clock=self.clock), self.name, self.clock)

    def channel(self, target: str, **options: Any) -> grpc.aio.Channel:
        """Open a channel to a peer, closed with the process; options as grpc_client.channel takes them."""
        opened = grpc_client.channel(target, tls=self.settings.tls, telemetry=self.telemetry, **options)
        self.on_stop(lambda: opened.close(None))
        return opened

    def share_proofs(self, pool: Pool, *, meanwhile: Sequence[str] = ()) -> None:
        """Let all processes of this service know the proofs of possession that each was shown; before `serve`.

        The schema of the pool has the table of shared_proofs. `meanwhile` are methods that only read. Nothing happens
        where the settings say that there is one process only.
        """
        if self.server is not None:
            raise RuntimeError("share_proofs comes before serve: the server is there already")
        if not _part(self.settings, GrpcSettings).share_proofs:
            return
        memory = SharedProofs(pool)
        self._proofs = ProofSharing(memory, frozenset(meanwhile))
        self.background(memory.sweep(), "proofs-sweep")

    def serve(self, servicer: Any, add_to_server: Callable[[Any, Any], None], service_name: str) -> Server:
        """Serve a servicer under its full proto name; calls begin when `build` has returned."""
        if self.server is None:
            self.server = Server(
                _part(self.settings, GrpcSettings),
                token_verifier=self.verifier(),
                readiness=self.readiness,
                telemetry=self.telemetry,
                audience=_part(self.settings, TokenSettings).token_audience,
                proofs=self._proofs,
            )
        self.server.add(servicer, add_to_server, service_name)
        return self.server

    async def run(self) -> int:
        """Run until told to stop (0) or until a background task ends (1); everything opened is closed."""
        tasks: Mapping[str, asyncio.Task[None]] = {}
        try:
            await self._listen()
            tasks = {name: asyncio.create_task(work, name=name) for name, work in self._background}
            return await self._wait(tasks)
        finally:
            self.readiness.stopping = True
            if self.server is not None:
                await self.server.stop()
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)

    async def close(self) -> None:
        """Close what was opened, the last first."""
        for _, work in self._background:
            work.close()
        await self._exit.aclose()

    async def _listen(self) -> None:
        if self.settings.health_listen is not None:
            health = HealthServer(self.readiness, self.settings.health_listen, self.standings)
            await health.start()
            self.on_stop(health.stop)
        if self.server is not None:
            await self.server.start()
        self._log.info("started", environment=self.settings.environment)

    async def _wait(self, tasks: Mapping[str, asyncio.Task[None]]) -> int:
        stop = asyncio.create_task(self.stopping.wait())
        await asyncio.wait([stop, *tasks.values()], return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        ended = [(name, task) for name, task in tasks.items() if task.done()]
        for name, task in ended:
            self._log.critical("background_ended", task=name, exc_info=task.exception())
        return 1 if ended else 0


def _batch_bytes(topics: Sequence[TopicLike]) -> int:
    """Give the largest batch every topic takes, with a tenth left for what the broker adds."""
    limits = [int(topic.config.get("max.message.bytes", _MESSAGE_BYTES)) for topic in topics]
    return min(limits, default=_MESSAGE_BYTES) * 9 // 10


def _part(settings: ServiceSettings, mixin: type[P]) -> P:
    if not isinstance(settings, mixin):
        raise TypeError(f"{type(settings).__name__} must also inherit {mixin.__name__} for this part")
    return settings
