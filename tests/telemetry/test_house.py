"""A claim from the practice's call to the screen in one trace; figures of every process; and nobody in any of it."""

import asyncio
from typing import Final

import pytest

from chassis.telemetry import RECORDS, SECONDS
from contracts.topics import LEDGER_INPUTS
from receipts.operations.gauges import GAUGES
from tests.conftest import Tell
from tests.fakes.collector import Collector
from tests.telemetry import conversations, nonsense, sought
from tests.telemetry.hops import CHAIN, FLUSH, taken, way
from tests.telemetry.house import WHO, House
from tests.telemetry.people import CANARIES, CHANGED
from tests.telemetry.practice import practising
from tools.checker.log import Raw
from tools.local.plan import NAMES
from vitale.claim.v1.claim_service_pb2 import Acknowledgement

pytestmark = [pytest.mark.integration, pytest.mark.asyncio(loop_scope="module")]
ACCEPTED: Final = Acknowledgement.OUTCOME_ACCEPTED
UNSAMPLED: Final = f"00-{'5' * 32}-{'6' * 16}-00"
ATTRIBUTES: Final = {
    "vitale.rpc.server.duration": {"rpc.system", "rpc.service", "rpc.method", "rpc.status"},
    "vitale.rpc.client.duration": {"rpc.system", "rpc.service", "rpc.method", "rpc.status"},
    "vitale.care_to_screen.duration": set(),
    "vitale.ledger.flush.duration": set(),
    "vitale.ledger.flush.records": set(),
    "vitale.ledger.lag.records": {"topic", "partition"},
    "vitale.ledger.lag.age": {"topic", "partition"},
    "vitale.ledger.unpublished.records": {"partition"},
    "vitale.ledger.unpublished.age": {"partition"},
    "vitale.outbox.records": {"service"},
    "vitale.outbox.age": {"service"},
}
"""Every metric there is, and all that it may be told apart by."""


async def test_a_sampled_claim_is_one_trace_from_the_call_to_the_screen(running: House, tell: Tell) -> None:
    async with practising(running) as practice:
        trace, _ = await practice.seen_through("TRACED-1")
    found = way(running.collector.hops(), trace)
    tell("\n".join((f"trace {trace}", *found.lines())))
    assert found.chain[0].parent == ""
    for before, after in zip(found.chain, found.chain[1:], strict=False):
        assert after.parent == before.span, f"{after.service} {after.name} is not a child of {before.name}"
        assert after.begun >= before.begun
    assert found.beside.parent == found.chain[1].span
    assert (found.flush.parent, found.flush.trace != trace) == ("", True), "a flush is a part of no claim"
    assert found.receipt.links == ((found.flush.trace, found.flush.span),)
    assert found.flush.begun <= found.receipt.begun


async def test_a_claim_that_waits_for_rights_is_one_trace_too_and_its_receipt_comes_from_a_later_flush(
    running: House,
) -> None:
    collector = running.collector
    async with practising(running) as practice:
        ahead = practice.claim("TRACED-AHEAD")
        ahead.rights_revision = running.stage.known[WHO].revision + 1
        trace, answer = await practice.traced(ahead)
        assert answer.outcome == ACCEPTED
        await asyncio.to_thread(collector.wait, lambda: taken(collector.hops(), trace), "the flush that let it wait")
        [mother, _] = (await running.stage.schemes.put_card(CHANGED)).revisions
        assert mother.revision == ahead.rights_revision
        await practice.seen(trace, answer.receipt_id)
    found = way(collector.hops(), trace)
    for before, after in zip(found.chain, found.chain[1:], strict=False):
        assert after.parent == before.span, f"{after.service} {after.name} is not a child of {before.name}"
    [released] = [hop for hop in collector.hops() if found.receipt.links == ((hop.trace, hop.span),)]
    assert (released.service, released.name) == FLUSH
    assert released.begun >= found.flush.ended
    assert trace not in {linked for linked, _ in released.links}, "it is linked to the record that ended the wait"


def traces_of_claims(house: House) -> set[str]:
    return {hop.trace for hop in house.collector.hops() if (hop.service, hop.name) in CHAIN}


async def test_an_unsampled_claim_leaves_no_span(running: House) -> None:
    before = traces_of_claims(running)
    async with practising(running) as practice:
        answer = await practice.bill(practice.claim("UNTRACED-1"), (("traceparent", UNSAMPLED),))
        assert answer.outcome == ACCEPTED
        await running.watcher.receipt(answer.receipt_id.hex(), timeout_s=20)
        after, _ = await practice.seen_through("TRACED-2")
    assert traces_of_claims(running) == before | {after}, "nor is it told under a trace of its own"
    told = running.collector.hops()
    assert [hop for hop in told if UNSAMPLED[3:35] in {hop.trace, *(linked for linked, _ in hop.links)}] == []


def told(collector: Collector) -> bool:
    """Whether every process has told its figures of a claim by now."""
    rpcs = collector.points("vitale.rpc.server.duration")
    taken = {(p.service, p.attributes["rpc.status"]) for p in rpcs if p.attributes["rpc.method"] == "SubmitClaims"}
    shown = sum(point.value for point in collector.points("vitale.care_to_screen.duration"))
    return collector.metric_names() >= set(ATTRIBUTES) and ("teletransmission", "OK") in taken and shown >= 1


async def test_every_figure_is_told_apart_by_little_and_histograms_have_the_stated_bounds(running: House) -> None:
    collector = running.collector
    async with practising(running) as practice:
        await practice.seen_through("TRACED-FIGURES")
    await asyncio.to_thread(collector.wait, lambda: told(collector), "the figures of a claim")
    assert collector.metric_names() == set(ATTRIBUTES)
    for name, wanted in ATTRIBUTES.items():
        points = collector.points(name)
        assert points
        assert {frozenset(point.attributes) for point in points} == {frozenset(wanted)}, name
        bounds = {point.bounds for point in points}
        assert bounds == {() if name in GAUGES else RECORDS if name.endswith(".records") else SECONDS}
    asked = {(p.service, p.attributes["rpc.method"]) for p in collector.points("vitale.rpc.client.duration")}
    assert ("teletransmission", "ResolveBatch") in asked
    lag = {
        (point.attributes["topic"], point.attributes["partition"])
        for point in collector.points("vitale.ledger.lag.age")
    }
    assert lag == {(topic.name, partition) for topic in LEDGER_INPUTS for partition in range(24)}


async def test_nobody_is_met_in_logs_traces_metrics_keys_or_headers(running: House, tell: Tell) -> None:
    assert nonsense.doors_are_all()
    phone = await conversations.enrols(running)
    await conversations.shows_the_card(running, phone)
    async with practising(running) as practice:
        _, receipt_id = await practice.seen_through("TRACED-3")
        outcomes = {answer.outcome for answer in await conversations.bills_without_card(practice)}
        assert len(outcomes) >= 4, "accepted, held, rejected and in conflict"
        await conversations.bills_from_a_page(running, practice, nonsense.HEADERS)
        await conversations.settles(running, receipt_id)
        await conversations.is_looked_up(running)
        await conversations.reads(running)
        await conversations.wrecks_the_log(running)
        calls, requests = await nonsense.calls_every_method(running), await nonsense.asks_every_route(running)
        await practice.seen_through("TRACED-4")  # what processes had to tell before it, they have told
    logs, told, records = running.written(), running.collector.said(), await running.records()
    heads = [(record.topic, head(record)) for record in records]
    values = [("values", b"".join(record.value or b"" for record in records))]
    size, spans = sum(len(text) for _, text in logs) >> 10, len(running.collector.hops())
    tell(
        f"{calls} calls and {requests} requests of nonsense; searched {size} KiB of {len(logs)} logs,\n"
        f"{spans} spans, {len(running.collector.metric_names())} metrics, heads of {len(records)} records"
    )
    assert {name for name, _ in logs} >= {f"{name}.log" for name in NAMES} | {"kafka.log", "postgres.log"}
    written = b"".join(text for _, text in logs)
    assert b"rpc_refused" in written
    assert b'"level": "debug"' in written
    assert ("values", "an act") in sought.found(values, CANARIES), "values tell it, and the search sees it there"
    assert sought.found([*logs, *told, *heads], CANARIES) == []


def head(record: Raw) -> bytes:
    """Key and headers of a record."""
    return b"\n".join([record.key or b"", *(name.encode() + b"=" + value for name, value in record.headers)])
