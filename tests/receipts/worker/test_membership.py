"""The worker as a member of its group: what it pauses, and what it never does."""

from collections.abc import Callable
from typing import Any

import pytest
from faust.types import TP

from contracts.topics import CLAIM, CONTROL, LEDGER_INPUTS, PARTITIONS, RIGHTS, SETTLEMENT
from receipts.worker.membership import Membership

EVERY = {TP(topic.name, partition) for topic in LEDGER_INPUTS for partition in range(PARTITIONS)}


@pytest.fixture
def fetched() -> tuple[Membership, Callable[[], Any]]:
    """A member that never connects and was assigned everything, and what it fetches."""
    membership = Membership(group="receipts-1", bootstrap="127.0.0.1:1", instance="receipts-0")
    consumer = membership._app.consumer
    consumer._active_partitions = set(EVERY)
    return membership, lambda: set(consumer._get_active_partitions())


@pytest.mark.asyncio
async def test_a_full_partition_still_fetches_control_records_since_only_they_can_open_a_gate(
    fetched: tuple[Membership, Callable[[], Any]],
) -> None:
    membership, active = fetched
    membership.pause([3, 5])
    assert active() == EVERY - {TP(topic.name, p) for topic in (CLAIM, RIGHTS, SETTLEMENT) for p in (3, 5)}
    assert TP(CONTROL.name, 3) in active()


@pytest.mark.asyncio
async def test_a_partition_with_room_again_is_fetched_again_whole(
    fetched: tuple[Membership, Callable[[], Any]],
) -> None:
    membership, active = fetched
    membership.pause([3, 5])
    membership.resume([3])
    assert active() == EVERY - {TP(topic.name, 5) for topic in (CLAIM, RIGHTS, SETTLEMENT)}
