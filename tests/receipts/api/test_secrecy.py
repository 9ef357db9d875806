"""Twin worlds: what a child keeps to itself leaves no trace in anything its parents receive."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receipts.api.hub import PARIS
from receipts.api.mailbox import Mailbox
from receipts.api.presenting import shown
from receipts.api.subscription import Subscription, Terms
from tests.receipts.api.corrected import corrected
from tests.receipts.api.world import CAMILLE, GENERATION, LEA, NOW, World, receipt, settlement_of
from tests.receipts.ledger.log import a_claim
from vitale.receipt.v1.receipt_pb2 import Use
from vitale.receipt.v1.receipt_service_pb2 import EstimateRequest, ListReceiptsRequest

SECRET = 2
_steps = st.lists(st.tuples(st.sampled_from([CAMILLE, LEA]), st.sampled_from([1, SECRET])), max_size=12)


async def transcript(steps: list[tuple[bytes, int]], *, secrets: bool) -> list[object]:
    """Everything Camille receives in a world with, or without, what is for Léa alone; cursors by length only."""
    world = World()
    viewer = await world.ledger.viewer(CAMILLE)
    mailbox = Mailbox()
    subscription = Subscription(Terms(1, CAMILLE, NOW, GENERATION, world.sealer), mailbox, viewer)
    subscription.look(viewer, world.clock.today(PARIS))
    world.hub.add(subscription)
    subscription.caught_up((), {}, world.clock.today(PARIS))
    uses = []
    for number, (who, audience) in enumerate(steps):
        hidden = audience == SECRET and who == LEA
        if hidden and not secrets:
            continue
        issued = receipt(who, number, audience=audience)
        world.issue(issued)
        world.pay(settlement_of(issued))
        if who == LEA:
            uses.append(Use(counter=1, day=20_500, amount_cents=200, audience=audience))  # type: ignore[arg-type]
    world.uses(LEA, *uses)
    seen: list[object] = []
    while (message := mailbox.take_now()) is not None:
        told = message.settlement.settlement
        cursor = message.receipt.cursor or message.settlement.cursor
        seen.append((message.WhichOneof("event"), message.receipt.receipt, told, len(cursor)))
    page = await world.reading.receipts(CAMILLE, ListReceiptsRequest(page_size=3))
    seen += [list(page.receipts), len(page.next_cursor), len(page.resume_cursor), len(page.etag)]
    seen.append(await world.reading.people(CAMILLE, 0))
    seen.append(await world.estimating.estimate(CAMILLE, a_question(LEA)))
    return seen


def a_question(who: bytes) -> EstimateRequest:
    """What a consultation would cost somebody."""
    claim = a_claim(care_date="2026-03-16")
    return EstimateRequest(
        subject_id=who, care_date=claim.care_date, pathway=claim.pathway, performer=claim.performer, lines=claim.lines
    )


@pytest.mark.asyncio
@settings(deadline=None, max_examples=40)
@given(_steps)
async def test_a_parents_whole_transcript_is_the_same_without_the_childs_secrets(
    steps: list[tuple[bytes, int]],
) -> None:
    assert await transcript(steps, secrets=True) == await transcript(steps, secrets=False)


@pytest.mark.asyncio
async def test_the_transcript_would_show_a_receipt_that_is_not_secret() -> None:
    assert await transcript([(LEA, 1)], secrets=True) != await transcript([(LEA, SECRET)], secrets=True)


@pytest.mark.asyncio
async def test_etag_and_cursors_stand_still_while_secrets_are_settled() -> None:
    world = World()
    for number in range(3):
        world.issue(receipt(LEA, number))
    before = await world.reading.receipts(CAMILLE, ListReceiptsRequest(page_size=2))
    secret = receipt(LEA, 9, audience=SECRET)
    world.issue(secret)
    world.pay(settlement_of(secret))
    after = await world.reading.receipts(CAMILLE, ListReceiptsRequest(page_size=2))
    assert after == before


def test_what_was_corrected_of_a_secret_receipt_is_told_to_its_person_alone() -> None:
    secret, open_to_all = receipt(LEA, 1, audience=SECRET), receipt(LEA, 1, audience=1)
    now_open = corrected(secret, open_to_all, paid_cents=500)
    to_mother, to_lea = shown(now_open, CAMILLE), shown(now_open, LEA)
    assert not to_mother.HasField("reversed")
    assert not to_mother.balances
    assert (to_lea.reversed, list(to_lea.balances)) == (now_open.reversed, list(now_open.balances))
    assert shown(corrected(open_to_all, open_to_all), CAMILLE).HasField("reversed")
