"""Cards in both stores: one living card of a holder, changes with their events, a dense revision for each card."""

import asyncio
from datetime import timedelta

import pytest

from card_registry.card import Order, Since, obey
from card_registry.store import Card
from chassis.errors import DomainError, ErrorCode
from chassis.records import OutRecord
from contracts.envelope import header, open_value
from contracts.topics import CARD
from tests.card_registry.cards import NOON, device, holder
from tests.card_registry.shelf import Shelf
from vitale.card.v1 import card_pb2 as pb

pytestmark = pytest.mark.asyncio


def told(records: list[OutRecord], card: Card) -> list[pb.CardEvent]:
    """The events about a card, in order."""
    found = [pb.CardEvent.FromString(open_value(record.value)) for record in records if record.topic == CARD.name]
    return [event for event in found if event.card_serial == card.serial]


async def change(shelf: Shelf, card: Card, order: Order, *, reason: str = "holder", seconds: int = 60) -> Card:
    at = NOON + timedelta(seconds=seconds)
    return await shelf.store.change(card.serial, lambda life: obey(life, order), reason=reason, at=at)


async def test_an_activation_makes_an_active_card_and_tells_it_in_the_holders_home(shelf: Shelf) -> None:
    who = holder(partition=17)
    card = await shelf.activate(who)
    [record] = await shelf.outbox()
    assert (record.topic, record.partition, record.key) == (CARD.name, 17, who.home_id)
    assert header(record.headers, "ce_id") == f"{card.serial.hex()}-1".encode()
    [event] = told([record], card)
    assert (event.revision, event.subject_id) == (1, who.subject_id)
    assert event.state_changed == pb.StateChanged(state=pb.CARD_STATE_ACTIVE, reason="activated")
    assert card.life.state == pb.CARD_STATE_ACTIVE
    assert len(card.serial) == 16


async def test_a_new_card_ends_the_former_one_of_the_holder_and_of_nobody_else(shelf: Shelf) -> None:
    who = holder()
    first, other = await shelf.activate(who), await shelf.activate()
    second = await shelf.activate(who, device(), at=NOON + timedelta(days=1))
    assert [card.serial for card in await shelf.store.cards_of(who.subject_id)] == [second.serial, first.serial]
    states = [(await shelf.store.card(card.serial) or card).life.state for card in (first, second, other)]
    assert states == [pb.CARD_STATE_RENEWED, pb.CARD_STATE_ACTIVE, pb.CARD_STATE_ACTIVE]
    [_, renewed] = told(await shelf.outbox(), first)
    assert (renewed.revision, renewed.state_changed.reason) == (2, "replaced")


async def test_a_change_is_told_once_and_kept_in_the_history(shelf: Shelf) -> None:
    card = await shelf.activate()
    await change(shelf, card, Order.SUSPEND, seconds=60)
    await change(shelf, card, Order.SUSPEND, seconds=70)
    changed = await change(shelf, card, Order.RESUME, seconds=80)
    assert changed == await shelf.store.card(card.serial)
    assert changed.active_since == changed.changed_at == NOON + timedelta(seconds=80)
    assert changed.made_at == NOON
    assert [event.revision for event in told(await shelf.outbox(), card)] == [1, 2, 3]
    assert await shelf.store.history(card.serial) == [
        Since(pb.CARD_STATE_ACTIVE, NOON),
        Since(pb.CARD_STATE_SUSPENDED, NOON + timedelta(seconds=60)),
        Since(pb.CARD_STATE_ACTIVE, NOON + timedelta(seconds=80)),
    ]


async def test_a_refused_change_leaves_nothing_behind(shelf: Shelf) -> None:
    card = await shelf.activate()
    await change(shelf, card, Order.OPPOSE)
    before = await shelf.outbox()
    with pytest.raises(DomainError) as refused:
        await change(shelf, card, Order.RESUME)
    assert refused.value.code is ErrorCode.CARD_OPPOSED
    assert await shelf.outbox() == before


async def test_a_card_nobody_has_cannot_be_changed(shelf: Shelf) -> None:
    card = await shelf.activate()
    with pytest.raises(DomainError) as refused:
        await shelf.store.change(bytes(16), lambda life: life, reason="x", at=NOON)
    assert refused.value.code is ErrorCode.NOT_FOUND
    assert await shelf.store.card(bytes(16)) is None
    assert len(told(await shelf.outbox(), card)) == 1


async def test_closing_ends_the_living_card_only(shelf: Shelf) -> None:
    who = holder()
    card = await shelf.activate(who)
    assert [await shelf.close(who), await shelf.close(who)] == [1, 0]
    [_, closed] = told(await shelf.outbox(), card)
    assert closed.state_changed == pb.StateChanged(state=pb.CARD_STATE_CLOSED, reason="death")


async def test_two_activations_of_a_holder_at_once_leave_one_living_card(shelf: Shelf) -> None:
    who = holder()
    await asyncio.gather(*(shelf.activate(who, at=NOON + timedelta(seconds=n)) for n in range(8)))
    cards = await shelf.store.cards_of(who.subject_id)
    assert sorted(card.life.state for card in cards) == [pb.CARD_STATE_ACTIVE, *[pb.CARD_STATE_RENEWED] * 7]


async def test_changes_at_once_draw_every_revision_once(shelf: Shelf) -> None:
    card = await shelf.activate()
    orders = [Order.SUSPEND, Order.RESUME] * 10
    await asyncio.gather(*(change(shelf, card, order, seconds=60 + n) for n, order in enumerate(orders)))
    revisions = [event.revision for event in told(await shelf.outbox(), card)]
    assert revisions == list(range(1, len(revisions) + 1))


async def test_a_renewed_certificate_is_kept(shelf: Shelf) -> None:
    card = await shelf.activate()
    ends = card.certificate_ends + timedelta(days=60)
    await shelf.store.renew_certificate(card.serial, b"later", ends)
    kept = await shelf.store.card(card.serial)
    assert kept is not None
    assert (kept.certificate, kept.certificate_ends) == (b"later", ends)
