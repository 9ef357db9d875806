"""Decisions of operators: one control record for each partition concerned, durable when the call returns."""

from datetime import UTC, datetime

import pytest

from chassis.clock import FixedClock
from chassis.errors import DomainError
from chassis.kafka import MemoryPublisher
from chassis.migrations import migrate
from contracts.envelope import header, open_value
from contracts.topics import CONTROL, PARTITIONS
from reimbursement_tables import load, parse
from tools.operators import LedgerView, OperatorsDesk, partition_of
from tools.operators.activation import activate_everywhere
from vitale.control.v1.control_pb2 import ControlRecord

CLOCK = FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))


def decisions(publisher: MemoryPublisher) -> list[tuple[int, ControlRecord]]:
    return [(one.partition, ControlRecord.FromString(open_value(one.value))) for one in publisher.records]


@pytest.mark.asyncio
async def test_an_activation_goes_to_every_partition_with_the_key_of_nobody() -> None:
    publisher = MemoryPublisher()
    await OperatorsDesk(publisher, CLOCK).activate("1-abc")
    assert [partition for partition, _ in decisions(publisher)] == list(range(PARTITIONS))
    assert {one.key for one in publisher.records} == {bytes(16)}
    assert {one.topic for one in publisher.records} == {CONTROL.name}
    assert {decision.activate.rules_version for _, decision in decisions(publisher)} == {"1-abc"}
    assert len({header(one.headers, "ce_id") for one in publisher.records}) == PARTITIONS


@pytest.mark.asyncio
async def test_a_deadline_and_a_cleared_halt_go_to_one_partition_and_say_who_decided() -> None:
    publisher = MemoryPublisher()
    desk = OperatorsDesk(publisher, CLOCK, operator="night-shift")
    await desk.deadline(3, b"r" * 16)
    await desk.clear_halt(4, "mended")
    (third, deadline), (fourth, cleared) = decisions(publisher)
    assert (third, deadline.deadline.receipt_id) == (3, b"r" * 16)
    assert (fourth, cleared.clear_halt.note) == (4, "mended")
    assert deadline.issued_by == cleared.issued_by == "operator:night-shift"


@pytest.mark.asyncio
async def test_a_broker_that_is_down_is_told_to_the_operator() -> None:
    publisher = MemoryPublisher()
    publisher.down = True
    with pytest.raises(DomainError, match="UNAVAILABLE"):
        await OperatorsDesk(publisher, CLOCK).clear_halt(1, "mended")


@pytest.mark.parametrize("text", ["24", "-1", "x", ""])
def test_a_partition_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="from 0 to 23"):
        partition_of(text)


@pytest.mark.integration
@pytest.mark.asyncio
async def test_rules_are_stored_and_only_partitions_under_another_version_are_told(postgres_dsn: str) -> None:
    await migrate(postgres_dsn, "receipts")
    tables, publisher = load(), MemoryPublisher()
    async with LedgerView.open(postgres_dsn) as ledger:
        await ledger.pool.executemany(
            "insert into ledger (generation, partition, rules_version) values (1, $1, $2)",
            [(partition, tables.version) for partition in range(PARTITIONS)],
        )
        desk = OperatorsDesk(publisher, CLOCK)
        assert await activate_everywhere(tables, desk, ledger) == 0
        assert publisher.records == []
        stored = await ledger.pool.fetchval("select body from rules where version = $1", tables.version)
        assert parse(stored).version == tables.version
        await ledger.pool.execute("update ledger set rules_version = '0-old' where partition = 5")
        with pytest.raises(TimeoutError):  # told, but no worker takes it up here
            await ledger.wait_active(tables.version, timeout_s=0.2)
        behind = [partition for partition, active in (await ledger.versions()).items() if active != tables.version]
        assert behind == [5]
