"""The independent checker proves the live generation with its reassessments, and the one that was switched to."""

import dataclasses
from collections.abc import Iterable, Mapping

import pytest

from chassis import postgres
from contracts.topics import RECEIPT
from receipts.ledger.acquire import acquire
from receipts.ledger.entry import Entry
from receipts.ledger.processor import Processor
from receipts.worker.publication import receipt_record
from reimbursement.rule_tables import Tables
from tests.receipts.ledger.log import PARTITION, a_claim
from tests.receipts.ledger.rates import with_consultation_at
from tests.receipts.rebuild.conftest import NEW, OLD, Live
from tools.checker.check import History, check
from tools.checker.dump import read_dump
from tools.checker.log import Raw

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]


async def _entries(pool: postgres.Pool, generation: int) -> list[Entry]:
    async with pool.acquire() as connection, connection.transaction():
        return (await acquire(connection, generation, [PARTITION]))[PARTITION].unpublished


def _published(generation: int, entries: Iterable[Entry], first_offset: int = 0) -> list[Raw]:
    records = [receipt_record(generation, entry) for entry in entries]
    return [
        Raw(RECEIPT.name, PARTITION, offset, 0, record.key, record.value, tuple(record.headers))
        for offset, record in enumerate(records, start=first_offset)
    ]


def _rules(live: Live) -> Mapping[str, Tables]:
    return {tables.version: tables for tables in (live.shelf.current, with_consultation_at("28.00"))}


async def _history(live: Live, dsn: str, generation: int, published: list[Raw]) -> History:
    log: dict[tuple[str, int], list[Raw]] = {(RECEIPT.name, PARTITION): published}
    for record in live.topics.all():
        place = (record.topic, record.partition)
        raw = Raw(*place, record.offset, record.timestamp_ms, record.key, record.value, record.headers)
        log.setdefault(place, []).append(raw)
    return History(
        {place: tuple(records) for place, records in log.items()},
        await read_dump(dsn, generation),
        _rules(live),
        generation=generation,
    )


async def test_a_ledger_with_reassessments_is_proved_and_a_cent_more_in_one_is_not(live: Live, migrated: str) -> None:
    await live.versions()
    published = _published(OLD, await _entries(live.pool, OLD))
    history = await _history(live, migrated, OLD, published)

    verdict = check(history)
    assert [str(example) for example in verdict.findings.examples] == []
    assert verdict.counts["ReceiptIssued"] > verdict.counts["claims settled"] or verdict.word == "proved"

    heads = [dataclasses.replace(row, revision=row.revision + (row.revision == 2)) for row in history.dump.heads]
    flawed = dataclasses.replace(history, dump=dataclasses.replace(history.dump, heads=heads))
    assert check(flawed).word == "refuted"
    reassessed = [at for at, raw in enumerate(published) if b"RATE_CHANGED" in (raw.value or b"")]
    assert reassessed
    log = {**history.log, (RECEIPT.name, PARTITION): tuple(_without_cause(published, reassessed[0]))}
    assert check(dataclasses.replace(history, log=log)).word == "refuted"


def _without_cause(published: list[Raw], at: int) -> list[Raw]:
    value = (published[at].value or b"").replace(b"RATE_CHANGED", b"RATE_CHANGES")
    return [*published[:at], dataclasses.replace(published[at], value=value), *published[at + 1 :]]


async def test_the_generation_that_was_switched_to_is_proved_over_the_events_of_both(live: Live, migrated: str) -> None:
    old = await _entries(live.pool, OLD)
    await live.processor.mark_published({PARTITION: len(old) - 2})
    await live.course().rebuild()
    assert (await live.course().switch(lambda _: False))[0]
    owner = Processor(live.pool, generation=NEW, shelf=live.shelf)
    again = (await owner.acquire([PARTITION]))[PARTITION].unpublished
    record = live.topics.add(live.log.claim(a_claim("AFTER", care_date="2025-06-02")))
    taken = (await owner.apply({PARTITION: [record]}, {})).entries[PARTITION]
    assert len(again) == 2
    published = _published(OLD, old)
    published += _published(NEW, [*again, *taken], len(published))

    verdict = check(await _history(live, migrated, NEW, published))

    assert [str(example) for example in verdict.findings.examples] == []
    assert verdict.word == "proved"
    lost = [raw for raw in published if raw.offset != len(old) - 3]
    gap = [dataclasses.replace(raw, offset=at) for at, raw in enumerate(lost)]
    assert check(await _history(live, migrated, NEW, gap)).word == "refuted"
