"""The relay on a real PostgreSQL: everything leaves, in order per key, whatever fails on the way."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg
import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from chassis import postgres
from chassis.errors import DomainError, ErrorCode
from chassis.kafka import MemoryPublisher, OutRecord
from chassis.migrations import migrate
from chassis.outbox import Relay, decode_headers, encode_headers
from chassis.postgres import Connection, Pool

SAMPLE = "tests.chassis.sample_service"


async def load(_connection: Connection, rows: Sequence[asyncpg.Record]) -> list[OutRecord]:
    """Give values that point back to their row; one that says `poison` cannot be built."""
    if any(row["value_ref"] == b"poison" for row in rows):
        raise DomainError(ErrorCode.UNDECODABLE)
    return [
        OutRecord(row["topic"], row["partition"], row["key"], row["value_ref"], decode_headers(row["headers"]))
        for row in rows
    ]


@pytest_asyncio.fixture
async def pool(postgres_dsn: str) -> AsyncIterator[Pool]:
    await migrate(postgres_dsn, SAMPLE, schema="sample")
    opened = await postgres.pool(postgres_dsn, schema="sample", role="sample", max_size=6)
    await opened.execute("DELETE FROM outbox")
    yield opened
    await opened.close()


@asynccontextmanager
async def relaying(*relays: Relay) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(relay.run()) for relay in relays]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def write(pool: Pool, values: Sequence[bytes], *, key: bytes = b"home") -> None:
    """Write a state and its outbox rows in one statement, as services do."""
    await pool.execute(
        "INSERT INTO outbox (topic, partition, key, headers, value_ref) "
        "SELECT 'sample', 3, $1, $2, value FROM unnest($3::bytea[]) WITH ORDINALITY AS v(value, n) ORDER BY n",
        key,
        encode_headers((("ce_type", b"sample"),)),
        list(values),
    )


async def emptied(pool: Pool, left: int = 0) -> None:
    async with asyncio.timeout(20):
        while await pool.fetchval("SELECT count(*) FROM outbox") > left:  # noqa: ASYNC110 - a table has no event
            await asyncio.sleep(0.01)


def numbers(count: int, first: int = 0) -> list[bytes]:
    return [b"%06d" % number for number in range(first, first + count)]


@pytest.mark.integration
@pytest.mark.asyncio
async def test_every_row_is_published_once_in_order_and_deleted(pool: Pool) -> None:
    publisher = MemoryPublisher()
    relay = Relay(pool, publisher, load, schema="sample", batch=100)
    async with relaying(relay):
        await write(pool, numbers(350))
        relay.wake()
        await emptied(pool)
    assert [record.value for record in publisher.records] == numbers(350)
    assert publisher.records[0] == OutRecord("sample", 3, b"home", b"000000", (("ce_type", b"sample"),))


@pytest.mark.integration
@pytest.mark.asyncio
async def test_rows_leave_without_being_told(pool: Pool) -> None:
    publisher = MemoryPublisher()
    async with relaying(Relay(pool, publisher, load, schema="sample")):
        await write(pool, numbers(1))
        await emptied(pool)
    assert len(publisher.records) == 1


@pytest.mark.integration
@pytest.mark.asyncio
async def test_a_lower_id_that_commits_later_is_not_stepped_over(pool: Pool) -> None:
    publisher = MemoryPublisher()
    async with relaying(Relay(pool, publisher, load, schema="sample")), pool.acquire() as slow:
        transaction = slow.transaction()
        await transaction.start()
        await slow.execute("INSERT INTO outbox VALUES (DEFAULT, 'sample', 0, 'early', '', 'early')")
        await write(pool, [b"late"])
        await emptied(pool)
        await transaction.commit()
        await write(pool, [b"after"])
        await emptied(pool)
    assert [record.value for record in publisher.records] == [b"late", b"early", b"after"]


@pytest.mark.integration
@pytest.mark.asyncio
async def test_a_broker_that_is_down_holds_everything_and_loses_nothing(pool: Pool) -> None:
    publisher = MemoryPublisher()
    publisher.down = True
    async with relaying(Relay(pool, publisher, load, schema="sample", batch=10)):
        await write(pool, numbers(25))
        await asyncio.sleep(0.3)
        assert await pool.fetchval("SELECT count(*) FROM outbox") == 25
        publisher.down = False
        await emptied(pool)
    assert [record.value for record in publisher.records] == numbers(25)


@pytest.mark.integration
@pytest.mark.asyncio
async def test_the_age_of_the_oldest_row_grows_while_nothing_leaves_and_is_0_without_rows(pool: Pool) -> None:
    publisher = MemoryPublisher()
    relay = Relay(pool, publisher, load, schema="sample")
    assert await relay.standing() == {"rows": 0, "oldest_s": 0.0}
    await write(pool, numbers(3))
    await asyncio.sleep(0.2)
    await write(pool, numbers(2, 3))
    waiting = await relay.standing()
    assert waiting["rows"] == 5
    assert 0.2 <= waiting["oldest_s"] < 20
    async with relaying(relay):
        await emptied(pool)
    assert await relay.standing() == {"rows": 0, "oldest_s": 0.0}


@pytest.mark.integration
@pytest.mark.asyncio
async def test_a_lost_database_session_is_taken_up_again(pool: Pool, postgres_dsn: str) -> None:
    publisher = MemoryPublisher()
    owner = await asyncpg.connect(postgres_dsn)
    async with relaying(Relay(pool, publisher, load, schema="sample")):
        await write(pool, numbers(5))
        await emptied(pool)
        await owner.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
        await write(pool, numbers(5, 5))
        await emptied(pool)
    await owner.close()
    assert [record.value for record in publisher.records] == numbers(10)


@pytest.mark.integration
@pytest.mark.asyncio
async def test_one_relay_is_active_and_another_takes_over_when_it_goes(pool: Pool) -> None:
    first, second = MemoryPublisher(), MemoryPublisher()
    leader = asyncio.create_task(Relay(pool, first, load, schema="sample").run())
    await write(pool, numbers(3))
    await emptied(pool)
    async with relaying(Relay(pool, second, load, schema="sample")):
        await write(pool, numbers(3, 3))
        await emptied(pool)
        assert (len(first.records), len(second.records)) == (6, 0)
        leader.cancel()
        await asyncio.gather(leader, return_exceptions=True)
        await write(pool, numbers(3, 6))
        await emptied(pool)
    assert [record.value for record in second.records] == numbers(3, 6)


@pytest.mark.integration
@pytest.mark.asyncio
async def test_a_row_that_cannot_be_published_holds_back_only_its_own_key(pool: Pool) -> None:
    publisher = MemoryPublisher()
    async with relaying(Relay(pool, publisher, load, schema="sample", batch=10)):
        await write(pool, [b"poison", b"behind poison"], key=b"bad")
        await write(pool, numbers(40), key=b"good")
        await emptied(pool, left=2)
    assert [record.value for record in publisher.records] == numbers(40)
    assert await pool.fetchval("SELECT count(*) FROM outbox WHERE key = 'bad'") == 2


@pytest.mark.integration
@pytest.mark.asyncio
async def test_values_that_do_not_match_their_rows_are_never_published(pool: Pool) -> None:
    async def forgets(connection: Connection, rows: Sequence[asyncpg.Record]) -> list[OutRecord]:
        return (await load(connection, rows))[1:]

    publisher = MemoryPublisher()
    relay = Relay(pool, publisher, forgets, schema="sample")
    await write(pool, numbers(3))
    async with pool.acquire() as connection:
        assert await relay.drain(connection) == 0
    assert publisher.records == []
    assert await pool.fetchval("SELECT count(*) FROM outbox") == 3


@pytest.mark.integration
@pytest.mark.asyncio
async def test_rows_gather_during_the_rest_after_a_batch_and_leave_together(pool: Pool) -> None:
    batches: list[int] = []

    async def counted(connection: Connection, rows: Sequence[asyncpg.Record]) -> list[OutRecord]:
        batches.append(len(rows))
        return await load(connection, rows)

    publisher = MemoryPublisher({"sample": 4})
    relay = Relay(pool, publisher, counted, schema="sample", rest_s=1.0)
    await write(pool, numbers(1))
    async with relaying(relay), asyncio.timeout(30):
        while not batches:  # noqa: ASYNC110 - the relay tells nobody
            await asyncio.sleep(0.01)
        for number in (2, 3, 4):
            await write(pool, numbers(1, first=number))
            relay.wake()
        while len(publisher.records) < 4:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    assert batches == [1, 3]


@given(st.lists(st.tuples(st.text(max_size=30), st.binary(max_size=300)), max_size=12))
def test_headers_come_back_as_they_were_written(headers: list[tuple[str, bytes]]) -> None:
    assert decode_headers(encode_headers(headers)) == tuple(headers)


def test_headers_cut_short_are_refused() -> None:
    raw = encode_headers([("ce_type", b"sample")])
    for length in range(1, len(raw)):
        with pytest.raises(ValueError, match="cut short"):
            decode_headers(raw[:length])
