"""Settles receipts again by the ledger's own code on the ledger's own rows, and keeps nothing of it."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from chassis.postgres import Connection
from contracts.envelope import open_value
from contracts.topics import CONTROL
from receipts.ledger.breaker import Breaker
from receipts.ledger.entry import INPUT_NAMES
from receipts.ledger.inputs import ClaimInput, ControlInput
from receipts.ledger.load import load_guarantees, load_state
from receipts.ledger.reassess import reassess
from receipts.ledger.turn import Turn
from reimbursement.rule_tables import Tables
from vitale.control.v1.control_pb2 import ControlRecord, Reassess
from vitale.receipt.v1.receipt_pb2 import LedgerEvent


class _NoRecord(NamedTuple):
    """The record that a trial would have come in."""

    topic: str = CONTROL.name
    partition: int = 0
    offset: int = 0
    timestamp: int = 0
    key: bytes | None = None
    value: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()


async def trial(
    connection: Connection, generation: int, partition: int, claims: Sequence[ClaimInput], tables: Tables
) -> Mapping[bytes, LedgerEvent]:
    """What each receipt would become under `tables`, settled one after the other as a Reassess would."""
    decision = ControlRecord(reassess=Reassess(reason="TRIAL", rules_version=tables.version))
    record = ControlInput(decision, _NoRecord(), tuple(claims))
    state = await load_state(connection, generation, [record])
    state.guarantees = await load_guarantees(connection, generation, [partition])
    next_seq = await connection.fetchval(
        "select next_seq from ledger where generation = $1 and partition = $2", generation, partition
    )
    offsets = dict.fromkeys(INPUT_NAMES, 0)
    turn = Turn(partition, next_seq, tables.version, None, Breaker(0, []), offsets, tables)
    for entry in reassess(record, turn, state):
        turn.add(entry)
    events = [LedgerEvent.FromString(open_value(entry.payload)) for entry in turn.entries[1:]]
    return {claim.receipt_id: event for claim, event in zip(claims, events, strict=True)}
