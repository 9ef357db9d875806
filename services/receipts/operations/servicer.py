# ruff: noqa: N802 - methods are named by the contract
"""The gRPC face of the desk: operators only; each decision is logged with who took it."""

from typing import Final, NamedTuple

import structlog

from chassis.callers import require
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode, FieldViolation
from chassis.records import Publisher
from contracts.topics import PARTITIONS
from receipts.operations import telling
from receipts.operations.books import Books
from receipts.operations.deciding import clear_halt, control_records
from receipts.operations.measuring import micros
from receipts.operations.parked import ParkedRecord, again, read_name
from receipts.operations.rehearsal import Rehearsing
from receipts.operations.standing import Standing
from vitale.operations.v1 import operations_service_pb2 as pb
from vitale.operations.v1.operations_service_pb2_grpc import OperationsServiceServicer

SERVICE_NAME: Final = pb.DESCRIPTOR.services_by_name["OperationsService"].full_name
_LIMIT, _MOST = 100, 500
_NOTE: Final = range(3, 501)
_log = structlog.get_logger(__name__)


class Parts(NamedTuple):
    """What the desk works with."""

    books: Books
    standing: Standing
    rehearsing: Rehearsing
    publisher: Publisher
    clock: Clock


class OperationsServicer(OperationsServiceServicer):
    """What operators see and decide about the ledger."""

    def __init__(self, parts: Parts) -> None:
        """Take the parts."""
        self._parts = parts

    async def GetStatus(self, _request: pb.GetStatusRequest, _context: object) -> pb.GetStatusResponse:
        """Measure everything now."""
        require("operator")
        return await self._parts.standing.measure()

    async def ListWaiting(self, request: pb.ListWaitingRequest, _context: object) -> pb.ListWaitingResponse:
        """List claims that wait, the oldest first."""
        require("operator")
        now = micros(self._parts.clock.now())
        return pb.ListWaitingResponse(
            claims=[
                pb.WaitingClaim(
                    receipt_id=claim.receipt_id,
                    partition=claim.partition,
                    age_s=max(0, now - claim.accepted_at_us) / 1_000_000,
                    needs_revision=claim.needs_revision,
                    needs_table=claim.needs_table,
                    needs_version=claim.needs_version,
                )
                for claim in await self._parts.books.waiting(_limit(request.limit))
            ]
        )

    async def ListParked(self, request: pb.ListParkedRequest, _context: object) -> pb.ListParkedResponse:
        """List records set aside."""
        require("operator")
        found = await self._parts.books.parked(
            reason=request.reason, everything=request.everything, limit=_limit(request.limit)
        )
        now = self._parts.clock.now()
        return pb.ListParkedResponse(records=[telling.record_of(record, now) for record in found])

    async def GetParked(self, request: pb.GetParkedRequest, _context: object) -> pb.GetParkedResponse:
        """Explain one, and say what it became.

        Raises:
            DomainError: INVALID_ARGUMENT on the name, NOT_FOUND.
        """
        require("operator")
        record = await self._record(request.name, "name")
        books = self._parts.books
        answer = telling.details(record, await books.event(record.name), self._parts.clock.now())
        if record.resolved_seq is not None:
            event = await books.event(record.name._replace(seq=record.resolved_seq))
            if event is not None:
                answer.became.CopyFrom(telling.became(event))
        return answer

    async def DryRunParked(self, request: pb.DryRunParkedRequest, _context: object) -> pb.DryRunParkedResponse:
        """Try a re-drive for nothing.

        Raises:
            DomainError: INVALID_ARGUMENT on the name, NOT_FOUND, UNAVAILABLE.
        """
        operator = require("operator").subject
        record = await self._record(request.name, "name")
        tried = await self._parts.rehearsing.rehearse(record)
        answer = pb.DryRunParkedResponse(held_by=tried.held_by, rules_version=tried.rules_version)
        if tried.event is not None:
            answer.became.CopyFrom(telling.became(tried.event, tried.moves))
        _log.info("parked_rehearsed", operator=operator, record=request.name, outcome=answer.became.outcome)
        return answer

    async def RedriveParked(self, request: pb.RedriveParkedRequest, _context: object) -> pb.RedriveParkedResponse:
        """Send records again: all of those named, or none.

        Raises:
            DomainError: INVALID_ARGUMENT on a name or on one driven again before, NOT_FOUND, UNAVAILABLE.
        """
        operator = require("operator").subject
        if not 1 <= len(request.names) <= _MOST:
            raise _wrong("names", "COUNT", f"Name 1 to {_MOST} records.")
        records = [await self._open_record(name, f"names[{at}]") for at, name in enumerate(request.names)]
        await self._parts.publisher.publish([again(record) for record in records])
        for record in records:
            _log.info("parked_redriven", operator=operator, record=str(record.name), reason=record.reason)
        return pb.RedriveParkedResponse(sent=len(records))

    async def ResumePartition(self, request: pb.ResumePartitionRequest, _context: object) -> pb.ResumePartitionResponse:
        """Let a halted partition go on.

        Raises:
            DomainError: INVALID_ARGUMENT on the partition (also one that is not halted) or the note, UNAVAILABLE.
        """
        operator = require("operator").subject
        if request.partition >= PARTITIONS:
            raise _wrong("partition", "OUT_OF_RANGE", f"Give a number from 0 to {PARTITIONS - 1}.")
        if len(request.note.strip()) not in _NOTE:
            raise _wrong("note", "LENGTH", f"Say in {_NOTE.start} to {_NOTE.stop - 1} characters what was found.")
        await self._require_halted(request.partition)
        decision = clear_halt(operator, request.note.strip())
        records = control_records(decision, (request.partition,), self._parts.clock.now())
        await self._parts.publisher.publish(records)
        _log.info("partition_resumed", operator=operator, partition=request.partition)
        return pb.ResumePartitionResponse()

    async def _require_halted(self, partition: int) -> None:
        books = (await self._parts.books.read()).partitions
        if not any(book.partition == partition and book.halted for book in books):
            raise _wrong("partition", "NOT_HALTED", "This partition is not halted: there is nothing to resume.")

    async def _record(self, name: str, field: str) -> ParkedRecord:
        record = await self._parts.books.record(read_name(name, field))
        if record is None:
            raise DomainError(ErrorCode.NOT_FOUND, {"record": name})
        return record

    async def _open_record(self, name: str, field: str) -> ParkedRecord:
        record = await self._record(name, field)
        if record.resolved_seq is not None:
            advice = f"It was driven again as entry {record.resolved_seq}: look there."
            raise _wrong(field, "ALREADY_REDRIVEN", advice)
        return record


def _limit(asked: int) -> int:
    if asked > _MOST:
        raise _wrong("limit", "OUT_OF_RANGE", f"Ask for 1 to {_MOST}.")
    return asked or _LIMIT


def _wrong(field: str, reason: str, advice: str) -> DomainError:
    return DomainError(ErrorCode.INVALID_ARGUMENT, violations=[FieldViolation(field, reason, advice)])
