"""The trace of a claim that waits goes on in what ends the wait, whatever that was; only a sampled one is stored."""

from typing import Final

import pytest

from contracts.codec import receipt_id_of
from contracts.envelope import TRACEPARENT, header
from receipts.ledger.entry import ISSUED, REJECTED, WAITING, Entry
from receipts.worker.publication import records_of
from tests.receipts.ledger.conftest import Ledger
from tests.receipts.ledger.log import PARTITION, LoggedRecord, a_claim, a_table, some_rights
from tests.receipts.ledger.versions import F1, ISSUER, Partition, cancelled, version

TRACE: Final = b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
OTHER: Final = b"00-1bf7651916cd43dd8448eb211c80319c-c8ad6b7169203332-03"
NOT_KEPT: Final = {
    "no trace": None,
    "an unsampled one": TRACE[:-2] + b"00",
    "what is none, though it ends like one": b"somebody's name 1",
    "more than one": TRACE + b"-1",
}


def traced(record: LoggedRecord, trace: bytes | None = TRACE) -> LoggedRecord:
    """The record in a trace."""
    return record._replace(headers=((TRACEPARENT, trace),) if trace is not None else ())


def told(partition: Partition, *records: LoggedRecord) -> list[tuple[int, bytes | None]]:
    """Kind and trace of every entry that the records became."""
    before = len(partition.worker.turn.entries)
    partition.worker.take(*records)
    return seen(partition.worker.turn.entries[before:])


def seen(entries: list[Entry]) -> list[tuple[int, bytes | None]]:
    """Kind and trace of entries about claims."""
    return [(one.kind, one.traceparent) for one in entries if one.kind in {ISSUED, REJECTED, WAITING}]


def test_a_receipt_that_waited_for_rights_is_in_the_trace_of_its_claim_and_not_in_that_of_the_rights() -> None:
    partition = Partition()
    log = partition.log
    claims = traced(log.claim(a_claim())), traced(log.claim(a_claim("F2")), OTHER)
    assert told(partition, *claims) == [(WAITING, None)] * 2
    assert told(partition, traced(log.rights(some_rights()), b"00-" + b"9" * 32 + TRACE[35:])) == [
        (ISSUED, TRACE),
        (ISSUED, OTHER),
    ]


def test_one_that_waits_again_and_again_keeps_its_trace() -> None:
    partition, table = Partition(), a_table()
    log = partition.log
    waits = receipt_id_of(ISSUER, "F1")
    partition.rights(some_rights(table=table))
    told(partition, traced(log.claim(a_claim(rights_revision=2))))
    assert told(partition, log.deadline(waits)) == [(WAITING, None)], "its guarantees are not known either"
    assert told(partition, log.guarantees(table)) == [(WAITING, None)], "nor are its rights yet"
    assert told(partition, log.rights(some_rights(revision=2, table=table))) == [(ISSUED, TRACE)]


def test_a_version_that_came_early_follows_in_its_own_trace_even_when_it_then_waits_for_rights() -> None:
    partition = Partition()
    log = partition.log
    partition.rights(some_rights())
    told(partition, traced(log.claim(version(3, a_claim(rights_revision=2))), OTHER), traced(log.claim(version(2))))
    assert told(partition, log.claim(a_claim())) == [(ISSUED, None), (ISSUED, TRACE), (WAITING, None)]
    assert told(partition, log.rights(some_rights(revision=2))) == [(ISSUED, OTHER)]


def test_a_cancellation_that_came_early_ends_in_its_own_trace() -> None:
    partition = Partition()
    told(partition, traced(partition.log.claim(cancelled(2))))
    assert told(partition, partition.log.claim(a_claim())) == [(WAITING, None), (ISSUED, TRACE)]


def test_a_correction_in_the_place_of_a_version_that_waits_brings_its_own_trace() -> None:
    partition = Partition()
    log = partition.log
    told(partition, traced(log.claim(a_claim()), OTHER), traced(log.claim(version(2))))
    assert told(partition, log.rights(some_rights())) == [(ISSUED, TRACE)]


@pytest.mark.parametrize("trace", NOT_KEPT.values(), ids=NOT_KEPT)
def test_what_nobody_keeps_is_not_stored(trace: bytes | None) -> None:
    partition = Partition()
    log = partition.log
    told(partition, traced(log.claim(a_claim()), trace), traced(log.claim(version(3)), trace))
    assert partition.worker.state.waiting[F1].traceparent is None
    assert partition.worker.state.early[F1, 3].traceparent is None
    assert told(partition, log.rights(some_rights())) == [(ISSUED, None)]


@pytest.mark.integration
@pytest.mark.asyncio
async def test_the_rows_hold_it_and_whoever_takes_over_publishes_the_receipts_in_it(ledger: Ledger) -> None:
    await ledger.activated()
    log = ledger.log
    waits, unkept = traced(log.claim(a_claim("W"))), traced(log.claim(a_claim("U")), NOT_KEPT["an unsampled one"])
    early = traced(log.claim(version(2, a_claim("E"))), OTHER)
    await ledger.apply(waits, unkept, early)
    rows = await ledger.pool.fetch(
        "select receipt_id, traceparent from waiting where generation = $1"
        " union all select receipt_id, traceparent from version_waiting where generation = $1",
        ledger.generation,
    )
    names = {receipt_id_of(ISSUER, name): name for name in "WUE"}
    assert {names[row[0].bytes]: row[1] for row in rows} == {"W": TRACE, "U": None, "E": OTHER}

    owner = await ledger.another_owner()
    outcome = await owner.apply({PARTITION: [log.rights(some_rights()), log.claim(a_claim("E"))]}, {})
    entries = outcome.entries[PARTITION]
    assert seen(entries) == [(ISSUED, TRACE), (ISSUED, None), (ISSUED, None), (ISSUED, OTHER)]
    published = [header(record.headers, TRACEPARENT) for record in records_of(ledger.generation, entries)]
    assert [trace for trace in published if trace] == [TRACE, OTHER]


@pytest.mark.integration
@pytest.mark.asyncio
async def test_a_wait_that_begins_and_ends_in_later_flushes_keeps_it_each_time(ledger: Ledger) -> None:
    await ledger.activated()
    log, table = ledger.log, a_table()
    await ledger.apply(traced(log.claim(a_claim())))
    again = await ledger.apply(log.rights(some_rights(table=table)))
    assert seen(again.entries[PARTITION]) == [(WAITING, None)]
    released = await ledger.apply(log.guarantees(table))
    assert seen(released.entries[PARTITION]) == [(ISSUED, TRACE)]
