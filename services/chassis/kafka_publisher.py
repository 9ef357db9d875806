"""The publisher on a real broker: whole batches to explicit partitions, acknowledged by all replicas, idempotent."""

import asyncio
import contextlib
from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from aiokafka import AIOKafkaProducer
from aiokafka import errors as kafka_errors

from chassis.errors import DomainError, ErrorCode
from chassis.records import OutRecord

_REQUEST_MS: Final = 10_000
_PING_S: Final = 3.0
_STOP_S: Final = 5.0
# A batch counts as one message at the broker: it must stay under max.message.bytes, 256 KiB for our topics.
_BATCH_BYTES: Final = 240_000


class KafkaPublisher:
    """Publishes with acks=all, idempotence and no linger, and gives up waiting after `timeout_s`.

    An idempotent producer never drops a batch: it tries until the broker answers. What was given up on may therefore
    still be written, before whatever is published later; callers repeat it, consumers drop what they have seen. An
    answer that is an error leaves a gap in the producer's sequence, after which only a new producer can go on.
    """

    def __init__(
        self, bootstrap: str, *, client_id: str = "vitale", batch_bytes: int = _BATCH_BYTES, timeout_s: float = 10.0
    ) -> None:
        """Take the brokers' addresses (host:port, comma separated), the largest batch, the longest wait in seconds."""
        self._bootstrap = bootstrap
        self._client_id = client_id
        self._batch_bytes = batch_bytes
        self._timeout_s = timeout_s
        self._producer: Any = None
        self._opening = asyncio.Lock()
        self._closing: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Connect; a broker that is down is met again at the first publication."""
        with contextlib.suppress(DomainError):
            await self._ready()

    async def publish(self, records: Sequence[OutRecord]) -> None:
        """Send in order per partition and wait for all acknowledgements; errors as the port says."""
        if not records:
            return
        try:
            async with asyncio.timeout(self._timeout_s):
                await self._publish(await self._ready(), records)
        except (TimeoutError, kafka_errors.KafkaTimeoutError) as error:
            raise _unavailable() from error

    async def _publish(self, producer: Any, records: Sequence[OutRecord]) -> None:
        try:
            sent = await self._send(producer, records)
            results = await asyncio.gather(*sent, return_exceptions=True)
            for result in results:
                if isinstance(result, BaseException):
                    raise result
        except (TimeoutError, kafka_errors.KafkaTimeoutError):
            raise
        except (kafka_errors.KafkaError, AssertionError, ValueError, OSError) as error:
            self._discard(producer)
            raise _translated(error, records) from error

    async def ping(self) -> None:
        """Ask the broker for its metadata; DomainError UNAVAILABLE when it does not answer in three seconds."""
        try:
            async with asyncio.timeout(_PING_S):
                producer = await self._ready()
                answered = await producer.client.force_metadata_update()
        except TimeoutError:
            answered = False
        if not answered:
            raise _unavailable()

    async def stop(self) -> None:
        """Flush what is under way for at most five seconds, then close."""
        producer, self._producer = self._producer, None
        if producer is not None:
            await _close(producer)
        if self._closing:
            await asyncio.wait(self._closing, timeout=_STOP_S)

    async def _ready(self) -> Any:
        async with self._opening:
            if self._producer is None:
                self._producer = await self._open()
            return self._producer

    async def _open(self) -> Any:
        producer = AIOKafkaProducer(
            bootstrap_servers=self._bootstrap,
            client_id=self._client_id,
            acks="all",
            enable_idempotence=True,
            linger_ms=0,
            compression_type="lz4",
            max_batch_size=self._batch_bytes,
            request_timeout_ms=_REQUEST_MS,
            retry_backoff_ms=50,
        )
        try:
            await producer.start()
        except (kafka_errors.KafkaError, OSError) as error:
            await _close(producer)
            raise _unavailable() from error
        except BaseException:
            await _close(producer)
            raise
        return producer

    async def _send(self, producer: Any, records: Sequence[OutRecord]) -> list[asyncio.Future[Any]]:
        sent: list[asyncio.Future[Any]] = []
        ordered = sorted(records, key=_place)  # stable: order inside a partition is the caller's
        for (topic, partition), group in groupby(ordered, key=_place):
            await producer.client._wait_on_metadata(topic)  # noqa: SLF001 - send_batch waits on it too, then asserts
            for batch in _batches(producer, list(group)):
                acknowledged = await producer.send_batch(batch, topic, partition=partition)
                sent.append(acknowledged)
        return sent

    def _discard(self, producer: Any) -> None:
        if self._producer is producer:
            self._producer = None
            task = asyncio.create_task(_close(producer))
            self._closing.add(task)
            task.add_done_callback(self._closing.discard)


def _place(record: OutRecord) -> tuple[str, int]:
    return record.topic, record.partition


def _batches(producer: Any, records: Sequence[OutRecord]) -> list[Any]:
    batches: list[Any] = [producer.create_batch()]
    for record in records:
        if not _append(batches[-1], record):
            batches.append(producer.create_batch())
            _append(batches[-1], record)
    return batches


def _append(batch: Any, record: OutRecord) -> bool:
    added = batch.append(timestamp=None, key=record.key, value=record.value, headers=list(record.headers))
    return added is not None


async def _close(producer: Any) -> None:
    """Close for good: a producer whose broker is away would flush for ever."""
    with contextlib.suppress(kafka_errors.KafkaError, OSError, TimeoutError):
        try:
            await asyncio.wait_for(producer.stop(), _STOP_S)
        except TimeoutError:
            await producer._sender.close()  # noqa: SLF001 - stop() has no way to give up
            await producer.client.close()


def _unavailable() -> DomainError:
    return DomainError(ErrorCode.UNAVAILABLE, {"dependency": "kafka"})


def _translated(error: BaseException, records: Sequence[OutRecord]) -> DomainError:
    topics = ",".join(sorted({record.topic for record in records}))
    if isinstance(error, kafka_errors.MessageSizeTooLargeError | kafka_errors.RecordListTooLargeError):
        return DomainError(ErrorCode.RECORD_TOO_LARGE, {"topic": topics})
    if isinstance(error, kafka_errors.UnknownTopicOrPartitionError | AssertionError | ValueError):
        return DomainError(ErrorCode.TOPIC_MISMATCH, {"topic": topics})
    return DomainError(ErrorCode.UNAVAILABLE, {"dependency": "kafka", "error": type(error).__name__})
