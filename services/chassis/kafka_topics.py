"""Topics on the broker against their declaration: created when missing, refused when different."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, Protocol

from aiokafka import errors as kafka_errors
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from chassis.errors import DomainError, ErrorCode

_EXISTS: Final = 36  # TOPIC_ALREADY_EXISTS of the Kafka protocol: another process was quicker
_VISIBLE_S: Final = 15.0
_REPLICAS: Final = 1  # what one local broker can hold; aiokafka refuses -1, the broker's own default


class TopicLike(Protocol):
    """What the broker must know of a declared topic."""

    @property
    def name(self) -> str:
        """Its name."""
        ...

    @property
    def partitions(self) -> int:
        """How many partitions, fixed for life."""
        ...

    @property
    def config(self) -> Mapping[str, str]:
        """Its settings on the broker."""
        ...

    @property
    def built(self) -> bool:
        """Whether it is in use: others are declared and not created."""
        ...


async def ensure_topics(bootstrap: str, topics: Iterable[TopicLike]) -> None:
    """Create what is missing, then check all; for the local platform and tests, operators render their own.

    DomainError TOPIC_MISMATCH or UNAVAILABLE.
    """
    wanted = [topic for topic in topics if topic.built]
    async with _admin(bootstrap) as admin:
        present = set(await admin.list_topics())
        missing = [topic for topic in wanted if topic.name not in present]
        if missing:
            await _create(admin, missing)
        await _check_visible(admin, wanted)


async def check_topics(bootstrap: str, topics: Iterable[TopicLike]) -> None:
    """Refuse a broker whose topics are not as declared: DomainError TOPIC_MISMATCH names the first few."""
    async with _admin(bootstrap) as admin:
        _refuse(await _differences(admin, [topic for topic in topics if topic.built]))


@asynccontextmanager
async def _admin(bootstrap: str) -> AsyncIterator[Any]:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=10_000)
    try:
        await admin.start()
        yield admin
    except (kafka_errors.KafkaError, OSError, TimeoutError) as error:
        raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "kafka", "error": type(error).__name__}) from error
    finally:
        await admin.close()


async def _create(admin: Any, missing: Sequence[TopicLike]) -> None:
    answer = await admin.create_topics(
        [NewTopic(topic.name, topic.partitions, _REPLICAS, topic_configs=dict(topic.config)) for topic in missing]
    )
    refused = [f"{name}: error {code}" for name, code, *_ in answer.topic_errors if code not in (0, _EXISTS)]
    _refuse(refused)


async def _check_visible(admin: Any, wanted: Sequence[TopicLike]) -> None:
    """Check, with patience: a topic is created before every broker shows it."""
    loop = asyncio.get_running_loop()
    until = loop.time() + _VISIBLE_S
    while (wrong := await _differences(admin, wanted)) and loop.time() < until:
        if not all("missing" in difference for difference in wrong):
            break
        await asyncio.sleep(0.1)
    _refuse(wrong)


async def _differences(admin: Any, wanted: Sequence[TopicLike]) -> list[str]:
    described = await admin.describe_topics([topic.name for topic in wanted])
    present = {found["topic"]: len(found["partitions"]) for found in described if not found["error_code"]}
    return [difference for topic in wanted if (difference := _difference(topic, present.get(topic.name)))]


def _difference(topic: TopicLike, partitions: int | None) -> str | None:
    if partitions is None:
        return f"{topic.name}: missing"
    if partitions != topic.partitions:
        return f"{topic.name}: {partitions} partitions, declared {topic.partitions}"
    return None


def _refuse(wrong: Sequence[str]) -> None:
    if wrong:
        raise DomainError(ErrorCode.TOPIC_MISMATCH, {"topics": "; ".join(wrong[:5]), "count": str(len(wrong))})
