"""The ports of acquisition in memory and on the real database: rights as they stood when, accesses, batching."""

from datetime import timedelta

import pytest

from adri.acquisition.rights_memory import MemoryAccessLog
from adri.acquisition.rights_store import Standing
from chassis.outbox import decode_headers
from chassis.postgres import Pool
from contracts.access import AccessRow
from contracts.topics import ACCESS
from tests.adri.acquisition.house import Kept
from tests.adri.house import NOON, TABLE, House, card, child, insured, opened, shown, stated
from vitale.rights.v1.counter_pb2 import ComplementaryCounter, CounterRights

pytestmark = pytest.mark.asyncio

HOUR = timedelta(hours=1)


async def history(house: House) -> bytes:
    """A person whose rights change at noon, at one and at three, and are only confirmed at two."""
    first = await house.scheme().put(card(1, shown(insured(), CounterRights(fund="349"))))
    house.clock.advance(HOUR)
    await house.scheme().put(card(2, insured(alsace_moselle=True)))
    house.clock.advance(HOUR)
    await house.scheme().put(card(3, insured(alsace_moselle=True)))
    house.clock.advance(HOUR)
    await house.scheme().put(card(4, shown(insured(alsace_moselle=True), CounterRights(fund="750"))))
    return first.revisions[0].subject_id


def told(standing: Standing | None) -> tuple[int, bool, str] | None:
    coverage = None if standing is None else standing.coverage()
    if standing is None or coverage is None:
        return None
    return standing.rights.revision, coverage.alsace_moselle, standing.counter.fund


async def test_what_was_known_at_an_instant_is_told_as_it_was_then(kept: Kept) -> None:
    async with opened(kept.store) as house:
        subject = await history(house)
        pair, second = (subject, subject), timedelta(seconds=1)
        at = [NOON - second, NOON, NOON + HOUR - second, NOON + HOUR, NOON + 3 * HOUR - second, NOON + 3 * HOUR]
        known = [told(await kept.reading.known_at(pair, instant)) for instant in at]
        [now] = await kept.reading.now([pair])
    assert known == [
        None,
        (1, False, "349"),
        (1, False, "349"),
        (2, True, "349"),
        (2, True, "349"),
        (3, True, "750"),
    ]
    assert now is not None
    assert told(now) == (3, True, "750")
    assert (now.known_from, now.confirmed_at) == (NOON + 3 * HOUR, NOON + 3 * HOUR)


async def test_rights_are_read_in_the_order_asked_and_strangers_are_none(kept: Kept) -> None:
    async with opened(kept.store) as house:
        answer = await house.scheme().put(card(1, insured(), child()))
        opener, kid = (revision.subject_id for revision in answer.revisions)
        stranger = b"?" * 16
        found = await kept.reading.now([(kid, opener), (stranger, opener), (opener, opener), (kid, kid)])
        assert [one and one.place.subject_id for one in found] == [kid, None, opener, kid]
        assert [one and one.coverage() is not None for one in found] == [True, None, True, False]
        assert [one and one.confirmed_at for one in found] == [NOON, None, NOON, None]
        assert {one.place.subject_id for one in await kept.reading.card(opener)} == {opener, kid}
        assert await kept.reading.card(kid) == []


async def test_who_left_the_card_is_not_shown_as_before_when_they_come_back(kept: Kept) -> None:
    async with opened(kept.store) as house:
        scheme = house.scheme()
        answer = await scheme.put(card(1, insured(), shown(child(), CounterRights(fund="349"))))
        opener, kid = (revision.subject_id for revision in answer.revisions)
        await scheme.put(card(2))
        await scheme.put(card(3, insured(), child()))
        [back] = await kept.reading.now([(kid, opener)])
        assert told(back) == (3, False, "")


async def test_contracts_of_insurers_are_shown_beside_the_schemes_until_withdrawn(kept: Kept) -> None:
    async with opened(kept.store) as house:
        mine = await house.insurer().put_table(TABLE)
        answer = await house.scheme().put(card(1, shown(insured(), CounterRights(fund="349"))))
        subject = answer.revisions[0].subject_id
        sent = stated(mine, counter=ComplementaryCounter(member_number="M1", managed_by_caisse=True))
        await house.insurer().put_contracts(sent)
        [standing] = await kept.reading.now([(subject, subject)])
        assert standing is not None
        [complementary] = standing.counter.complementary
        assert (complementary.amc_number, complementary.member_number) == ("12345678", "M1")
        assert not complementary.managed_by_caisse, "the insurer states it itself"
        assert standing.counter.fund == "349"
        await house.insurer().put_contracts(stated(mine, version=2, withdrawn=True))
        [standing] = await kept.reading.now([(subject, subject)])
        assert standing is not None
        assert standing.counter == CounterRights(fund="349")


async def test_accesses_are_kept_as_they_are(kept: Kept, request: pytest.FixtureRequest) -> None:
    rows = [AccessRow(ACCESS.name, n, bytes([n]) * 16, (("ce_id", b"%d" % n),), b"event %d" % n) for n in range(3)]
    await kept.log.keep(rows)
    if isinstance(kept.log, MemoryAccessLog):
        assert kept.log.rows == rows
        return
    pool: Pool = request.getfixturevalue("rights_pool")
    found = await pool.fetch("select * from outbox order by id")
    assert [
        AccessRow(row["topic"], row["partition"], row["key"], decode_headers(row["headers"]), row["value_ref"])
        for row in found
    ] == rows
