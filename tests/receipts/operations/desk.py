"""The desk's servicer behind a real door, over twins."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from chassis.clock import FixedClock
from chassis.errors import DomainError
from chassis.grpc_client import call, channel
from chassis.kafka import MemoryPublisher
from chassis.kafka_positions import MemoryPositions
from receipts.operations.memory_books import MemoryBooks
from receipts.operations.outboxes import MemoryOutboxes
from receipts.operations.parked import ParkedRecord
from receipts.operations.rehearsal import Rehearsed
from receipts.operations.servicer import SERVICE_NAME, OperationsServicer, Parts
from receipts.operations.standing import Standing
from tests.fakes.doors import Guard, listening
from tests.receipts.operations.writers import NOW, parked_event
from vitale.operations.v1.operations_service_pb2_grpc import (
    OperationsServiceStub,
    add_OperationsServiceServicer_to_server,
)
from vitale.receipt.v1.receipt_pb2 import LedgerEvent


class RememberedRehearsal:
    """Answers what it was told, and remembers what it was asked."""

    def __init__(self) -> None:
        self.answer = Rehearsed(LedgerEvent(), 0, "", "3-ab")
        self.asked: list[ParkedRecord] = []

    async def rehearse(self, record: ParkedRecord) -> Rehearsed:
        """See Rehearsing."""
        self.asked.append(record)
        return self.answer


class Desk:
    """The servicer behind a real door, over twins."""

    def __init__(self, guard: Guard | None = None) -> None:
        self.guard = guard or Guard.new(FixedClock(NOW))
        clock = self.guard.clock
        self.books, self.publisher, self.rehearsal = MemoryBooks(), MemoryPublisher(), RememberedRehearsal()
        self.log, self.outboxes = MemoryPositions(), MemoryOutboxes()
        standing = Standing(self.books, self.log, self.outboxes, clock, generation=1)
        self.servicer = OperationsServicer(Parts(self.books, standing, self.rehearsal, self.publisher, clock))
        self.stub: Any = None

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[str]:
        """The door's address while the block runs."""
        door = listening(self.servicer, add_OperationsServiceServicer_to_server, SERVICE_NAME, guard=self.guard)
        async with door as address, channel(address) as way:
            self.stub = OperationsServiceStub(way)
            yield address

    async def ask(self, name: str, request: Any, *, role: Any = "operator") -> Any:
        """One call, as an operator unless said otherwise."""
        token = self.guard.signer.sign("night-shift", role)
        return await call(getattr(self.stub, name), request, token=token)

    async def refused(self, name: str, request: Any) -> tuple[str, list[tuple[str, str]]]:
        """The code of a refusal, and its fields with their reasons."""
        with pytest.raises(DomainError) as found:
            await self.ask(name, request)
        return found.value.code.value, [(one.field, one.reason) for one in found.value.violations]

    def park(self, record: ParkedRecord) -> None:
        """Set a record aside."""
        self.books.records[record.name] = record
        self.books.events[record.name] = parked_event(record.name.seq)
