"""How a control record changes a partition: rules version, halt, guarantee tables, the end of a wait, reassessment."""

from collections.abc import Iterator
from hashlib import sha256

from google.protobuf.message import DecodeError

from contracts.topics import CONTROL
from receipts.ledger import entry as entries
from receipts.ledger.entry import Entry
from receipts.ledger.inputs import ControlInput
from receipts.ledger.reassess import reassess
from receipts.ledger.rules_shelf import RulesShelf
from receipts.ledger.settle import released, resume
from receipts.ledger.state import FlushState
from receipts.ledger.turn import Turn
from vitale.control.v1.control_pb2 import Guarantees
from vitale.rights.v1.guarantees_pb2 import GuaranteeTable


def unknown_version(item: ControlInput, shelf: RulesShelf) -> str | None:
    """The rules version that the record activates and this process does not hold, or None."""
    if item.control.WhichOneof("decision") != "activate":
        return None
    version = item.control.activate.rules_version
    return None if shelf.get(version) else version


def take_control(item: ControlInput, turn: Turn, state: FlushState, shelf: RulesShelf) -> Iterator[Entry]:
    """Entries of a control record: one for the record, then one for each claim it moves."""
    decision = item.control.WhichOneof("decision")
    if decision == "activate":
        yield _activate(item.control.activate.rules_version, turn, shelf)
    elif decision == "clear_halt":
        yield _clear_halt(turn)
    elif decision == "guarantees":
        yield from _guarantees(item, turn, state)
    elif decision == "reassess":
        yield from reassess(item, turn, state)
    else:
        yield from _deadline(item.control.deadline.receipt_id, turn, state)


def _activate(version: str, turn: Turn, shelf: RulesShelf) -> Entry:
    if turn.rules_version == version:
        return entries.ignored(CONTROL.name, "ALREADY_ACTIVE")
    turn.rules_version, turn.tables = version, shelf.get(version)
    return entries.applied(CONTROL.name, "activate")


def _clear_halt(turn: Turn) -> Entry:
    if turn.halted is None:
        return entries.ignored(CONTROL.name, "NOT_HALTED")
    turn.halted = None
    turn.breaker.clear()
    return entries.applied(CONTROL.name, "clear_halt")


def _guarantees(item: ControlInput, turn: Turn, state: FlushState) -> Iterator[Entry]:
    table = item.control.guarantees
    key = (turn.partition, table.guarantees_hash)
    if key in state.guarantees:
        yield entries.ignored(CONTROL.name, "SAME_CONTENT")
        return
    wrong = _wrong_table(table)
    if wrong:
        letter = entries.letter_of(item.source, reason="UNDECODABLE", detail=wrong, stack_class="")
        yield entries.parked(letter)
        return
    state.guarantees[key] = table.table_bytes
    state.changed_guarantees.add(key)
    yield entries.applied(CONTROL.name, "guarantees")
    yield from released(turn, state)


def _wrong_table(table: Guarantees) -> str | None:
    """The field that makes the table unusable, or None."""
    if sha256(table.table_bytes).digest() != table.guarantees_hash:
        return "guarantees.guarantees_hash"
    try:
        GuaranteeTable.FromString(table.table_bytes)
    except DecodeError:
        return "guarantees.table_bytes"
    return None


def _deadline(receipt_id: bytes, turn: Turn, state: FlushState) -> Iterator[Entry]:
    claim = state.waiting.get(receipt_id)
    if claim is None or claim.partition != turn.partition or claim.needs_hash is not None:
        yield entries.ignored(CONTROL.name, "NOT_WAITING")
        return
    yield entries.applied(CONTROL.name, "deadline")
    yield resume(claim, turn, state, may_wait=False)
