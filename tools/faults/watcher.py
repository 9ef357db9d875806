"""Listens to vitale.receipt.v1 from outside and remembers when receipts came and how far each partition is."""

import threading
import time
from typing import Any

from confluent_kafka import Consumer, TopicPartition

from contracts.topics import PARTITIONS, RECEIPT

_ISSUED = b"vitale.receipt.v1.ReceiptIssued"


class Watcher:
    """A thread with a consumer without a group; times are the broker's record times, ms since 1970."""

    def __init__(self, bootstrap: str) -> None:
        self._consumer = Consumer(
            {"bootstrap.servers": bootstrap, "group.id": "watcher", "enable.auto.commit": False, "log_level": 0}
        )
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._issued_ms: list[int] = []
        self._last_seq = dict.fromkeys(range(PARTITIONS), 0)
        self._thread = threading.Thread(target=self._listen, name="watcher", daemon=True)

    def start(self) -> None:
        """Listen from the beginning of the topic."""
        self._consumer.assign([TopicPartition(RECEIPT.name, number, 0) for number in range(PARTITIONS)])
        self._thread.start()

    def stop(self) -> None:
        """Stop listening."""
        self._stop.set()
        self._thread.join()
        self._consumer.close()

    def _listen(self) -> None:
        while not self._stop.is_set():
            for message in self._consumer.consume(500, 0.05):
                if not message.error():
                    self._note(message)

    def _note(self, message: Any) -> None:
        headers = dict(message.headers())
        seq = int(headers["ce_id"].rpartition(b"-")[2])
        with self._lock:
            self._last_seq[message.partition()] = max(seq, self._last_seq[message.partition()])
            if headers["ce_type"] == _ISSUED:
                self._issued_ms.append(message.timestamp()[1])

    @property
    def issued(self) -> int:
        """How many receipts came, repeated ones included."""
        with self._lock:
            return len(self._issued_ms)

    def last_seqs(self) -> dict[int, int]:
        """The highest seq seen of every partition."""
        with self._lock:
            return dict(self._last_seq)

    def published_after(self, moment: float) -> float | None:
        """Seconds from `moment` (time.time()) to the first receipt published after it; None when none came yet."""
        with self._lock:
            later = [at for at in self._issued_ms[-5000:] if at > moment * 1000]
        return min(later) / 1000 - moment if later else None

    def first_receipt_after(self, moment: float, *, timeout_s: float) -> float:
        """Wait for `published_after`.

        Raises:
            TimeoutError: none came in time.
        """
        deadline = time.monotonic() + timeout_s
        while time.monotonic() < deadline:
            seconds = self.published_after(moment)
            if seconds is not None:
                return seconds
            time.sleep(0.02)
        raise TimeoutError(f"no receipt within {timeout_s:.0f} s")
