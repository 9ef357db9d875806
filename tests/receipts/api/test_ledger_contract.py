"""One suite for the read side of the ledger: the in-memory twin, and the statements in PostgreSQL."""

from collections.abc import AsyncIterator
from datetime import date

import pytest
import pytest_asyncio

from chassis.migrations import migrate
from chassis.postgres import pool
from receipts.api.ledger import Window
from receipts.visibility import AUDIENCES, FAMILY, Membership, Viewer
from reimbursement.rule_tables import ENGINE
from tests.receipts.api.ledger_writers import MemoryWriter, PostgresWriter, Writer
from tests.receipts.api.world import CAMILLE, LEA, PAUL, TOM, receipt, settlement_of
from tests.receipts.api.world import TABLES as RULES
from tests.receipts.ledger.log import a_table, some_rights
from vitale.receipt.v1.receipt_pb2 import SubjectYear, Use

pytestmark = pytest.mark.asyncio
TABLES = "entry, claim_head, settlement, subject_year, rights, membership, guarantees, ledger, rules"
ON_CARD = Membership(LEA, 5, 2, "2016-05-04", date(2016, 5, 4), date(2030, 1, 1))
MANY = 2**62


@pytest_asyncio.fixture(params=["memory", pytest.param("postgres", marks=pytest.mark.integration)])
async def writer(request: pytest.FixtureRequest) -> AsyncIterator[Writer]:
    """An empty ledger: the twin, then the real one."""
    if request.param == "memory":
        yield MemoryWriter()
        return
    dsn = request.getfixturevalue("postgres_dsn")
    await migrate(dsn, "receipts")
    opened = await pool(dsn, schema="receipts", role="receipts")
    owner = await pool(dsn, schema="receipts")
    await owner.execute(f"truncate {TABLES}")
    await owner.close()
    yield PostgresWriter(opened)
    await opened.close()


async def test_a_viewer_has_a_partition_and_everybody_ever_on_the_card(writer: Writer) -> None:
    await writer.person(CAMILLE, 5)
    await writer.member(CAMILLE, ON_CARD)
    await writer.member(CAMILLE, Membership(CAMILLE, 5, 1, "1985-03-02", date(2003, 1, 1)))
    await writer.member(PAUL, ON_CARD._replace(last_day=None))
    viewer = await writer.ledger.viewer(CAMILLE)
    assert (viewer.partition, [m for m in viewer.memberships if m.subject_id != CAMILLE]) == (5, [ON_CARD])
    assert (await writer.ledger.viewer(TOM)) == Viewer(TOM, None)


async def test_rows_below_come_newest_first_and_stop_at_the_limit(writer: Writer) -> None:
    for number in range(5):
        await writer.issue(receipt(CAMILLE, number), 5)
    found = await writer.ledger.below([Window(CAMILLE, AUDIENCES, 5)], 3)
    assert [(row.partition, row.seq, row.receipt().receipt_id[-1]) for row in found] == [
        (5, 4, 3),
        (5, 3, 2),
        (5, 2, 1),
    ]
    assert (found[0].subject_id, found[0].audience) == (CAMILLE, FAMILY)


async def test_each_window_has_its_own_bound_limit_and_audiences(writer: Writer) -> None:
    for number in range(4):
        await writer.issue(receipt(CAMILLE, number), 5)
        await writer.issue(receipt(LEA, number, audience=1 + number % 2), 5)
        await writer.issue(receipt(PAUL, number), 17)
    windows = [Window(CAMILLE, AUDIENCES, MANY), Window(LEA, (FAMILY,), MANY), Window(PAUL, AUDIENCES, 2)]
    found = await writer.ledger.below(windows, 2)
    assert sorted((row.subject_id[0], row.seq) for row in found) == [(1, 5), (1, 7), (2, 1), (3, 2), (3, 6)]


async def test_rows_above_come_by_partition_and_seq_and_stop_at_the_limit(writer: Writer) -> None:
    for number in range(3):
        await writer.issue(receipt(PAUL, number), 17)
        await writer.issue(receipt(CAMILLE, number), 5)
        await writer.issue(receipt(LEA, number), 5)
    windows = [Window(PAUL, AUDIENCES, 1), Window(LEA, AUDIENCES, 2), Window(CAMILLE, AUDIENCES, 0)]
    found = await writer.ledger.above(windows, 100)
    assert [(row.partition, row.seq) for row in found] == [(5, 1), (5, 3), (5, 4), (5, 5), (5, 6), (17, 2), (17, 3)]
    assert [(row.partition, row.seq) for row in await writer.ledger.above(windows, 2)] == [(5, 1), (5, 3)]


async def test_an_older_revision_is_never_read_again(writer: Writer) -> None:
    await writer.issue(receipt(CAMILLE, 1), 5)
    await writer.issue(receipt(CAMILLE, 2), 5)
    last = await writer.issue(receipt(CAMILLE, 1, revision=2), 5)
    everything = [Window(CAMILLE, AUDIENCES, 0)]
    assert [row.seq for row in await writer.ledger.above(everything, 10)] == [2, last]
    one = await writer.ledger.receipt(receipt(CAMILLE, 1).receipt_id)
    assert one is not None
    assert (one.seq, one.receipt().revision) == (last, 2)


async def test_a_receipt_that_does_not_exist_is_none_and_no_window_is_no_row(writer: Writer) -> None:
    assert await writer.ledger.receipt(b"\x07" * 16) is None
    assert await writer.ledger.below([], 10) == []
    assert await writer.ledger.above([], 10) == []


async def test_years_are_those_of_the_persons_and_year_asked(writer: Writer) -> None:
    body = SubjectYear(uses=[Use(counter=1, day=20_500, amount_cents=200, audience=1)])  # type: ignore[arg-type]
    await writer.year(LEA, 2026, body)
    await writer.year(LEA, 2025, SubjectYear())
    await writer.year(PAUL, 2026, SubjectYear())
    assert dict(await writer.ledger.years([LEA, CAMILLE], 2026)) == {LEA: body}


async def test_openers_are_found_among_those_asked(writer: Writer) -> None:
    await writer.member(CAMILLE, ON_CARD)
    await writer.member(PAUL, ON_CARD)
    assert await writer.ledger.openers([LEA, TOM], [CAMILLE, TOM]) == {CAMILLE}
    assert await writer.ledger.openers([TOM], [CAMILLE, PAUL]) == set()


async def test_what_a_claim_would_find_is_held_together(writer: Writer) -> None:
    """Rights, the tables that contracts name and the partition knows, the uses of the years asked, the rules."""
    mine, other = a_table(), a_table(20_000)
    rights = some_rights(CAMILLE, table=mine)
    await writer.rights(rights, 5)
    await writer.activate(5, RULES)
    (name,) = (contract.guarantees_hash for contract in rights.coverages[0].contracts)
    await writer.guarantees(5, name, mine)
    await writer.guarantees(5, b"o" * 32, other)
    body = SubjectYear(uses=[Use(counter=21, day=20_500, amount_cents=200, audience=1)])  # type: ignore[arg-type]
    for year in (2021, 2022, 2030, 2031):
        await writer.year(CAMILLE, year, body)
    await writer.year(LEA, 2026, body)
    held = await writer.ledger.held(CAMILLE, range(2022, 2031))
    assert held is not None
    assert (held.rights, held.rules_version) == (rights, RULES.version)
    assert dict(held.guarantees) == {name: mine}
    assert dict(held.years) == {2022: body, 2030: body}


async def test_a_table_that_came_to_another_partition_is_not_held(writer: Writer) -> None:
    await writer.rights(some_rights(CAMILLE, table=a_table()), 5)
    (contract,) = some_rights(CAMILLE, table=a_table()).coverages[0].contracts
    await writer.guarantees(6, contract.guarantees_hash, a_table())
    held = await writer.ledger.held(CAMILLE, range(2026, 2027))
    assert held is not None
    assert (held.rules_version, dict(held.guarantees), dict(held.years)) == (None, {}, {})


async def test_nothing_is_held_of_somebody_without_rights(writer: Writer) -> None:
    await writer.year(TOM, 2026, SubjectYear())
    assert await writer.ledger.held(TOM, range(2022, 2031)) is None


async def test_rules_are_found_by_version_when_this_build_can_run_them(writer: Writer) -> None:
    await writer.activate(5, RULES)
    found = await writer.ledger.tables(RULES.version)
    assert found is not None
    assert found.version == RULES.version
    assert await writer.ledger.tables(f"{ENGINE}-0123456789ab") is None
    assert await writer.ledger.tables("1-0123456789ab") is None


async def test_a_settled_receipt_stays_where_it_stood_and_tells_what_was_settled_in_order(writer: Writer) -> None:
    first, second = receipt(CAMILLE, 1), receipt(CAMILLE, 2)
    await writer.issue(first, 5)
    await writer.issue(second, 5)
    await writer.settle(settlement_of(first, revision=2, reference="B"), 5)
    await writer.settle(settlement_of(first, revision=3, reference="A"), 5)
    newest, oldest = await writer.ledger.below([Window(CAMILLE, AUDIENCES, MANY)], 10)
    one = await writer.ledger.receipt(first.receipt_id)

    assert one is not None
    for row in (oldest, one):
        shown = row.receipt()
        assert (row.seq, shown.receipt_id, shown.revision) == (1, first.receipt_id, 3)
        assert [settled.reference for settled in shown.settlements] == ["B", "A"]
    assert (newest.receipt().revision, list(newest.receipt().settlements)) == (1, [])


async def test_who_resumes_is_given_the_settlements_since_that_they_may_see(writer: Writer) -> None:
    first, secret = receipt(CAMILLE, 1), receipt(CAMILLE, 2, audience=2)
    for one in (first, secret):
        await writer.issue(one, 5)
    for one in (first, secret):
        await writer.settle(settlement_of(one, revision=2), 5)
    await writer.issue(receipt(CAMILLE, 3), 5)
    everything = await writer.ledger.above([Window(CAMILLE, AUDIENCES, 2)], 10)
    family = await writer.ledger.above([Window(CAMILLE, (FAMILY,), 2)], 10)

    assert [(row.seq, row.settlement() is not None) for row in everything] == [(3, True), (4, True), (5, False)]
    assert [row.seq for row in family] == [3, 5]
    assert [row.seq for row in await writer.ledger.above([Window(CAMILLE, AUDIENCES, 2)], 2)] == [3, 4]
