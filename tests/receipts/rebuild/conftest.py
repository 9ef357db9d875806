"""A live ledger with a history of every kind of entry, its input topics, and a database of its own for each test."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from chassis import postgres
from chassis.failpoints import Failpoints
from chassis.migrations import migrate
from chassis.postgres import Pool
from contracts.codec import receipt_id_of
from contracts.envelope import REDRIVE_OF, seal
from contracts.topics import CLAIM, RIGHTS, SETTLEMENT
from receipts.ledger.outcome import Outcome
from receipts.ledger.processor import Processor
from receipts.ledger.rules_shelf import RulesShelf
from receipts.rebuild.course import Course
from receipts.rebuild.replay import Replay
from reimbursement_tables import dump
from tests.receipts.ledger.log import PARTITION, Log, LoggedRecord, a_claim, a_table, paid_directly, some_rights
from tests.receipts.ledger.payments import a_payment
from tests.receipts.ledger.rates import with_consultation_at
from tests.receipts.ledger.versions import cancelled, version
from tests.receipts.rebuild.topics import MemoryTopics
from tools.local.postgres.database import create_database, on_database
from vitale.claim.v1.claim_pb2 import Claim

OLD, NEW = 1, 2


@dataclass
class Live:
    """The live generation, its topics, and a way to rebuild it."""

    pool: Pool
    shelf: RulesShelf
    processor: Processor
    log: Log = field(default_factory=Log)
    topics: MemoryTopics = field(default_factory=MemoryTopics)

    async def take(self, *records: LoggedRecord) -> Outcome:
        """One flush of the live worker."""
        outcome = await self.processor.apply({PARTITION: [self.topics.add(record) for record in records]}, {})
        assert not outcome.lost
        assert not outcome.left
        return outcome

    def course(self, failpoints: Failpoints | None = None) -> Course:
        """A rebuild into the next generation, in small flushes, as a process that has just started."""
        shelf = RulesShelf(self.shelf.current)
        replay = Replay(
            self.pool, self.topics.open, source=OLD, target=NEW, shelf=shelf, failpoints=failpoints, at_once=5
        )
        return Course(self.pool, replay, OLD, NEW)

    async def history(self) -> None:
        """Rights, waits, a deadline, a table, a parked claim and its re-drive, poison, other rules, a reassessment."""
        log, table, lower = self.log, a_table(), with_consultation_at("28.00")
        await self.pool.execute("insert into rules values ($1, $2)", lower.version, dump(lower))
        visit = a_claim("VISIT", act_code="VG")
        visit.lines[0].family = "visit"
        first, second = paid_directly(a_claim("F1")), a_claim("F2", care_date="2025-03-05")
        held = [log.claim(a_claim("EARLY", rights_revision=2)), log.claim(first), log.rights(some_rights())]
        await self.take(*held, log.claim(visit), log.activate(self.shelf.current.version), log.raw(RIGHTS, b"rubbish"))
        await self.take(log.claim(second), log.rights(some_rights(revision=2, table=table)))
        third = log.claim(a_claim("F3", care_date="2025-03-06"))
        await self.take(third, log.guarantees(table), await self._driven_again(visit), log.claim(first))
        stranger = log.claim(a_claim("STRANGER", subject_id=b"S" * 16))
        await self.take(stranger, log.deadline(receipt_id_of("750100001", "STRANGER")))
        again = (first, a_claim("F3", content="not what was settled"), second, a_claim("NEVER"))
        await self.take(log.activate(lower.version), log.reassess(lower.version, *again))
        await self.take(
            log.claim(a_claim("STILL", rights_revision=9)), log.claim(a_claim("F4", care_date="2025-04-01"))
        )

    async def versions(self) -> None:
        """Corrections in and out of order, one that waits for rights, a cancellation, a version that waits for ever."""
        log, billed = self.log, a_claim("V", care_date="2025-04-02")
        early = [log.claim(version(3, billed)), log.claim(version(9, billed))]
        await self.take(*early, log.put(SETTLEMENT, a_payment("V")))
        await self.take(log.claim(billed))
        await self.take(log.claim(version(2, a_claim("V", care_date="2024-12-23"))))
        await self.take(log.claim(version(2, a_claim("F4", care_date="2025-04-03", rights_revision=9))))
        await self.take(log.claim(cancelled(2, a_claim("F2", care_date="2025-03-05"))))

    async def _driven_again(self, visit: Claim) -> LoggedRecord:
        """The visit that was set aside, with a base, as its re-drive."""
        parked = await self.pool.fetchval("select seq from parked where generation = 1 and reason <> 'UNDECODABLE'")
        visit.lines[0].base_cents = 3500
        mark = ((REDRIVE_OF, f"1-{PARTITION}-{parked}".encode()),)
        return self.log.raw(CLAIM, seal(visit.SerializeToString()), headers=mark)


@pytest.fixture(scope="module")
def migrated(postgres_server: str) -> str:
    """A database of the ledger in which generation 1 is live."""
    name = f"test_{secrets.token_hex(6)}"
    dsn = on_database(postgres_server, name)
    asyncio.run(create_database(postgres_server, name))
    asyncio.run(migrate(dsn, "receipts"))
    return dsn


_ROWS = ("entry", "ledger", "progress", "claim_head", "subject_year", "rights", "membership", "guarantees", "waiting",
         "version_waiting", "settlement", "settlement_waiting", "parked", "rules")  # fmt: skip


@pytest_asyncio.fixture
async def live(migrated: str) -> AsyncIterator[Live]:
    """A live ledger with its history."""
    pool = await postgres.pool(migrated, schema="receipts", min_size=1, max_size=4)
    await pool.execute(f"truncate {', '.join(_ROWS)}")
    await pool.execute("update live set generation = 1")
    shelf = RulesShelf.of_this_build()
    processor = Processor(pool, generation=OLD, shelf=shelf)
    await processor.acquire([PARTITION])
    ledger = Live(pool, shelf, processor)
    await ledger.history()
    yield ledger
    await pool.close()
