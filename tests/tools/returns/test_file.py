"""A file made through the door of intake: totals equal to ListClaims to the cent, and nothing of a person in it."""

import json
from pathlib import Path

import pytest

from teletransmission.outcomes.progress import take
from teletransmission.outcomes.store_memory import MemoryOutcomeStore
from teletransmission.store_memory import MemoryClaimStore
from tests.teletransmission.house import MOTHER, MOTHER_NIR, claim, opened
from tests.teletransmission.outcomes.entries import cancelled, entry, issued, parked, rejected, waiting
from tools.returns import __main__ as command
from tools.returns.fetching import fetch
from tools.returns.layout import load
from tools.returns.lines import read, write
from tools.returns.model import AMOUNTS, Asked, records_of
from tools.simulators.doors import Badge
from vitale.claim.v1.claim_pb2 import ClaimLine
from vitale.claim.v1.claim_service_pb2 import StateTotal


@pytest.mark.asyncio
async def test_the_totals_of_the_file_are_those_of_the_list_and_no_number_of_a_person_is_in_it() -> None:
    outcomes = MemoryOutcomeStore()
    async with opened(MemoryClaimStore(), outcomes=outcomes) as house:
        practice = house.practice()
        for start in range(0, 1_200, 400):
            await practice.submit(*(claim(f"F-{n}", lot=n % 3) for n in range(start, start + 400)))
        events = [issued("F-1", price=3_333), issued("F-2"), rejected("F-3"), waiting("F-4"), parked("F-5")]
        taken = take([entry(event, seq) for seq, event in enumerate(events, start=1)], {})
        await outcomes.keep(taken)
        badge = Badge(house.guard.signer, house.clock, subject="x", role="practice", attributes=practice.attributes)
        claims, whole = await fetch(house.door, badge, day="2026-03-10", lot=0)
        listed = (await practice.page(day="2026-03-10", page_size=1)).whole
    text = write(records_of(Asked("750000001", "2026-03-10"), claims, whole), load())
    records = read(text, load())
    assert len([record for record in records if record.kind == "claim"]) == 1_200
    [closing] = [record for record in records if record.kind == "closing"]
    assert closing.values == {name: getattr(listed, name) for name in (*AMOUNTS, "count")}
    lots = [record.values for record in records if record.kind == "lot_total"]
    assert {name: sum(int(lot[name]) for lot in lots) for name in AMOUNTS} == {n: closing.values[n] for n in AMOUNTS}
    assert MOTHER_NIR not in text
    assert MOTHER_NIR[:13] not in text
    assert MOTHER.birth_date.replace("-", "")[2:] not in text


@pytest.mark.asyncio
async def test_corrected_cancelled_and_late_claims_are_in_the_file_and_it_still_adds_up() -> None:
    outcomes = MemoryOutcomeStore()
    async with opened(MemoryClaimStore(), outcomes=outcomes) as house:
        practice = house.practice()
        await practice.submit(*(claim(f"F-{n}") for n in range(1, 6)), claim("LATE", care_date="2026-03-03"))
        for n in (1, 2, 3):
            await practice.correct(claim(f"F-{n}", lines=[ClaimLine(line_no=1, act_code="G", price_cents=2_500)]))
        await practice.cancel("F-4")
        await practice.cancel("F-5")
        events = [
            issued("F-1"),
            issued("F-1", revision=2, price=2_500, version=2),
            issued("F-2"),
            rejected("F-2", version=2),
            issued("F-4"),
            cancelled("F-4"),
        ]
        taken = take([entry(event, seq) for seq, event in enumerate(events, start=1)], {})
        await outcomes.keep(taken)
        badge = Badge(house.guard.signer, house.clock, subject="x", role="practice", attributes=practice.attributes)
        claims, whole = await fetch(house.door, badge, day="2026-03-10", lot=0)
    records = read(write(records_of(Asked("750000001", "2026-03-10"), claims, whole), load()), load())
    found = {str(record.values["claim_id"]): record.values for record in records if record.kind == "claim"}
    assert {name: (one["state"], one["price_cents"]) for name, one in found.items()} == {
        "F-1": ("ADJUDICATED", 2_500),
        "F-2": ("REJECTED", 3_000),
        "F-3": ("ACCEPTED", 2_500),
        "F-4": ("CANCELLED", 0),
        "F-5": ("CANCELLED", 0),
        "LATE": ("ACCEPTED", 3_000),
    }
    assert {name: one["late_by_working_days"] for name, one in found.items() if one["late_by_working_days"]} == {
        "LATE": 2
    }
    assert whole.price_cents == 11_000


def test_where_nothing_runs_one_line_says_so(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert command.main(["--state", str(tmp_path / "none.json"), "--day", "2026-03-10"]) == 1
    assert capsys.readouterr().err.strip()


def test_a_written_file_is_printed_as_json_lines(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "returns.txt"
    file.write_text(write(records_of(Asked("750000001", ""), [], StateTotal()), load()), encoding="ascii")
    assert command.main(["--read", str(file)]) == 0
    first, last = map(json.loads, capsys.readouterr().out.splitlines())
    assert (first["practice"], last["record"], last["count"]) == ("750000001", "closing", 0)
