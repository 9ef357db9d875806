"""A dry-run on the real ledger: it says what the worker then makes of the record, and keeps nothing."""

import asyncpg
import pytest

from contracts.envelope import seal
from contracts.topics import CLAIM, RIGHTS
from receipts.operations.parked import ParkedRecord
from receipts.operations.postgres_books import PostgresBooks
from receipts.operations.rehearsal import PostgresRehearsal, Rehearsed
from receipts.operations.telling import became
from tests.receipts.ledger.conftest import Ledger
from tests.receipts.ledger.log import PARTITION, a_claim, some_rights
from vitale.receipt.v1.receipt_pb2 import LedgerEvent

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]
TABLES = ("ledger", "progress", "entry", "claim_head", "subject_year", "rights", "waiting", "parked", "guarantees")


async def parked(ledger: Ledger) -> ParkedRecord:
    books = PostgresBooks(ledger.pool, ledger.generation)
    (record,) = await books.parked(reason="", everything=False, limit=2)
    return record


async def rehearse(ledger: Ledger, record: ParkedRecord) -> Rehearsed:
    """A dry-run that must leave every table as it was."""
    before = await everything(ledger)
    tried = await PostgresRehearsal(ledger.pool, ledger.generation, ledger.shelf).rehearse(record)
    assert await everything(ledger) == before
    return tried


async def everything(ledger: Ledger) -> list[list[asyncpg.Record]]:
    query = "select * from {} where generation = $1 order by 1, 2, 3"
    return [await ledger.pool.fetch(query.format(table), ledger.generation) for table in TABLES]


async def redriven(ledger: Ledger, record: ParkedRecord) -> list[LedgerEvent]:
    """What the worker makes of the re-drive."""
    topic = CLAIM if record.topic == CLAIM.name else RIGHTS
    mark = (("redrive-of", str(record.name).encode()),)
    return await ledger.events(ledger.log.raw(topic, record.value, headers=mark))


async def test_it_says_why_again_until_the_cause_is_mended_and_then_the_amounts_that_are_settled(
    ledger: Ledger,
) -> None:
    await ledger.activated()
    broken = some_rights()
    broken.coverages[0].exemptions.add(kind=99).period.first_day = "2000-01-01"
    await ledger.apply(ledger.log.rights(broken), ledger.log.claim(a_claim()))
    record = await parked(ledger)
    tried = await rehearse(ledger, record)
    assert tried.event is not None
    assert (tried.event.record_parked.reason, tried.held_by) == ("RULES_RAISED", "")
    await ledger.apply(ledger.log.rights(some_rights(revision=2)))
    tried = await rehearse(ledger, record)
    assert tried.event is not None
    assert (tried.rules_version, tried.moves) == (ledger.version, 0)
    told = became(tried.event)
    assert (told.outcome, told.price_cents, told.amo_cents, told.patient_cents) == ("issued", 3000, 1900, 1100)
    (event,) = await redriven(ledger, record)
    assert became(event) == told, "the dry-run and the worker agree to the cent"
    tried = await rehearse(ledger, record)
    assert tried.event is not None
    assert tried.event.record_ignored.reason == "SAME_CONTENT", "driven once more, it settles nothing twice"


async def test_rights_that_release_claims_say_how_many_more_entries_they_move(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.claim(a_claim("F1")), ledger.log.claim(a_claim("F2")))
    await ledger.apply(ledger.log.raw(RIGHTS, seal(some_rights().SerializeToString()), key=b"short"))
    record = await parked(ledger)
    mended = ParkedRecord(**{**{name: getattr(record, name) for name in record.__slots__}, "key": b"H" * 16})
    tried = await rehearse(ledger, mended)
    assert tried.event is not None
    assert (tried.event.record_applied.effect, tried.moves) == ("rights", 2)


async def test_what_the_database_refuses_is_found_without_poisoning_the_session(ledger: Ledger) -> None:
    await ledger.activated()
    twice = some_rights()
    twice.coverages.add().CopyFrom(twice.coverages[0])
    await ledger.apply(ledger.log.rights(twice))
    tried = await rehearse(ledger, await parked(ledger))
    assert tried.event is not None
    parked_again = tried.event.record_parked
    assert (parked_again.reason, parked_again.detail) == ("DATABASE_REFUSED", "sqlstate 23505")


async def test_a_halted_partition_says_so_and_what_would_come_after_the_resume(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.claim(a_claim(care_date="2000-06-01")), ledger.log.rights(some_rights()))
    record = await parked(ledger)
    await ledger.processor.halt(PARTITION, "an operator looks")
    tried = await rehearse(ledger, record)
    assert tried.event is not None
    assert (tried.held_by, tried.event.record_parked.reason) == ("halted", "NOT_ESTABLISHED")


async def test_without_rules_nothing_can_be_said(ledger: Ledger) -> None:
    await ledger.activated()
    await ledger.apply(ledger.log.raw(CLAIM, b"\x01\x00\xff"))
    record = await parked(ledger)
    await ledger.pool.execute("update ledger set rules_version = null where generation = $1", ledger.generation)
    tried = await rehearse(ledger, record)
    assert (tried.event, tried.held_by) == (None, "no_rules")
