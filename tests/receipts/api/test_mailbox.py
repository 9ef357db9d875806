"""The mailbox of a stream: bounded for each subscription, in turn, and one slow reader disturbs no other."""

import asyncio

import pytest

from receipts.api.mailbox import Mailbox
from vitale.receipt.v1.receipt_service_pb2 import CaughtUp, WatchResponse


def message(number: int, text: str = "") -> WatchResponse:
    """Any message of a subscription."""
    return WatchResponse(subscription_id=number, caught_up=CaughtUp(cursor=text))


def drained(mailbox: Mailbox) -> list[WatchResponse]:
    """All that waits."""
    found: list[WatchResponse] = []
    while (response := mailbox.take_now()) is not None:
        found.append(response)
    return found


def test_subscriptions_are_served_in_turn_and_each_in_its_order() -> None:
    mailbox = Mailbox()
    for number, text in ((1, "a"), (1, "b"), (2, "c"), (1, "d")):
        mailbox.put(message(number, text))
    assert [m.caught_up.cursor for m in drained(mailbox)] == ["a", "c", "b", "d"]


def test_a_slow_reader_is_told_to_start_again_and_then_hears_what_follows() -> None:
    mailbox = Mailbox(queue=4)
    for number in range(6):
        mailbox.put(message(1, str(number)))
    mailbox.put(message(2, "other"))
    found = drained(mailbox)
    kinds = [m.WhichOneof("event") for m in found if m.subscription_id == 1]
    assert kinds == ["reset", "people_changed", "caught_up", "caught_up"]
    assert found[0].reset.reason == "TOO_SLOW"
    assert [m.caught_up.cursor for m in found if m.HasField("caught_up")] == ["other", "4", "5"]


def test_what_waits_for_a_forgotten_subscription_is_dropped() -> None:
    mailbox = Mailbox()
    mailbox.put(message(1))
    mailbox.put(message(2))
    mailbox.forget(1)
    assert [m.subscription_id for m in drained(mailbox)] == [2]


@pytest.mark.asyncio
async def test_a_closed_mailbox_gives_what_it_holds_and_then_ends() -> None:
    mailbox = Mailbox()
    waiting = asyncio.create_task(mailbox.take())
    await asyncio.sleep(0)
    mailbox.put(message(1))
    mailbox.close()
    assert await waiting == message(1)
    assert await mailbox.take() is None
