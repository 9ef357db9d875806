"""What happens to a presentation when its card, its context or its person goes."""

import pytest

from adri.acquisition.rights_memory import MemoryAccessLog
from tests.adri.acquisition.house import Place, query
from tests.adri.acquisition.people import settled
from tests.adri.house import card
from vitale.access.v1 import access_pb2
from vitale.card.v1 import card_pb2

pytestmark = pytest.mark.asyncio


def accesses(place: Place) -> list[access_pb2.AccessEvent]:
    assert isinstance(place.kept.log, MemoryAccessLog)
    return [access_pb2.AccessEvent.FromString(row.value_ref) for row in place.kept.log.rows]


@pytest.mark.parametrize(
    ("state", "code"),
    [
        (card_pb2.CARD_STATE_OPPOSED, "CARD_OPPOSED"),
        (card_pb2.CARD_STATE_SUSPENDED, "CARD_SUSPENDED"),
        (card_pb2.CARD_STATE_RENEWED, "CARD_ENDED"),
    ],
)
async def test_a_card_that_ends_is_refused_at_the_next_check_and_the_person_sees_it(
    place: Place, state: card_pb2.CardState.ValueType, code: str
) -> None:
    family, counter = await settled(place), place.counter()
    token = await place.present(family.mother, family.opener, counter)
    assert (await counter.ask(query(token)))[0].problem.code == ""
    [whom] = place.registry.known.values()
    changed = card_pb2.StateChanged(state=state, reason="holder")
    place.cards.see(card_pb2.CardEvent(card_serial=whom.card_serial, at_us=1, state_changed=changed))
    [result] = await counter.ask(query(token))
    assert (result.problem.code, result.HasField("answer")) == (code, False)
    granted, refused = accesses(place)
    assert refused.decision == access_pb2.ACCESS_DECISION_REFUSED
    assert refused.access_id != granted.access_id


async def test_what_the_registry_says_counts_before_it_is_followed(place: Place) -> None:
    family, counter = await settled(place), place.counter()
    token = await place.present(family.mother, family.opener, counter)
    [whom] = place.registry.known.values()
    whom.card_state = card_pb2.CARD_STATE_OPPOSED
    assert (await counter.ask(query(token)))[0].problem.code == "CARD_OPPOSED"
    whom.card_state, whom.dead = card_pb2.CARD_STATE_ACTIVE, True
    assert (await counter.ask(query(token)))[0].problem.code == "CONTEXT_DEAD"
    whom.dead = False
    assert (await counter.ask(query(token)))[0].problem.code == ""


async def test_not_me_kills_the_context_at_once(place: Place) -> None:
    family, counter = await settled(place), place.counter()
    token = await place.present(family.mother, family.opener, counter)
    await counter.ask(query(token))
    [context_id] = place.registry.known
    place.cards.see(card_pb2.CardEvent(repudiated=card_pb2.Repudiated(context_id=context_id)))
    assert (await counter.ask(query(token)))[0].problem.code == "CONTEXT_DEAD"


async def test_who_left_the_card_is_unknown_on_it(real_place: Place) -> None:
    family, counter = await settled(real_place), real_place.counter()
    token = await real_place.present(family.kid, family.opener, counter)
    await real_place.intake.scheme().put(card(2))
    [result] = await counter.ask(query(token))
    assert (result.problem.code, result.HasField("answer")) == ("UNKNOWN_BENEFICIARY", False)


async def test_the_registry_is_asked_once_for_the_life_of_a_context(place: Place) -> None:
    family, counter = await settled(place), place.counter()
    token = await place.present(family.mother, family.opener, counter)
    for _ in range(3):
        await counter.ask(query(token), query(token))
    assert len(place.registry.asked) <= 2
