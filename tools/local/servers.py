"""The two servers of a stack, Kafka and PostgreSQL: owned and started here, or named by a setting and only checked."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

from tools.local.children import Child, ChildError
from tools.local.environment import loopback
from tools.local.kafka import broker as kafka
from tools.local.postgres import database
from tools.local.postgres.server import PostgresServer, ServerPlan


@dataclass(frozen=True, slots=True)
class ServersPlan:
    """Folder, ports and, when they run elsewhere, the addresses of Kafka (host:port) and PostgreSQL (admin DSN)."""

    directory: Path
    ports: dict[str, int]
    brief: bool = False
    kafka: str | None = None
    postgres: str | None = None


@dataclass(slots=True)
class Servers:
    """Starts, restarts and ends them; `children` holds what this process owns."""

    plan: ServersPlan
    broker: kafka.Broker | None = None
    postgres: PostgresServer | None = None
    children: dict[str, Child] = field(default_factory=dict)

    def __post_init__(self) -> None:
        folder, logs, ports = self.plan.directory, self.plan.directory / "logs", self.plan.ports
        if self.plan.kafka is None:
            plan = kafka.BrokerPlan(
                folder / "kafka", ports["kafka"], ports["kafka_controller"], logs / "kafka.log", brief=self.plan.brief
            )
            self.broker = kafka.Broker(plan)
            self.children["kafka"] = self.broker.child
        if self.plan.postgres is None:
            self.postgres = PostgresServer(ServerPlan(folder / "postgres", ports["postgres"], logs / "postgres.log"))
            self.children["postgres"] = self.postgres.child

    @property
    def bootstrap(self) -> str:
        """Kafka's address."""
        return self.plan.kafka or loopback(self.plan.ports["kafka"])

    @property
    def admin_dsn(self) -> str:
        """The superuser's address."""
        if self.plan.postgres is not None:
            return self.plan.postgres
        assert self.postgres is not None
        return self.postgres.dsn()

    async def start_kafka(self) -> None:
        """Start the broker and wait until it answers; of an external one, only check that it does."""
        if self.broker is None:
            if not await kafka.answers(self.bootstrap):
                raise ChildError(f"no Kafka answers at {self.bootstrap} (VITALE_LOCAL_KAFKA)")
            return
        await asyncio.to_thread(self.broker.prepare)
        self.broker.child.start()
        await self.broker.wait_ready()

    async def start_postgres(self) -> None:
        """Start the database and wait until it answers; of an external one, only check that it does."""
        if self.postgres is None:
            if not await database.answers(self.admin_dsn):
                raise ChildError("no PostgreSQL answers at the address of VITALE_LOCAL_POSTGRES")
            return
        await asyncio.to_thread(self.postgres.prepare)
        await self.postgres.start_patiently()

    def describe_postgres(self) -> str:
        """Return version and place, without the password."""
        if self.postgres is None:
            return "PostgreSQL (external)"
        found = self.postgres.binaries
        return f"PostgreSQL {found.major} ({found.origin}) on {loopback(self.plan.ports['postgres'])}"
