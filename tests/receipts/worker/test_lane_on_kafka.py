"""The lane on the real broker: nothing acknowledged that was not handled, nothing skipped when members come and go."""

import asyncio
import logging
import time
from pathlib import Path
from typing import Any

import pytest
from aiokafka import TopicPartition
from confluent_kafka import Producer

from receipts.worker.lane import Place
from tests.receipts.worker.members import PARTITIONS, Log, Member, PoisonedChunk, joined, shore
from tests.receipts.worker.waiting import until

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]

_LISTEN = "0A"


def listening() -> set[str]:
    """Sockets of this process that wait for connections, by inode."""
    tables = [Path("/proc/net/tcp"), Path("/proc/net/tcp6")]
    rows = [line.split() for table in tables if table.exists() for line in table.read_text().splitlines()[1:]]
    waiting = {f"socket:[{row[9]}]" for row in rows if row[3] == _LISTEN}
    return waiting & {target for fd in Path("/proc/self/fd").iterdir() if (target := _target(fd))}


def _target(descriptor: Path) -> str | None:
    try:
        return str(descriptor.readlink())
    except OSError:
        return None


async def committed(offsets: Any, place: Place, *, at: int) -> None:
    """Wait until the group committed an offset."""
    async with asyncio.timeout(15):
        while await offsets.committed(TopicPartition(*place)) != at:  # noqa: ASYNC110 - only the broker knows
            await asyncio.sleep(0.1)


async def test_reading_starts_where_the_ledger_stands_and_takes_every_value_as_it_comes(kafka_bootstrap: str) -> None:
    async with shore(kafka_bootstrap, topics=1) as there:
        ahead, behind, fresh = there.places
        await there.publish(ahead, *[b"%d" % n for n in range(8)])
        await there.publish(behind, *[b"%d" % n for n in range(8)])
        await there.publish(fresh, b"\xff\xfe", b"", b"\x01\x00\xff", b"{")
        async with there.group_offsets() as offsets:
            await offsets.commit({TopicPartition(*ahead): 2, TopicPartition(*behind): 7})
        log, before = Log(), listening()
        log.next.update({ahead: 5, behind: 1})
        async with joined(Member(there, log)) as member:
            await until(lambda: log.next == there.ends)
            assert (log.first[ahead], log.first[behind], log.gaps) == (5, 1, [])
            assert member.ends == {place: there.ends[place] for place in there.places}, "it is told where the log ends"
            assert {b"\xff\xfe", b"", b"\x01\x00\xff", b"{"} <= set(log.values)
            await there.publish(fresh, b"after")
            await until(lambda: log.values[-1] == b"after")
            assert listening() == before, "no door is opened"
            assert logging.getLogger().getEffectiveLevel() > logging.DEBUG


async def test_claims_that_come_while_a_flush_occupies_the_loop_do_not_hold_up_those_that_come_after(
    kafka_bootstrap: str,
) -> None:
    """Upstream asks the broker for the quiet partitions alone meanwhile, and for nothing else in the next 1.5 s."""
    async with shore(kafka_bootstrap, topics=1) as there:
        busy, log, stop = there.places[0], Log(), time.monotonic() + 0.7
        feeder = Producer({"bootstrap.servers": kafka_bootstrap, "linger.ms": 0})

        def feed() -> None:
            while time.monotonic() < stop:
                feeder.produce(busy[0], b"meanwhile", b"k", partition=busy[1])
                feeder.flush(5)
                time.sleep(0.02)

        await there.publish_everywhere(1)
        async with joined(Member(there, log)):
            await until(lambda: log.next == there.ends)
            stop = time.monotonic() + 0.7
            feeding = asyncio.create_task(asyncio.to_thread(feed))
            await asyncio.sleep(0.05)
            time.sleep(0.7)  # noqa: ASYNC251 - the loop is what a flush occupies
            await feeding
            started = time.monotonic()
            await there.publish(busy, b"after")
            await until(lambda: b"after" in log.values)
            assert time.monotonic() - started < 1.2, "upstream's 1.5 s, less what the feeder took"


async def test_an_exception_in_the_agent_acknowledges_nothing_and_ends_the_member(kafka_bootstrap: str) -> None:
    async with shore(kafka_bootstrap, topics=1) as there, there.group_offsets() as offsets:
        place, other, *_ = there.places
        log = Log()
        await there.publish(place, b"1", b"2", b"3")
        async with joined(Member(there, log, poison=b"poison")) as member:
            await committed(offsets, place, at=3)
            await there.publish(place, b"4", b"poison", b"6")
            async with asyncio.timeout(15):
                await member.app.wait_until_stopped()
            assert isinstance(member.app.crash_reason, PoisonedChunk)
        assert log.next[place] == 3
        assert await offsets.committed(TopicPartition(*place)) == 3
        assert await offsets.committed(TopicPartition(*other)) is None


async def test_members_come_and_go_and_every_record_is_handled_once_in_the_order_of_its_partition(
    kafka_bootstrap: str,
) -> None:
    async with shore(kafka_bootstrap, topics=3) as there:
        log = Log()
        await there.publish_everywhere(10)
        async with joined(Member(there, log)) as stays:
            await until(lambda: log.next == there.ends)
            async with joined(Member(there, log)) as guest:
                await until(lambda: bool(guest.assigned) and len(stays.assigned) < len(there.places))
                await there.publish_everywhere(10)
                await until(lambda: log.next == there.ends)
                for topic in there.topics:
                    assert stays.numbers(topic) == stays.numbers(there.topics[0]), "topics of one key stay together"
                    assert guest.numbers(topic) == set(range(PARTITIONS)) - stays.numbers(topic)
                assert stays.numbers(there.topics[0])
                await there.publish_everywhere(10)
            await there.publish_everywhere(10)
            await until(lambda: log.next == there.ends)
            assert stays.assigned == set(there.places)
        assert log.gaps == []
        assert len(log.values) == 40 * len(there.places)
