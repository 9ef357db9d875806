"""The bench's own end of the broker: fast producers, a cheap wait for the end, and receipts with their arrival times.

A trap: librdkafka's consume(n, timeout) waits for n messages or the whole timeout, so a long timeout adds half of
itself to every latency. The timeouts here are a few milliseconds.
"""

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass

from confluent_kafka import Consumer, Producer, TopicPartition

from contracts.topics import PARTITIONS, RECEIPT
from tools.bench.traffic import Outgoing
from tools.checker.broker import end_offsets

ISSUED = b"vitale.receipt.v1.ReceiptIssued"
_ROUND_S = 0.004
_AT_ONCE = 200


def producer(bootstrap: str, *, linger_ms: int) -> Producer:
    """acks=all, idempotent."""
    return Producer(
        {
            "bootstrap.servers": bootstrap,
            "acks": "all",
            "enable.idempotence": True,
            "linger.ms": linger_ms,
            "compression.type": "lz4",
            "queue.buffering.max.messages": 2_000_000,
            "queue.buffering.max.kbytes": 1 << 20,
            "log_level": 0,
        }
    )


def preload(bootstrap: str, topic: str, records: Iterable[Outgoing], *, stamped: bool = False) -> int:
    """Write records as fast as the broker takes them; how many.

    Raises:
        RuntimeError: the broker did not take all.
    """
    out, count = producer(bootstrap, linger_ms=20), 0
    for count, record in enumerate(records, start=1):
        value = record.stamped(int(time.time() * 1e6)) if stamped else record.value
        out.produce(topic, value=value, key=record.key, partition=record.partition, headers=list(record.headers))
        if count % 1000 == 0:
            out.poll(0)
    if out.flush(120):
        raise RuntimeError("the broker did not take every record")
    return count


def receipt_ends(bootstrap: str) -> dict[int, int]:
    """Where each partition of the receipt topic ends."""
    return {partition: end for (_, partition), end in end_offsets(bootstrap, [RECEIPT.name]).items()}


def receipt_end(bootstrap: str) -> int:
    """How many records stand on the receipt topic."""
    return sum(receipt_ends(bootstrap).values())


def wait_for_end(bootstrap: str, target: int, *, timeout_s: float) -> None:
    """Wait until so many records stand on the receipt topic, asking seldom so that it costs nothing.

    Raises:
        TimeoutError: they did not come.
    """
    deadline = time.monotonic() + timeout_s
    while (found := receipt_end(bootstrap)) < target:
        if time.monotonic() > deadline:
            raise TimeoutError(f"{found} of {target} entries were published within {timeout_s:.0f} s")
        time.sleep(0.25)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A receipt: when this process had it (s), when it was produced (ms), and its bytes."""

    seen: float
    produced_ms: int
    value: bytes


class Sink:
    """A thread that takes receipts from given offsets on and keeps them undecoded, each seq once."""

    def __init__(self, bootstrap: str, start: dict[int, int]) -> None:
        self._consumer = Consumer(
            {"bootstrap.servers": bootstrap, "group.id": "bench", "enable.auto.commit": False, "fetch.wait.max.ms": 10}
        )
        self._consumer.assign([TopicPartition(RECEIPT.name, p, start.get(p, 0)) for p in range(PARTITIONS)])
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._take, name="sink", daemon=True)
        self._receipts: dict[bytes, Arrival] = {}
        self._thread.start()

    @classmethod
    def from_now(cls, bootstrap: str) -> "Sink":
        """Only what comes from here on."""
        return cls(bootstrap, receipt_ends(bootstrap))

    def _take(self) -> None:
        while not self._stop.is_set():
            messages = self._consumer.consume(_AT_ONCE, _ROUND_S)
            now = time.time()
            for message in messages:
                headers = {} if message.error() else dict(message.headers())
                if headers.get("ce_type") == ISSUED:  # a seq published again after a restart counts once
                    arrival = Arrival(now, message.timestamp()[1], message.value())
                    self._receipts.setdefault(headers["ce_id"], arrival)

    def wait(self, count: int, *, timeout_s: float) -> list[Arrival]:
        """Wait for so many receipts, or the time; what came, then stop."""
        deadline = time.monotonic() + timeout_s
        while len(self._receipts) < count and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.3)  # one too many would show up here
        self._stop.set()
        self._thread.join()
        self._consumer.close()
        return list(self._receipts.values())
