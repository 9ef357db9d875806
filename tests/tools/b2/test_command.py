"""`python -m tools.b2` as one runs it: exit codes, claims masked, errors on stderr with record and field."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from teletransmission.store_memory import MemoryClaimStore
from tests.b2 import golden
from tests.teletransmission.house import MOTHER_NIR, House, opened
from tools.local.paths import ROOT, SERVICES


def command(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": f"{SERVICES}{os.pathsep}{ROOT}", "PYTHONIOENCODING": "utf-8"}
    line = [sys.executable, "-m", "tools.b2", *map(str, arguments)]
    return subprocess.run(
        line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, encoding="utf-8"
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lot.b2"
    path.write_bytes(golden.data(*golden.CONSULTATION, *golden.TECHNICAL))
    return path


def test_read_prints_claims_with_masked_numbers_and_notes(file: Path) -> None:
    run = command("read", file)
    assert run.returncode == 0, run.stderr
    claims = [json.loads(line) for line in run.stdout.splitlines()]
    assert [claim["claim_id"] for claim in claims] == ["000000123", "000000124"]
    assert golden.NIR not in run.stdout + run.stderr
    assert "note: type 2 caisse: a claim does not hold it (2 records)" in run.stderr


def test_check_tells_what_does_not_hold(file: Path, tmp_path: Path) -> None:
    assert command("check", file).stdout == "2 invoices, 0 faults\n"
    broken = tmp_path / "broken.b2"
    broken.write_bytes(golden.data(*golden.CONSULTATION[:3], golden.totals(p58="00003001")))
    run = command("check", broken)
    assert (run.returncode, run.stdout) == (1, "1 invoices, 1 faults\n")
    assert run.stderr.startswith("record 4 (type 5) fees: TOTAL: it is not the sum of fees of the records 4.")


def test_an_invoice_older_than_a_year_is_marked_late(tmp_path: Path) -> None:
    old = tmp_path / "old.b2"
    old.write_bytes(golden.data(golden.header(), golden.extension(), golden.act(p70="200229"), golden.totals()))
    run = command("check", old)
    assert (run.returncode, run.stdout) == (0, "1 invoices, 0 faults\n")
    assert run.stderr == "note: record 1 (type 2): its invoice is older than a year, so it is late\n"


def test_what_cannot_be_done_is_two(tmp_path: Path, file: Path) -> None:
    assert command("check", tmp_path / "nothing").returncode == 2
    assert command("nothing").returncode == 2
    sending = ("--practice-id", "1", "--arl", tmp_path / "arl", "--state", tmp_path / "no.json")
    run = command("send", file, *sending)
    assert run.returncode == 2
    assert run.stderr.splitlines()[-1]


def test_write_makes_a_file_that_holds(tmp_path: Path) -> None:
    claim = {
        "claim_id": "000000007",
        "care_date": "2026-11-20",
        "pathway": "PATHWAY_IN",
        "access": "referred",
        "key": {"opener_nir": MOTHER_NIR, "birth_date": "2018-02-03", "birth_rank": 1},
        "lines": [{"line_no": 1, "act_code": "G", "quantity": 1, "price_cents": 3000}],
    }
    claims, file = tmp_path / "claims.jsonl", tmp_path / "out.b2"
    claims.write_text(json.dumps(claim) + "\n")
    assert command("write", claims, file, "--ps-number", golden.PS).returncode == 0
    assert command("check", file).stdout == "1 invoices, 0 faults\n"
    [back] = [json.loads(line) for line in command("read", file).stdout.splitlines()]
    assert (back["claim_id"], back["access"], back["key"]["birth_date"]) == ("000000007", "referred", "2018-02-03")
    claims.write_text(json.dumps({**claim, "claim_id": "F-1"}) + "\n{broken\n")
    run = command("write", claims, tmp_path / "none.b2", "--ps-number", golden.PS)
    assert run.returncode == 1
    assert [line.split(":")[0] for line in run.stderr.splitlines()][:1] == ["claim 1 claim_id"]
    assert "claim 2 is no SubmittedClaim" in run.stderr
    assert not (tmp_path / "none.b2").exists()


@pytest_asyncio.fixture
async def house() -> AsyncIterator[House]:
    async with opened(MemoryClaimStore(), at=datetime.now(UTC)) as found:
        yield found


@pytest.mark.asyncio
async def test_send_submits_and_writes_the_acknowledgement_of_the_lot(house: House, tmp_path: Path) -> None:
    for_mother = [
        line.replace(golden.NIR + golden.KEY, MOTHER_NIR) for line in (*golden.CONSULTATION, *golden.TECHNICAL)
    ]
    nobody = golden.header("000000130", p96="990101")
    unknown = [nobody, *(each.replace("000000123", "000000130") for each in golden.CONSULTATION[1:])]
    file, arl, key = tmp_path / "lot.b2", tmp_path / "lot.arl", tmp_path / "issuer.json"
    file.write_bytes(golden.data(*for_mother, *unknown))
    key.write_text(house.guard.signer.private_jwk())
    line: list[str | Path] = [
        "send",
        file,
        "--practice-id",
        "750000001",
        "--arl",
        arl,
        "--lot",
        "7",
        "--batch",
        "2",
        "--target",
        house.address,
        "--issuer-key",
        key,
    ]
    run = await asyncio.to_thread(command, *line)
    assert run.stdout == "3 sent, 2 accepted, 1 not\n", run.stderr
    assert run.returncode == 1
    assert "invoice 000000130, record 11 (type 2)" in run.stderr
    shown = await asyncio.to_thread(command, "arl", arl)
    assert shown.returncode == 0
    signs = [text[:11] for text in shown.stdout.splitlines() if text[0] in "+-"]
    assert signs == ["+ 000000123", "+ 000000124", "- 000000130"]
    assert len(house.store.outbox) == 2  # type: ignore[attr-defined]  # the memory store
    again = await asyncio.to_thread(command, *line)  # the same answers: sending a lot twice bills nothing twice
    assert again.stdout == run.stdout
    assert len(house.store.outbox) == 2  # type: ignore[attr-defined]  # the memory store
