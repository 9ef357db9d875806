"""The operations view in a real Chromium: live figures, reasons and fixes, dry-run, re-drive and resume confirmed."""

import dataclasses
from collections.abc import Iterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect

from chassis.kafka_positions import LogPlace
from contracts.envelope import open_value
from contracts.topics import CLAIM, CONTROL
from receipts.operations.books import GenerationBook, PartitionBook, Waiting
from receipts.operations.parked import ParkedName
from receipts.operations.rehearsal import Rehearsed
from tests.accessibility import violations
from tests.browser.stage import Stage
from tests.fakes.doors import Guard
from tests.receipts.operations.desk import Desk
from tests.receipts.operations.writers import offsets, parked_event, parked_record
from vitale.control.v1.control_pb2 import ControlRecord
from vitale.operations.v1.operations_service_pb2 import OutboxStatus
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, ReceiptIssued

pytestmark = pytest.mark.browser
NAME = ParkedName(1, 3, 5)
ISSUED = LedgerEvent(
    receipt_issued=ReceiptIssued(price_cents=3000, amo_paid_cents=1900, amc_cents=600, patient_cents=500)
)


@pytest.fixture(scope="module")
def theatre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A front that knows the desk."""
    stage = Stage(tmp_path_factory.mktemp("operations"))
    stage.api_up()
    yield stage
    stage.close()


@pytest.fixture(scope="module")
def served(theatre: Stage) -> Iterator[Desk]:
    """The desk's own service over twins, behind the front."""
    made, open_parts = Desk(Guard(theatre.world.signer, theatre.world.clock)), AsyncExitStack()

    async def up() -> str:
        return await open_parts.enter_async_context(made.opened())

    theatre.settings["VITALE_EXPENSES_OPERATIONS_TARGET"] = theatre.do(up())
    theatre.front_up()
    yield made
    theatre.do(open_parts.aclose())


@pytest.fixture
def desk(served: Desk) -> Desk:
    """The desk with one partition behind, and nothing wrong."""
    books = served.books
    for kept in (books.books, books.records, books.events, books.claims, books.others, served.publisher.records):
        kept.clear()
    served.log.written.clear()
    served.log.down = False
    served.outboxes.known[:] = [OutboxStatus(service="adri", rows=2, oldest_s=7.5)]
    books.books[3] = PartitionBook(3, next_seq=9, published_seq=8, rules_version="3-ab", offsets=offsets(1, 0, 0))
    books.books[4] = PartitionBook(4, next_seq=1, rules_version="3-ab")
    books.claims.append(Waiting(b"r" * 16, 3, int(ago(90).timestamp() * 1e6), 2, b""))
    return served


def ago(seconds: float) -> datetime:
    return datetime.now(UTC) - timedelta(seconds=seconds)


def park(desk: Desk, *, resolved: int | None = None) -> None:
    record = dataclasses.replace(parked_record(5, detail="tariff.VG"), written_at=ago(90), resolved_seq=resolved)
    desk.park(record)


def enter(page: Page) -> None:
    page.goto("/desk/operations/")
    page.get_by_role("button", name="Opératrice de nuit").click()
    expect(page.locator("#region-when")).to_contain_text("Mesuré à")


def test_figures_move_by_themselves_and_what_is_unknown_is_not_0(page: Page, desk: Desk) -> None:
    desk.log.written[LogPlace(CLAIM.name, 3)] = [0, int(ago(200).timestamp() * 1000), int(ago(1).timestamp() * 1000)]
    enter(page)
    third = page.locator('[data-partition="3"]')
    expect(third).to_contain_text("3,")
    expect(third.locator("td").nth(0)).to_contain_text("min")
    expect(third.locator("td").nth(1)).to_have_text("2")
    expect(page.locator('[data-partition="4"] td').first).to_have_text("0,0 s")
    expect(page.locator("#tile-records")).to_have_text("2")
    expect(page.locator("#tile-waiting")).to_have_text("1,5 min")
    expect(page.locator("#waiting tbody tr")).to_contain_text("droits, révision 2")
    expect(page.locator("#tile-outbox")).to_have_text("7,5 s")
    expect(page.locator("#tile-generation")).to_have_text("1")
    desk.books.books[3].offsets = offsets(3, 0, 0)
    expect(page.locator("#tile-lag")).to_have_text("0,0 s", timeout=6_000)
    desk.log.down = True
    expect(page.locator("#log-problem")).to_contain_text("UNAVAILABLE", timeout=6_000)
    expect(page.locator("#tile-lag")).to_have_text("inconnu")
    expect(third.locator("td").nth(1)).to_have_text("inconnu")


def test_a_record_set_aside_is_explained_tried_for_nothing_and_sent_again_once_confirmed(
    page: Page, desk: Desk
) -> None:
    park(desk)
    enter(page)
    case = page.locator('[data-record="1-3-5"]')
    for said in ("NOT_ESTABLISHED", "tariff.VG", "add it with its source to the tables", "il y a 1,5 min"):
        expect(case).to_contain_text(said)
    desk.rehearsal.answer = Rehearsed(parked_event(5), 0, "", "3-ab")
    case.get_by_role("button", name="Essai à blanc").click()
    expect(page.locator("#result-1-3-5")).to_contain_text("mis de côté à nouveau (NOT_ESTABLISHED)")
    desk.rehearsal.answer = Rehearsed(ISSUED, 0, "", "3-ab")
    case.get_by_role("button", name="Essai à blanc").click()
    expect(page.locator("#result-1-3-5")).to_contain_text("AMO 19,00 €, AMC 6,00 €, patient 5,00 €")
    assert desk.publisher.records == []

    case.get_by_role("button", name="Renvoyer").click()
    page.get_by_role("dialog").get_by_role("button", name="Annuler").click()
    assert desk.publisher.records == []
    case.get_by_role("button", name="Renvoyer").click()
    page.get_by_role("dialog").get_by_role("button", name="Confirmer").click()
    expect(page.locator("#result-1-3-5")).to_contain_text("est renvoyé")
    (sent,) = desk.publisher.records
    assert (sent.topic, sent.partition, sent.value) == (CLAIM.name, 3, parked_record(5).value)
    desk.books.events[NAME._replace(seq=9)] = ISSUED
    park(desk, resolved=9)
    expect(page.locator("#result-1-3-5")).to_contain_text("Devenu : liquidé, 30,00 €", timeout=6_000)
    expect(page.locator("#no-parked")).to_be_visible(timeout=6_000)


def test_a_halted_partition_says_why_and_goes_on_by_a_note_that_is_required(page: Page, desk: Desk) -> None:
    book = desk.books.books[4]
    book.halted, book.halted_at = "20 records in a row were parked", ago(30)
    enter(page)
    expect(page.locator("#tile-halted")).to_have_text("1")
    expect(page.locator('tr[data-partition="4"]')).to_contain_text("ARRÊTÉE")
    expect(page.locator("#halts")).to_contain_text("20 records in a row were parked")
    page.get_by_role("button", name="Reprendre").click()
    asking = page.get_by_role("dialog", name="Reprendre la partition 4 ?")
    asking.get_by_role("button", name="Confirmer").click()
    expect(asking).to_be_visible()
    asking.get_by_label("Constat").fill("producteur réparé")
    asking.get_by_role("button", name="Confirmer").click()
    expect(page.locator("#said")).to_contain_text("La reprise de la partition 4 est envoyée")
    (sent,) = desk.publisher.records
    decision = ControlRecord.FromString(open_value(sent.value))
    assert (sent.topic, sent.partition) == (CONTROL.name, 4)
    assert (decision.issued_by, decision.clear_halt.note) == ("operator:operator", "producteur réparé")
    book.halted = book.halted_at = None
    expect(page.locator("#no-halt")).to_be_visible(timeout=6_000)


def test_a_figure_never_moves_under_the_keyboard_and_escape_leaves_a_question(page: Page, desk: Desk) -> None:
    park(desk)
    enter(page)
    page.locator("#dry-run-1-3-5").focus()
    desk.books.books[3].next_seq = 50
    expect(page.locator('tr[data-partition="3"]')).to_contain_text("41", timeout=6_000)
    expect(page.locator("#dry-run-1-3-5")).to_be_focused()
    page.locator("#redrive-1-3-5").press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert desk.publisher.records == []


def test_a_refusal_is_told_and_old_figures_are_said_to_be_old(page: Page, desk: Desk) -> None:
    park(desk)
    enter(page)
    desk.publisher.down = True
    page.get_by_role("button", name="Renvoyer").click()
    page.get_by_role("dialog").get_by_role("button", name="Confirmer").click()
    expect(page.locator("#problem")).to_have_attribute("data-code", "UNAVAILABLE")
    desk.publisher.down = False
    page.route("**/v1/operations/status", lambda route: route.abort())
    expect(page.locator("#region-when")).to_contain_text("Pas de nouvelle mesure", timeout=6_000)
    expect(page.locator("#problem")).to_have_count(1)
    page.unroute("**/v1/operations/status")
    expect(page.locator("#region-when")).to_contain_text("Mesuré à", timeout=6_000)


def test_the_view_is_reached_from_the_desk_and_is_for_operators_only(page: Page, desk: Desk, stage: Stage) -> None:
    enter(page)
    links = page.get_by_role("navigation").get_by_role("link")
    expect(links).to_have_text(["Cartes", "Exploitation"])
    expect(links.nth(1)).to_have_attribute("aria-current", "page")
    token = stage.world.token(b"\x01" * 16)
    refused = page.request.get("/v1/operations/status", headers={"Authorization": f"Bearer {token}"})
    assert (refused.status, refused.json()["code"]) == (403, "PERMISSION_DENIED")
    assert desk.publisher.records == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_view_is_accessible_in_both_schemes(browser: Browser, stage: Stage, desk: Desk, scheme: str) -> None:
    park(desk)
    desk.books.books[4].halted, desk.books.books[4].halted_at = "20 records in a row were parked", ago(30)
    desk.books.others.append(GenerationBook(2, 24, 1_000, ago(60)))
    context = browser.new_context(color_scheme=scheme, base_url=stage.address)  # type: ignore[arg-type]
    page = context.new_page()
    enter(page)
    expect(page.locator('[data-generation="2"]')).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Reprendre").click()
    assert violations(page) == []
    context.close()
