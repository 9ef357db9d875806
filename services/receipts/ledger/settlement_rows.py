"""Rows of settlements: read set-wise before a flush, written set-wise after it."""

from collections.abc import Collection, Sequence

import asyncpg
from asyncpg.pgproto.pgproto import UUID

from chassis.postgres import Connection
from receipts.ledger.inputs import Input, SettlementInput
from receipts.ledger.settled import Recorded, SettlementKey, SettlementState, WaitingSettlement
from vitale.receipt.v1.receipt_pb2 import ReceiptSettlement

_RECORDED = """
select receipt_id, payer, reference, partition, seq, content_hash, body
from settlement where generation = $1 and receipt_id = any($2)
"""
_WAITING = """
select receipt_id, payer, reference, partition, home_id, seq, content_hash, body
from settlement_waiting where generation = $1 and receipt_id = any($2)
"""
_FORGET = """
delete from settlement_waiting w using unnest($2::uuid[], $3::text[], $4::text[]) as k(receipt_id, payer, reference)
where w.generation = $1 and w.receipt_id = k.receipt_id and w.payer = k.payer and w.reference = k.reference
"""


def named_by(inputs: Sequence[Input]) -> set[bytes]:
    """Receipts that settlements name."""
    return {item.settlement.receipt_id for item in inputs if isinstance(item, SettlementInput)}


async def load_settlements(
    connection: Connection, generation: int, named: Collection[bytes], moved: Collection[bytes], state: SettlementState
) -> set[bytes]:
    """What waits for any receipt that may move, and what stands on those that are settled (`named`, or waited for).

    Gives these: what they owe must be known.
    """
    for receipt, payer, reference, *row in await _fetch(connection, _WAITING, generation, {*named, *moved}):
        partition, home, *rest = row
        key = SettlementKey(payer, reference)
        state.waiting.setdefault(receipt.bytes, {})[key] = WaitingSettlement(partition, home.bytes, *rest)
    settled = {*named, *state.waiting}
    for receipt, payer, reference, partition, seq, content_hash, body in await _fetch(
        connection, _RECORDED, generation, settled
    ):
        recorded = Recorded(partition, seq, content_hash, ReceiptSettlement.FromString(body))
        state.recorded.setdefault(receipt.bytes, {})[SettlementKey(payer, reference)] = recorded
    return settled


async def _fetch(
    connection: Connection, statement: str, generation: int, receipts: Collection[bytes]
) -> list[asyncpg.Record]:
    return await connection.fetch(statement, generation, [UUID(receipt) for receipt in receipts]) if receipts else []


async def write_settlements(connection: Connection, generation: int, state: SettlementState) -> None:
    """Write what the flush recorded, what waits now, and what waits no more."""
    if state.new_recorded:
        rows = [(generation, UUID(r), *key, *_row(state.recorded[r][key])) for r, key in state.new_recorded]
        await connection.copy_records_to_table("settlement", records=rows)
    if state.removed_waiting:
        gone = sorted(state.removed_waiting)
        await connection.execute(
            _FORGET,
            generation,
            [UUID(receipt) for receipt, _ in gone],
            [key.payer for _, key in gone],
            [key.reference for _, key in gone],
        )
    if state.changed_waiting:
        waiting = [(r, key, state.waiting[r][key]) for r, key in sorted(state.changed_waiting)]
        rows = [
            (generation, UUID(r), *key, w.partition, UUID(w.home_id), w.seq, w.content_hash, w.body)
            for r, key, w in waiting
        ]
        await connection.copy_records_to_table("settlement_waiting", records=rows)


def _row(recorded: Recorded) -> tuple[object, ...]:
    body = recorded.shown.SerializeToString(deterministic=True)
    return recorded.partition, recorded.seq, recorded.content_hash, body
