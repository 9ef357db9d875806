"""`python -m tools.paper` on PostgreSQL: lists what waits, releases and refuses it once."""

import asyncio
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from chassis.migrations import migrate
from chassis.postgres import pool
from teletransmission.paper.store_postgres import PostgresPaperStore
from teletransmission.store_postgres import PostgresClaimStore
from tests.teletransmission.conftest import empty
from tests.teletransmission.paper.test_paper_store import of_care
from tools.local.paths import ROOT, SERVICES
from vitale.claim.v1.claim_pb2 import Claim, Performer

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]


async def desk(dsn: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "tools.paper", "--dsn", dsn, *arguments]
    environment = {**os.environ, "PYTHONPATH": f"{SERVICES}{os.pathsep}{ROOT}"}
    return await asyncio.to_thread(
        subprocess.run, line, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )


async def test_what_waits_is_listed_released_and_refused(postgres_dsn: str) -> None:
    await migrate(postgres_dsn, "teletransmission")
    opened = await pool(postgres_dsn, schema="teletransmission", role="teletransmission", max_size=2)
    message = Claim(claim_id="P-1", care_date="2026-03-10", performer=Performer(practice_id="7")).SerializeToString()
    first, second = (replace(of_care(1, paper=True), message=message) for _ in range(2))
    await empty(postgres_dsn)
    await PostgresClaimStore(opened).keep([of_care(1)])
    await PostgresPaperStore(opened).keep([first, second])
    listed = await desk(postgres_dsn, "list")
    assert {line.split()[0] for line in listed.stdout.splitlines()} == {first.receipt_id.hex(), second.receipt_id.hex()}
    assert "practice 7, invoice P-1, care of 2026-03-10" in listed.stdout
    assert (await desk(postgres_dsn, "release", first.receipt_id.hex(), "--by", "anne")).returncode == 0
    assert (await desk(postgres_dsn, "refuse", second.receipt_id.hex(), "--by", "anne")).returncode == 0
    again = await desk(postgres_dsn, "release", second.receipt_id.hex(), "--by", "anne")
    assert (again.returncode, again.stderr[:15]) == (1, "it does not wai")
    assert (await desk(postgres_dsn, "list")).stdout == "nothing waits\n"
    assert await opened.fetchval("select count(*) from outbox") == 2
    await opened.close()
