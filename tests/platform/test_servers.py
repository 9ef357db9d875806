"""The real Kafka and PostgreSQL of the fixtures answer, are durable, listen on loopback and die with their launcher."""

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import KafkaError

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]


async def test_the_database_is_durable_and_listens_on_loopback_only(postgres_dsn: str) -> None:
    connection = await asyncpg.connect(postgres_dsn)
    try:
        shown = {name: await connection.fetchval(f"SHOW {name}") for name in ("fsync", "synchronous_commit")}
        assert shown == {"fsync": "on", "synchronous_commit": "on"}
        assert await connection.fetchval("SHOW listen_addresses") == "127.0.0.1"
    finally:
        await connection.close()


async def test_the_database_refuses_a_wrong_password(postgres_dsn: str) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        await asyncpg.connect(postgres_dsn, password="wrong")


async def test_an_acknowledged_record_is_read_back_from_the_broker(kafka_bootstrap: str) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    await admin.create_topics([NewTopic("platform.test", num_partitions=2, replication_factor=1)])
    await admin.close()
    async with AIOKafkaProducer(bootstrap_servers=kafka_bootstrap, acks="all", enable_idempotence=True) as producer:
        await producer.send_and_wait("platform.test", b"value", partition=1)
    async with AIOKafkaConsumer(bootstrap_servers=kafka_bootstrap, auto_offset_reset="earliest") as consumer:
        consumer.assign([TopicPartition("platform.test", 1)])
        assert (await consumer.getone()).value == b"value"


async def test_the_broker_never_makes_a_topic_by_itself(kafka_bootstrap: str) -> None:
    async with AIOKafkaProducer(bootstrap_servers=kafka_bootstrap, request_timeout_ms=1000) as producer:
        with pytest.raises(KafkaError):
            await producer.send_and_wait("platform.never_declared", b"value", partition=0)
    admin = AIOKafkaAdminClient(bootstrap_servers=kafka_bootstrap)
    await admin.start()
    topics = await admin.list_topics()
    await admin.close()
    assert "platform.never_declared" not in topics
