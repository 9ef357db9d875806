"""The commands, each giving the lines it prints."""

import argparse
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

from chassis.clock import Clock
from chassis.kafka import KafkaPublisher
from tools.operators import LedgerView, OperatorsDesk
from tools.operators.place import Place
from tools.parked.explain import details, outcome, table
from tools.parked.redrive import redrive
from tools.parked.store import ParkedRecord, ParkedStore

Lines = AsyncIterator[str]
Command = Callable[[argparse.Namespace, Place, LedgerView, Clock], Lines]


async def _list(arguments: argparse.Namespace, _: Place, ledger: LedgerView, clock: Clock) -> Lines:
    found = await ParkedStore(ledger).listed(everything=arguments.all, reason=arguments.reason, limit=arguments.limit)
    if not found:
        yield "nothing is set aside"
        return
    for line in table(found, clock.now()):
        yield line
    yield f"{len(found)} records; `show RECORD` explains one"


async def _show(arguments: argparse.Namespace, _: Place, ledger: LedgerView, clock: Clock) -> Lines:
    store = ParkedStore(ledger)
    record = await _get(store, arguments.record)
    event = await store.event(record.generation, record.partition, record.seq)
    for line in details(record, event, clock.now()):
        yield line


async def _redrive(arguments: argparse.Namespace, place: Place, ledger: LedgerView, _: Clock) -> Lines:
    store = ParkedStore(ledger)
    records = [await _get(store, name) for name in arguments.records]
    if arguments.reason:
        records.extend(await store.listed(reason=arguments.reason, limit=arguments.limit))
    if not records:
        yield "nothing to re-drive: name records, or a --reason"
    async with _publisher(place) as publisher:
        for record in records:
            await redrive(record, publisher)
    for record in records:
        event = await store.became(record, timeout_s=arguments.wait)
        became = outcome(event) if event else "sent; the worker has not come to it yet (is it running, or halted?)"
        yield f"{record.name}: {became}"


async def _halts(_arguments: argparse.Namespace, _: Place, ledger: LedgerView, _clock: Clock) -> Lines:
    halts = await ledger.halts()
    for partition, why in halts.items():
        yield f"partition {partition}: {why}"
    yield f"{len(halts)} partitions halted" if halts else "no partition is halted"


async def _clear_halt(arguments: argparse.Namespace, place: Place, ledger: LedgerView, clock: Clock) -> Lines:
    halts = await ledger.halts()
    if arguments.partition not in halts:
        yield f"partition {arguments.partition} is not halted"
        return
    async with _publisher(place) as publisher:
        await OperatorsDesk(publisher, clock).clear_halt(arguments.partition, arguments.note)
    yield f"partition {arguments.partition} will go on: it was halted because {halts[arguments.partition]}"


async def _get(store: ParkedStore, name: str) -> ParkedRecord:
    record = await store.get(name)
    if record is None:
        raise ValueError(f"no record {name} is set aside: `list --all` shows those that ever were")
    return record


@asynccontextmanager
async def _publisher(place: Place) -> AsyncIterator[KafkaPublisher]:
    publisher = KafkaPublisher(place.brokers, client_id="operators")
    try:
        yield publisher
    finally:
        await publisher.stop()


COMMANDS: Final[dict[str, Command]] = {
    "list": _list,
    "show": _show,
    "redrive": _redrive,
    "halts": _halts,
    "clear-halt": _clear_halt,
}
