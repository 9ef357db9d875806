"""One Kafka node on loopback: formatted once, started, asked for metadata until it answers."""

import asyncio
import base64
import os
import secrets
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from tools.local.children import Child, ChildError, Program, shimmed
from tools.local.kafka.jars import HERE, ensure_jars

FORMAT_TIMEOUT_SECONDS = 120
READY_TIMEOUT_SECONDS = 90


@dataclass(frozen=True, slots=True)
class BrokerPlan:
    """Where the node lives and listens; `brief` trades peak speed for a faster start (tests)."""

    directory: Path
    port: int
    controller_port: int
    log: Path
    brief: bool = False


class Broker:
    """A Kafka node this process owns."""

    def __init__(self, plan: BrokerPlan) -> None:
        self.plan = plan
        self.child = Child(self._program(plan))

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.plan.port}"

    @staticmethod
    def _program(plan: BrokerPlan) -> Program:
        command = [*java(plan), "kafka.Kafka", str(plan.directory / "server.properties")]
        return Program("kafka", command, plan.log, env=dict(os.environ), grace_seconds=15.0)

    def prepare(self) -> None:
        """Write the settings and format on the first start; the mark `ready` is last, so a cut format is done again."""
        self.plan.directory.mkdir(parents=True, exist_ok=True)
        settings = self.plan.directory / "server.properties"
        settings.write_text(render(self.plan))
        mark = self.plan.directory / "ready"
        if not mark.exists():
            shutil.rmtree(self.plan.directory / "data", ignore_errors=True)
            format_storage(self.plan, settings)
            mark.touch()

    async def wait_ready(self) -> None:
        """Wait until the node answers a metadata request; an open port alone says nothing."""
        await self.child.wait_ready(self.answers, timeout_seconds=READY_TIMEOUT_SECONDS)

    async def answers(self) -> bool:
        """Ask once for metadata."""
        return await answers(self.bootstrap)


async def answers(bootstrap: str) -> bool:
    """Say whether the broker at `bootstrap` answers a metadata request."""
    if not await _listens(bootstrap):  # the client would log an error for each refused attempt
        return False
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=5000)
    try:
        await admin.start()
        return bool((await admin.describe_cluster())["brokers"])
    except (KafkaError, OSError):
        return False
    finally:
        await admin.close()


async def _listens(bootstrap: str) -> bool:
    host, _, port = bootstrap.partition(",")[0].rpartition(":")
    try:
        _, writer = await asyncio.open_connection(host, int(port))
    except OSError:
        return False
    writer.close()
    return True


def java(plan: BrokerPlan) -> list[str]:
    """Return the JVM's command line up to the main class."""
    heap = ["-Xms96m", "-Xmx384m", "-XX:TieredStopAtLevel=1"] if plan.brief else ["-Xms256m", "-Xmx512m"]
    logging = f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}"
    return ["java", *heap, "-XX:+UseSerialGC", "-Xshare:auto", logging, "-cp", f"{ensure_jars()}/*"]


def render(plan: BrokerPlan) -> str:
    """Fill in the template beside this module."""
    template = (HERE / "server.properties").read_text()
    values = {"port": plan.port, "controller_port": plan.controller_port, "data": plan.directory / "data"}
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", str(value))
    return template


def cluster_id() -> str:
    """Return a new id: 16 random bytes in URL-safe base64 without padding, never taken for an option."""
    while True:
        text = base64.urlsafe_b64encode(secrets.token_bytes(16)).decode().rstrip("=")
        if not text.startswith("-"):
            return text


def format_storage(plan: BrokerPlan, settings: Path) -> None:
    """Format the data folder; safe to repeat after a start that was cut short."""
    arguments = ["format", "--standalone", "--ignore-formatted", "-t", cluster_id(), "-c", str(settings)]
    command = [*java(plan), "kafka.tools.StorageTool", *arguments]
    run = subprocess.run(
        shimmed(command, user=None, death_signal=signal.SIGKILL),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=FORMAT_TIMEOUT_SECONDS,
    )
    if run.returncode:
        raise ChildError(f"Kafka could not format {plan.directory}:\n{(run.stdout + run.stderr)[-2000:]}")
