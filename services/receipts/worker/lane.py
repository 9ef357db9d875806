"""The Faust batch lane: one event is one chunk of consecutive records of one partition.

Faust keeps membership, assignment, rebalance and commit tracking; the cost of an event is paid once a chunk. This
leans on internals of the pinned version, so it stands alone here, with contract tests that fail when they move.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

import faust
import uvloop
from faust.events import Event
from faust.tables import TableManager
from faust.transport.drivers import aiokafka as driver
from faust.types import TP, ConsumerMessage

CHUNK = 2000
MEMBERSHIP_SESSION_S = 15
_FETCH_BYTES = 4 << 20
_FETCH_WAIT_S = 0.25
"""How long a fetch waits for records: a rebalance waits for the fetch under way."""
_UNTAKEN_S = 0.5
"""How long the client asks for nothing while fetched records wait to be taken, as they do while a flush has the loop.

Once it asks again it leaves out the partitions of which records wait, and one request at a time is under way: one for
nothing but quiet partitions lies at the broker for its whole wait, and meanwhile no claim is fetched. Longer than most
flushes; not longer, because a full lane leaves its records untaken, and the other partitions wait for them so long.
"""

Place = tuple[str, int]
"""(topic, partition)."""

Positions = Callable[[Mapping[Place, int]], Awaitable[dict[Place, int]]]
"""From the end offsets of what was just assigned to where to read each from: the ledger's place, not the group's."""


class LaneThread(driver.AIOKafkaConsumerThread):  # type: ignore[misc]  # Faust ships no types
    """Faust's client with waits that suit chunks: upstream's (0.1 s untaken, 1.5 s at the broker) stall a busy one."""

    def __init__(self, consumer: "LaneConsumer", **kwargs: Any) -> None:
        """Take the consumer; the thread has a loop of its own, of the kind on which the process runs."""
        super().__init__(consumer, thread_loop=uvloop.new_event_loop(), **kwargs)
        self._close_thread_loop_on_stop = True  # as upstream does with one that it made itself

    def _create_worker_consumer(self, transport: Any) -> Any:
        client = super()._create_worker_consumer(transport)
        client._fetch_max_wait_ms = int(_FETCH_WAIT_S * 1000)  # noqa: SLF001 - Faust has no setting for it
        return client

    async def on_start(self) -> None:
        """Start the client, then set what it has no argument for."""
        await super().on_start()
        self._consumer._fetcher._prefetch_backoff = _UNTAKEN_S  # noqa: SLF001


class LaneConsumer(driver.Consumer):  # type: ignore[misc]  # Faust ships no types
    """Fetches chunks, and begins where the ledger stands."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._at_rest = asyncio.Event()
        self._at_rest.set()
        super().__init__(*args, **kwargs)

    def _new_consumer_thread(self) -> LaneThread:
        return LaneThread(self, loop=self.loop, beacon=self.beacon)

    async def getmany(  # Faust's signature
        self,
        timeout: float,  # noqa: ASYNC109
    ) -> AsyncIterator[tuple[Any, ConsumerMessage]]:
        """Chunks of what waits, partition by partition; leaves at once when a rebalance began."""
        if not self.flow_active:
            await self.wait(self.can_resume_flow)
        self._at_rest.clear()
        try:
            records, _active = await self._wait_next_records(min(timeout, _FETCH_WAIT_S))
            generation = self.app.consumer_generation_id
            # Records fetched under the former assignment are dropped: `perform_seek` makes them be read again.
            if records is None or self.should_stop or not self.flow_active:
                return
            # Upstream drops the records of a partition that was paused since the fetch, though its position moved.
            for tp, batch in records.items():
                for start in range(0, len(batch), CHUNK):
                    if not self.flow_active or generation != self.app.consumer_generation_id:
                        return
                    yield tp, _message(tp, batch[start : start + CHUNK], generation)
        finally:
            self._at_rest.set()

    async def perform_seek(self) -> None:
        """Seek every assigned partition to the ledger's place, not to the committed offset.

        A fetch under way may sleep through the rebalance and take records right after the seek, which are then dropped
        with the position past them; so it is waited for first.
        """
        self.stop_flow()
        await self._at_rest.wait()
        await super().perform_seek()
        assigned = self.assignment()
        positions: Positions = self.app.positions
        ends = await self.highwaters(*assigned)
        wanted = await positions({(tp.topic, tp.partition): end or 0 for tp, end in ends.items()})
        offsets = {tp: wanted[tp.topic, tp.partition] for tp in assigned if (tp.topic, tp.partition) in wanted}
        await self.seek_wait(offsets)
        for tp, offset in offsets.items():
            self._read_offset[TP(tp.topic, tp.partition)] = offset or None
            self._committed_offset[TP(tp.topic, tp.partition)] = offset or None

    async def _add_gap(self, tp: Any, offset_from: int, offset_to: int) -> None:
        """Keep no account of holes: to upstream every chunk is one, before its last offset, and a tree holds them all.

        Nor is it needed (see `_new_offset`). 0.15.3 also counts offset_to itself as part of a hole, and would commit
        what is in flight.
        """

    def _new_offset(self, tp: TP) -> int | None:
        """What to commit: lanes acknowledge the chunks of a topic's partition in order, so all before it is done."""
        acknowledged = self._acked[tp]
        if not acknowledged:
            return None
        last: int = acknowledged[-1]
        acknowledged.clear()
        self._acked_index[tp].clear()
        return last + 1


def _message(tp: Any, chunk: list[Any], generation: int) -> ConsumerMessage:
    last = chunk[-1]
    return ConsumerMessage(
        last.topic,
        last.partition,
        last.offset,
        last.timestamp / 1000.0,
        last.timestamp_type,
        [],
        None,
        chunk,
        last.checksum,
        0,
        0,
        tp,
        generation_id=generation,
    )


class LaneSchema(faust.Schema):  # type: ignore[misc]  # Faust ships no types
    """Hands the chunk through untouched: bytes in, decoding belongs to the processor, so no deserialiser can raise."""

    def compile(self, app: Any, **_kwargs: Any) -> Callable[..., Awaitable[Event]]:
        """The decoder of one event."""

        async def decode(message: ConsumerMessage, *, propagate: bool = False) -> Event:  # noqa: ARG001 - Faust's call
            return Event(app, None, message.value, {}, message)

        return decode


class LaneTransport(driver.Transport):  # type: ignore[misc]  # Faust ships no types
    """The aiokafka driver with the lane's consumer."""

    Consumer = LaneConsumer


class NoTables(TableManager):  # type: ignore[misc]  # Faust ships no types
    """The manager of no table: starts without the second that upstream gives agents to declare some."""

    async def on_start(self) -> None:
        """Let the consumer subscribe at once."""
        await self._update_channels()
        await self.recovery.start()


class LaneApp(faust.App):  # type: ignore[misc]  # Faust ships no types
    """An application without a data directory: a worker keeps nothing on disk, and its root may be read-only."""

    def _create_directories(self) -> None:
        """Make none."""


def lane_app(*, group: str, bootstrap: str, partitions: int, instance: str | None, positions: Positions) -> Any:
    """A Faust application for one agent on lanes (streaming settings as measured; no table, no web, no declaration)."""
    app = LaneApp(
        group,
        broker=f"kafka://{bootstrap}",
        topic_partitions=partitions,
        topic_allow_declare=False,
        topic_disable_leader=True,
        web_enabled=False,
        consumer_auto_offset_reset="earliest",
        stream_buffer_maxsize=16,
        # A halted partition keeps its chunks unacknowledged: a rebalance must not wait for them.
        stream_wait_empty=False,
        broker_commit_interval=1.0,
        broker_session_timeout=MEMBERSHIP_SESSION_S,
        broker_heartbeat_interval=3,
        broker_rebalance_timeout=30,
        consumer_group_instance_id=instance,
        broker_max_poll_records=CHUNK,
        consumer_max_fetch_size=_FETCH_BYTES,
        agent_supervisor="mode.supervisors.CrashingSupervisor",
        # 1 although there is no table: 0 switches silently to an assignor that separates topics of the same key.
        table_standby_replicas=1,
        TableManager=NoTables,
    )
    app.positions = positions
    app.transport = LaneTransport(app.conf.broker_consumer, app)
    return app
