"""One Kafka node on loopback: formatted once, started, asked for metadata until it answers."""

import base64
import os
import secrets
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
        return Program("kafka", command, plan.log, env=dict(os.environ), stop_signal=signal.SIGTERM, grace_seconds=15.0)

    def start(self) -> None:
        """Write the settings, format on the first start, start the node."""
        self.plan.directory.mkdir(parents=True, exist_ok=True)
        settings = self.plan.directory / "server.properties"
        settings.write_text(render(self.plan))
        if not (self.plan.directory / "data" / "meta.properties").exists():
            format_storage(self.plan, settings)
        self.child.start()

    async def wait_ready(self) -> None:
        """Wait until the node answers a metadata request; an open port alone says nothing."""
        await self.child.wait_ready(self.answers, timeout_seconds=READY_TIMEOUT_SECONDS)

    async def answers(self) -> bool:
        """Ask once for metadata."""
        return await answers(self.bootstrap)


async def answers(bootstrap: str) -> bool:
    """Say whether the broker at `bootstrap` answers a metadata request with itself as leader of the cluster."""
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=5000)
    try:
        await admin.start()
        return bool((await admin.describe_cluster())["brokers"])
    except (KafkaError, OSError):
        return False
    finally:
        await admin.close()


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
