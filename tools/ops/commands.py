"""The commands, each giving the lines it prints."""

import argparse
import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from typing import Final

from tools.ops import lines
from tools.ops.door import Door
from vitale.operations.v1 import operations_service_pb2 as pb

Lines = AsyncIterator[str]
Command = Callable[[argparse.Namespace, Door], Lines]
_POLL_S: Final = 0.2


def _of_status(render: Callable[[pb.GetStatusResponse], Iterable[str]]) -> Command:
    async def command(_: argparse.Namespace, door: Door) -> Lines:
        for line in render(await door.ask(door.stub.GetStatus, pb.GetStatusRequest())):
            yield line

    return command


async def _waiting(arguments: argparse.Namespace, door: Door) -> Lines:
    found = await door.ask(door.stub.ListWaiting, pb.ListWaitingRequest(limit=arguments.limit))
    for line in lines.waiting(found):
        yield line


async def _parked(arguments: argparse.Namespace, door: Door) -> Lines:
    for line in lines.parked(await _listed(arguments, door, everything=arguments.all)):
        yield line


async def _listed(arguments: argparse.Namespace, door: Door, *, everything: bool = False) -> pb.ListParkedResponse:
    request = pb.ListParkedRequest(reason=arguments.reason or "", everything=everything, limit=arguments.limit)
    found: pb.ListParkedResponse = await door.ask(door.stub.ListParked, request)
    return found


async def _show(arguments: argparse.Namespace, door: Door) -> Lines:
    for line in lines.details(await door.ask(door.stub.GetParked, pb.GetParkedRequest(name=arguments.record))):
        yield line


async def _chosen(arguments: argparse.Namespace, door: Door) -> list[str]:
    """The records named, and those of the reason."""
    names = list(arguments.records)
    if arguments.reason:
        names += [record.name for record in (await _listed(arguments, door)).records]
    return list(dict.fromkeys(names))


async def _dry_run(arguments: argparse.Namespace, door: Door) -> Lines:
    names = await _chosen(arguments, door)
    if not names:
        yield "nothing to try: name records, or a --reason"
    for name in names:
        answer = await door.ask(door.stub.DryRunParked, pb.DryRunParkedRequest(name=name))
        for line in lines.tried(name, answer, int(name.split("-")[1])):
            yield line


async def _redrive(arguments: argparse.Namespace, door: Door) -> Lines:
    names = await _chosen(arguments, door)
    if not names:
        yield "nothing to re-drive: name records, or a --reason"
        return
    await door.ask(door.stub.RedriveParked, pb.RedriveParkedRequest(names=names))
    until = asyncio.get_running_loop().time() + arguments.wait
    for name in names:
        became = await _outcome(name, door, until)
        said = lines.became(became) if became else "sent; the worker has not come to it yet (is it running, or halted?)"
        yield f"{name}: {said}"


async def _outcome(name: str, door: Door, until: float) -> pb.Became | None:
    """What the record became; None when the worker did not come to it in time."""
    while True:
        found = await door.ask(door.stub.GetParked, pb.GetParkedRequest(name=name))
        if found.HasField("became"):
            became: pb.Became = found.became
            return became
        if asyncio.get_running_loop().time() >= until:
            return None
        await asyncio.sleep(_POLL_S)


async def _resume(arguments: argparse.Namespace, door: Door) -> Lines:
    request = pb.ResumePartitionRequest(partition=arguments.partition, note=arguments.note)
    await door.ask(door.stub.ResumePartition, request)
    yield f"partition {arguments.partition} goes on as soon as the worker reads the decision"


COMMANDS: Final[dict[str, Command]] = {
    "status": _of_status(lines.overview),
    "lag": _of_status(lines.lag),
    "halts": _of_status(lines.halts),
    "outbox": _of_status(lines.outboxes),
    "generations": _of_status(lines.generations),
    "waiting": _waiting,
    "parked": _parked,
    "show": _show,
    "dry-run": _dry_run,
    "redrive": _redrive,
    "resume": _resume,
}
