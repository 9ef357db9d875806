"""WatchRights over a real channel: the rights now, again when they change, until the context ends."""

import asyncio
from datetime import timedelta

import pytest

from adri.acquisition.rights_memory import MemoryAccessLog
from tests.adri.acquisition.house import Place, query
from tests.adri.acquisition.people import named_child, settled
from tests.adri.house import card, insured
from vitale.card.v1 import card_pb2

pytestmark = pytest.mark.asyncio


async def test_a_change_of_the_rights_is_told_while_the_counter_watches(place: Place) -> None:
    family, counter = await settled(place), place.counter()
    stream = counter.watch(query(await place.present(family.mother, family.opener, counter)))
    async with asyncio.timeout(10):
        assert (await anext(stream)).answer.rights_revision == 1
        await place.intake.scheme().put(card(2, insured(alsace_moselle=True), named_child()))
        place.wakes.changed(family.opener)
        result = await anext(stream)
    assert (result.answer.rights_revision, result.answer.alsace_moselle) == (2, True)
    assert result.proof


async def test_waking_without_a_change_tells_nothing_and_opposition_ends_the_stream(place: Place) -> None:
    family, counter = await settled(place), place.counter()
    stream = counter.watch(query(await place.present(family.mother, family.opener, counter)))
    [whom] = place.registry.known.values()
    opposed = card_pb2.StateChanged(state=card_pb2.CARD_STATE_OPPOSED, reason="scheme_account")
    async with asyncio.timeout(10):
        await anext(stream)
        place.wakes.changed(family.opener)
        await asyncio.sleep(0.05)
        place.cards.see(card_pb2.CardEvent(card_serial=whom.card_serial, at_us=1, state_changed=opposed))
        rest = [result.problem.code async for result in stream]
    assert rest == ["CARD_OPPOSED"]


async def test_not_me_ends_the_stream(place: Place) -> None:
    family, counter = await settled(place), place.counter()
    stream = counter.watch(query(await place.present(family.mother, family.opener, counter)))
    [context_id] = place.registry.known
    async with asyncio.timeout(10):
        await anext(stream)
        place.cards.see(card_pb2.CardEvent(repudiated=card_pb2.Repudiated(context_id=context_id)))
        assert [result.problem.code async for result in stream] == ["CONTEXT_DEAD"]


async def test_the_stream_ends_with_the_token(place: Place) -> None:
    family, counter = await settled(place), place.counter()
    stream = counter.watch(query(await place.present(family.mother, family.opener, counter)))
    async with asyncio.timeout(10):
        await anext(stream)
        place.clock.advance(timedelta(hours=2))
        place.wakes.all_changed()
        assert [result.problem.code async for result in stream] == ["CONTEXT_EXPIRED"]


async def test_a_query_that_cannot_be_answered_is_told_once(place: Place) -> None:
    counter = place.counter()
    async with asyncio.timeout(10):
        found = [result.problem async for result in counter.watch(query("nonsense"))]
    assert [(problem.code, problem.field) for problem in found] == [("CONTEXT_INVALID", "query")]


async def test_each_answer_that_is_looked_up_is_an_access(place: Place) -> None:
    family, counter = await settled(place), place.counter()
    stream = counter.watch(query(await place.present(family.mother, family.opener, counter)))
    async with asyncio.timeout(10):
        await anext(stream)
    assert isinstance(place.kept.log, MemoryAccessLog)
    assert len(place.kept.log.rows) == 1
