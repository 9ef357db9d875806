"""Faust as the worker's shell: group membership, assignment and fetching; the engine does the rest."""

from collections.abc import Mapping, Sequence
from typing import Any

from faust.types import TP

from contracts.topics import CONTROL, LEDGER_INPUTS, PARTITIONS
from receipts.worker.engine import Engine
from receipts.worker.lane import LaneSchema, lane_app


class Membership:
    """One member of the worker group."""

    def __init__(self, *, group: str, bootstrap: str, instance: str | None) -> None:
        self._app = lane_app(
            group=group, bootstrap=bootstrap, partitions=PARTITIONS, instance=instance, positions=self._positions
        )
        self._engine: Engine | None = None

    def bind(self, engine: Engine) -> None:
        """Bring records to `engine`."""
        self._engine = engine
        names = [topic.name for topic in LEDGER_INPUTS]
        inputs = self._app.topic(*names, schema=LaneSchema(), key_type=bytes, value_type=bytes)

        async def lanes(stream: Any) -> None:
            async for event in stream.noack().events():
                engine.arrived(event.value, event.ack)

        self._app.agent(inputs, name="receipts.worker.lanes")(lanes)

    async def run(self) -> None:
        """Be a member until cancelled; a crash of the client ends the process."""
        self._app.finalize()
        await self._app.start()
        try:
            await self._app.wait_until_stopped()
        finally:
            await self._app.stop()
        raise self._app.crash_reason or RuntimeError("the Kafka client stopped by itself")

    def pause(self, partitions: Sequence[int]) -> None:
        """Fetch nothing more of these but control records; records already on their way still come."""
        self._app.consumer.pause_partitions(_pausable(partitions))

    def resume(self, partitions: Sequence[int]) -> None:
        """Fetch these again."""
        self._app.consumer.resume_partitions(_pausable(partitions))

    async def _positions(self, ends: Mapping[tuple[str, int], int]) -> dict[tuple[str, int], int]:
        if self._engine is None:
            raise RuntimeError("bind an engine before joining the group")
        return await self._engine.assign(ends)


def _pausable(partitions: Sequence[int]) -> set[TP]:
    # Control records are few, and the only ones that can move a gated lane on: a full one would never open again.
    topics = [topic.name for topic in LEDGER_INPUTS if topic is not CONTROL]
    return {TP(name, partition) for name in topics for partition in partitions}
