"""Presentations in both stores: used up once, with a context and its records; ended, repudiated, forgotten in time."""

import asyncio
import secrets
from datetime import timedelta

import pytest

from card_registry.card import Order, obey
from card_registry.deferred_cases import DeferredCase
from card_registry.store import CONTEXT_KEPT, Card, Claimant, Earlier, Relation
from chassis.errors import DomainError, ErrorCode
from contracts.envelope import open_value
from contracts.topics import ACCESS
from tests.card_registry.cards import NOON, context, holder, redemption
from tests.card_registry.shelf import Shelf
from tests.card_registry.test_card_store import told
from vitale.access.v1 import access_pb2 as access
from vitale.card.v1 import card_pb2 as pb

pytestmark = pytest.mark.asyncio


async def accesses(shelf: Shelf) -> list[access.AccessEvent]:
    records = [record for record in await shelf.outbox() if record.topic == ACCESS.name]
    return [access.AccessEvent.FromString(open_value(record.value)) for record in records]


async def state_of(shelf: Shelf, card: Card, order: Order, seconds: int) -> None:
    at = NOON + timedelta(seconds=seconds)
    await shelf.store.change(card.serial, lambda life: obey(life, order), reason="holder", at=at)


async def test_a_presentation_gives_a_context_an_event_and_an_access(shelf: Shelf) -> None:
    card = await shelf.activate()
    wanted = redemption(card)
    assert await shelf.store.redeem(wanted) is None
    known = await shelf.store.contexts([wanted.context.context_id, bytes(16)])
    assert known.keys() == {wanted.context.context_id}
    assert known[wanted.context.context_id].context == wanted.context
    assert known[wanted.context.context_id].state == pb.CARD_STATE_ACTIVE
    [_, event] = told(await shelf.outbox(), card)
    assert event.revision == 2
    assert event.presented.practice_id == wanted.context.practice.practice_id
    assert event.presented.context_id == wanted.context.context_id
    [seen] = await accesses(shelf)
    assert (seen.subject_id, seen.action) == (card.holder.subject_id, "presentation")
    assert (seen.basis, seen.decision) == (access.ACCESS_BASIS_PRESENTATION, access.ACCESS_DECISION_GRANTED)
    assert seen.context_id == wanted.context.context_id


async def test_a_presented_child_is_told_in_the_childs_home_and_the_holder_in_theirs(shelf: Shelf) -> None:
    card, child = await shelf.activate(), holder(partition=9)
    await shelf.store.redeem(redemption(card, of=context(card, presented=child)))
    records = [record for record in await shelf.outbox() if record.topic == ACCESS.name]
    assert [(record.key, record.partition) for record in records] == [
        (child.home_id, 9),
        (card.holder.home_id, card.holder.partition),
    ]
    assert [seen.action for seen in await accesses(shelf)] == ["presentation", "card_face"]


async def test_a_presentation_is_used_once_and_the_second_learns_who_was_first(shelf: Shelf) -> None:
    card, unique = await shelf.activate(), secrets.token_bytes(16)
    first = redemption(card, unique=unique, claimant=Claimant("jkt:first", bytes(16)))
    second = redemption(card, unique=unique, claimant=Claimant("jkt:second", bytes(16)))
    assert await shelf.store.redeem(first) is None
    earlier = Earlier(first.context.context_id, first.claimant, deferred=False)
    assert await shelf.store.redeem(second) == earlier
    assert await shelf.store.redeem(first) == earlier
    assert await shelf.store.earlier(first.presentation_id) == earlier
    assert await shelf.store.contexts([second.context.context_id]) == {}
    assert len(await shelf.outbox()) == 3, "activation, presentation, access: the second left nothing"


async def test_the_number_of_a_presentation_of_one_card_is_free_for_another(shelf: Shelf) -> None:
    one, other, unique = await shelf.activate(), await shelf.activate(), secrets.token_bytes(16)
    assert await shelf.store.redeem(redemption(one, unique=unique)) is None
    assert await shelf.store.redeem(redemption(other, unique=unique)) is None


@pytest.mark.parametrize(
    ("order", "code"),
    [
        (Order.SUSPEND, ErrorCode.CARD_SUSPENDED),
        (Order.OPPOSE, ErrorCode.CARD_OPPOSED),
        (Order.DEACTIVATE, ErrorCode.CARD_ENDED),
        (Order.RENEW, ErrorCode.CARD_ENDED),
        (Order.CLOSE, ErrorCode.CARD_ENDED),
    ],
)
async def test_a_card_that_is_not_active_is_not_redeemed(shelf: Shelf, order: Order, code: ErrorCode) -> None:
    card = await shelf.activate()
    await state_of(shelf, card, order, 60)
    before = await shelf.outbox()
    wanted = redemption(card)
    with pytest.raises(DomainError) as refused:
        await shelf.store.redeem(wanted)
    assert refused.value.code is code
    assert await shelf.outbox() == before
    assert await shelf.store.earlier(wanted.presentation_id) is None


async def test_what_was_signed_while_suspended_is_refused_after_the_card_is_resumed(shelf: Shelf) -> None:
    card = await shelf.activate()
    await state_of(shelf, card, Order.SUSPEND, 60)
    await state_of(shelf, card, Order.RESUME, 120)
    with pytest.raises(DomainError) as refused:
        await shelf.store.redeem(redemption(card, of=context(card, at=NOON + timedelta(seconds=89))))
    assert refused.value.code is ErrorCode.CARD_SUSPENDED
    assert await shelf.store.redeem(redemption(card, of=context(card, at=NOON + timedelta(seconds=90)))) is None


async def test_a_deferred_presentation_of_a_card_that_has_ended_meanwhile_is_taken(shelf: Shelf) -> None:
    card = await shelf.activate()
    await state_of(shelf, card, Order.OPPOSE, 60)
    wanted = redemption(card, deferred=True)
    assert await shelf.store.redeem(wanted) is None
    assert (await shelf.store.earlier(wanted.presentation_id) or (0, 0, 0))[2] is True


async def test_an_unknown_card_is_no_card(shelf: Shelf) -> None:
    card = await shelf.activate()
    with pytest.raises(DomainError) as refused:
        await shelf.store.redeem(redemption(card, of=context(card, serial=secrets.token_bytes(16))))
    assert refused.value.code is ErrorCode.PRESENTATION_INVALID


async def test_of_many_who_bring_one_presentation_exactly_one_is_let_through(shelf: Shelf) -> None:
    card, unique = await shelf.activate(), secrets.token_bytes(16)
    tries = [redemption(card, unique=unique, claimant=Claimant(f"jkt:{n}", bytes(16))) for n in range(50)]
    outcomes = await asyncio.gather(*(shelf.store.redeem(one) for one in tries))
    assert outcomes.count(None) == 1
    winner = tries[outcomes.index(None)]
    assert {one.context_id for one in outcomes if one is not None} == {winner.context.context_id}
    assert [event.revision for event in told(await shelf.outbox(), card)] == [1, 2]


async def test_of_an_opposition_and_redemptions_at_once_nothing_is_redeemed_after_the_opposition(shelf: Shelf) -> None:
    card = await shelf.activate()
    redeeming = [shelf.store.redeem(redemption(card)) for _ in range(30)]
    outcomes = await asyncio.gather(
        *redeeming[:15], state_of(shelf, card, Order.OPPOSE, 60), *redeeming[15:], return_exceptions=True
    )
    refused = [one for one in outcomes if isinstance(one, DomainError)]
    assert {one.code for one in refused} <= {ErrorCode.CARD_OPPOSED}
    steps = [event.WhichOneof("step") for event in told(await shelf.outbox(), card)]
    assert steps[-1] == "state_changed", "the revisions after the opposition are none"
    assert steps.count("presented") == 30 - len(refused)
    revisions = [event.revision for event in told(await shelf.outbox(), card)]
    assert revisions == list(range(1, len(revisions) + 1))


async def test_presentations_are_listed_newest_first_for_their_holder_only(shelf: Shelf) -> None:
    card, other = await shelf.activate(), await shelf.activate()
    wanted = [redemption(card, of=context(card, at=NOON + timedelta(minutes=n))) for n in range(4)]
    for one in (*wanted, redemption(other)):
        await shelf.store.redeem(one)
    listed = await shelf.store.presentations(card.holder.subject_id, 3)
    assert [one.context for one in listed] == [one.context for one in wanted[:0:-1]]
    since = await shelf.store.presented_since([card.holder.subject_id], NOON + timedelta(minutes=2))
    assert [one.context for one in since] == [one.context for one in wanted[2:]]


async def test_ending_a_context_is_told_once(shelf: Shelf) -> None:
    card = await shelf.activate()
    wanted = redemption(card)
    await shelf.store.redeem(wanted)
    for _ in range(2):
        await shelf.store.end(wanted.context.context_id, at=NOON + timedelta(minutes=5))
    known = (await shelf.store.contexts([wanted.context.context_id]))[wanted.context.context_id]
    assert known.context.dead
    [*_, last] = told(await shelf.outbox(), card)
    assert (last.revision, last.context_ended.context_id) == (3, wanted.context.context_id)


async def test_a_context_that_was_ended_may_still_be_repudiated(shelf: Shelf) -> None:
    card = await shelf.activate()
    wanted = redemption(card)
    await shelf.store.redeem(wanted)
    at = NOON + timedelta(minutes=5)
    await shelf.store.end(wanted.context.context_id, at=at)
    await shelf.store.end(wanted.context.context_id, at=at, repudiated=True)
    await shelf.store.end(wanted.context.context_id, at=at, repudiated=True)
    steps = [event.WhichOneof("step") for event in told(await shelf.outbox(), card)]
    assert steps == ["state_changed", "presented", "context_ended", "repudiated"]


async def test_an_unknown_context_cannot_be_ended(shelf: Shelf) -> None:
    with pytest.raises(DomainError) as refused:
        await shelf.store.end(bytes(16), at=NOON)
    assert refused.value.code is ErrorCode.NOT_FOUND


async def test_redemptions_are_kept_as_long_as_they_could_be_repeated_and_contexts_longer(shelf: Shelf) -> None:
    card = await shelf.activate()
    wanted = redemption(card)
    await shelf.store.redeem(wanted)
    assert await shelf.store.sweep(wanted.kept_until) == 0
    assert await shelf.store.earlier(wanted.presentation_id) is not None
    assert await shelf.store.sweep(wanted.kept_until + timedelta(seconds=1)) == 1
    assert await shelf.store.earlier(wanted.presentation_id) is None
    assert wanted.context.context_id in await shelf.store.contexts([wanted.context.context_id])


async def test_who_redeemed_is_forgotten_after_27_months_with_the_relations_it_opened(shelf: Shelf) -> None:
    card, later = await shelf.activate(), NOON + timedelta(days=400)
    old, young = redemption(card), redemption(card, of=context(card, at=later))
    for one in (old, young):
        await shelf.store.redeem(one)
    relation = Relation(
        relation_id=bytes(16),
        context_id=old.context.context_id,
        holder_id=card.holder.subject_id,
        cared=card.holder,
        practice=old.context.practice,
        kind="lab",
        reference="L1",
        opened_at=NOON,
        proof_time=NOON,
        until=NOON.date(),
    )
    await shelf.store.open_relation(relation, card.serial, [])
    await shelf.store.sweep(NOON + CONTEXT_KEPT)
    assert len(await shelf.store.contexts([old.context.context_id])) == 1
    while await shelf.store.sweep(NOON + CONTEXT_KEPT + timedelta(seconds=1)):
        pass
    wanted = [old.context.context_id, young.context.context_id]
    assert (await shelf.store.contexts(wanted)).keys() == {young.context.context_id}
    assert await shelf.store.relation(bytes(16)) is None


async def test_second_arrivals_wait_for_a_person_and_keep_the_first_finding(shelf: Shelf) -> None:
    cases = [
        DeferredCase(bytes([n]) * 16, NOON + timedelta(minutes=9 - n), NOON, "RPPS:1", secrets.token_bytes(16))
        for n in range(2)
    ]
    for case in (*cases, *cases):
        await shelf.cases.add(case)
    assert await shelf.cases.waiting() == cases[::-1]
    for _ in range(2):
        await shelf.cases.close(cases[0].case_id, "error", by="operator-1", at=NOON)
    assert await shelf.cases.waiting() == cases[1:]
    for case_id, finding, code in (
        (cases[0].case_id, "fraud", ErrorCode.CONTENT_CONFLICT),
        (bytes([7]) * 16, "fraud", ErrorCode.NOT_FOUND),
    ):
        with pytest.raises(DomainError) as refused:
            await shelf.cases.close(case_id, finding, by="operator-2", at=NOON)
        assert refused.value.code is code
