"""A real Kafka broker of a test's own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tools.local.background import run_blocking
from tools.local.kafka.broker import Broker, BrokerPlan
from tools.local.ports import choose


@contextmanager
def local_broker(directory: Path) -> Iterator[str]:
    """Give the address of a fresh broker, ended by its pid when the test leaves."""
    ports = choose({"kafka": 0, "controller": 0})
    broker = Broker(BrokerPlan(directory, ports["kafka"], ports["controller"], directory / "kafka.log", brief=True))
    broker.prepare()
    broker.child.start()
    try:
        run_blocking(broker.wait_ready())
        yield broker.bootstrap
    finally:
        broker.child.kill()  # its data is thrown away, so a polite stop would only take time
