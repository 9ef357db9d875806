"""Which receipts another version of the tables, or newer rights, would change, by how much and why."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from chassis.postgres import Connection
from receipts.ledger.inputs import ClaimInput, claim_input
from receipts.ledger.rules_shelf import RulesShelf
from reimbursement.dated import InForce
from reimbursement.rule_tables import Tables
from tools.difference.recompute import changed_parameters
from tools.difference.units import written
from tools.operators.reassessing.standing import Settled, Source, Standing
from tools.operators.reassessing.trial import trial
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, ReceiptIssued

_MONEY = ("amo_paid_cents", "local_scheme_cents", "amc_cents", "patient_cents")


class Change(NamedTuple):
    """One receipt that would get a new revision."""

    partition: int
    source: Source
    before: ReceiptIssued
    after: ReceiptIssued
    why: tuple[str, ...]


class Found(NamedTuple):
    """What a look at the ledger gave: receipts looked at, those that change, and why others cannot be settled."""

    looked_at: int
    changes: list[Change]
    left: Mapping[str, int]


async def changes_in(
    connection: Connection,
    generation: int,
    receipts: Sequence[Standing],
    sources: Mapping[Settled, Source],
    tables: Tables,
) -> Found:
    """Settle every receipt twice, under its own rules and under `tables`: what differs is what the tables change.

    Counters that stand otherwise today than on the day of settlement move both, and are no reason to reassess.
    """
    shelf, found, left = RulesShelf.of_this_build(), list[Change](), dict[str, int]()
    known = [one for one in receipts if one.settled in sources]
    if len(known) < len(receipts):
        left["CLAIM_NOT_IN_TOPIC"] = len(receipts) - len(known)
    for partition, group in groupby(known, key=lambda one: one.partition):
        mine = list(group)
        claims = {one.settled[0]: _input(sources[one.settled]) for one in mine}
        after = await trial(connection, generation, partition, list(claims.values()), tables)
        for version in sorted({one.receipt.rules_version for one in mine}):
            same = [one for one in mine if one.receipt.rules_version == version]
            own = tables if version == tables.version else await shelf.fetch(connection, version)
            if own is None:
                left["RULES_NOT_HELD_HERE"] = left.get("RULES_NOT_HELD_HERE", 0) + len(same)
                continue
            now = await trial(connection, generation, partition, [claims[one.settled[0]] for one in same], own)
            for one in same:
                events = now[one.settled[0]], after[one.settled[0]]
                why = tuple(_why(one.receipt, *events, own=own, tables=tables))
                if why and events[1].HasField("receipt_issued"):
                    found.append(Change(partition, sources[one.settled], one.receipt, events[1].receipt_issued, why))
                elif (reason := _kept_from(events[1])) is not None:
                    left[reason] = left.get(reason, 0) + 1
    return Found(len(receipts), found, left)


def _input(source: Source) -> ClaimInput:
    return claim_input(source.body, source.home_id, source=None, source_offset=0)


def _kept_from(event: LedgerEvent) -> str | None:
    """Why a receipt would stand although nobody can say that its amounts are the same; None when they are."""
    if event.HasField("record_parked"):
        return f"{event.record_parked.reason} {event.record_parked.detail}"
    reason = event.record_ignored.reason
    return None if reason in ("", "SAME_AMOUNTS") else reason


def _why(before: ReceiptIssued, now: LedgerEvent, after: LedgerEvent, *, own: Tables, tables: Tables) -> Iterator[str]:
    then = after.receipt_issued
    if not after.HasField("receipt_issued"):
        return
    if then.rights_revision != before.rights_revision:
        yield f"rights revision {before.rights_revision} -> {then.rights_revision}"
    unchanged = now.receipt_issued if now.HasField("receipt_issued") else before
    if own.version != tables.version and money(unchanged) != money(then):
        yield from _values(before, then, own, tables) or ["the rules changed"]


def money(receipt: ReceiptIssued) -> tuple[int, ...]:
    """Every amount of a receipt that somebody pays or will owe."""
    lines = [(line.participation_deferred_cents, line.franchise_deferred_cents) for line in receipt.lines]
    return (*(getattr(receipt, name) for name in _MONEY), *(cents for line in lines for cents in line))


def _values(before: ReceiptIssued, after: ReceiptIssued, own: Tables, tables: Tables) -> list[str]:
    day = date.fromisoformat(after.care_date)
    named = {r.parameter for receipt in (before, after) for line in receipt.lines for r in line.reasons}
    changed = [name for name in changed_parameters(own, tables) if _value(own, name, day) != _value(tables, name, day)]
    said = [name for name in changed if name in named] or changed
    return [f"{name}: {_told(own, name, day)} -> {_told(tables, name, day)}" for name in said]


def _value(tables: Tables, name: str, day: date) -> int | None:
    found: InForce | None = tables.find(name, day)
    return None if found is None else found.value


def _told(tables: Tables, name: str, day: date) -> str:
    value = _value(tables, name, day)
    return "not established" if value is None else written(value, tables.parameters[name].unit)
