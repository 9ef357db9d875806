"""A running house with people and rules in it, for a practice that bills a day: real Kafka, PostgreSQL and worker."""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import asyncpg
import grpc

from chassis.clock import SystemClock
from chassis.kafka import KafkaPublisher
from chassis.tokens import TokenSigner
from contracts.envelope import open_value
from reimbursement_tables import load
from tools.local.environment import plain
from tools.local.paths import ROOT
from tools.local.stack import Options, Stack
from tools.operators import LedgerView, OperatorsDesk
from tools.operators.activation import activate_everywhere
from tools.simulators.doors import Badge
from tools.simulators.population import families
from tools.simulators.population.cover import PARIS
from tools.simulators.practice.billing import Patient, patients_of
from tools.simulators.practice.practices import Practice, practices
from vitale.claim.v1.claim_pb2 import PATHWAY_IN, ClaimLine
from vitale.claim.v1.claim_service_pb2 import (
    Acknowledgement,
    ListClaimsRequest,
    ListClaimsResponse,
    SubmitClaimsRequest,
    SubmittedClaim,
)
from vitale.claim.v1.claim_service_pb2_grpc import ClaimServiceStub
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, ReceiptIssued

FAMILIES = 12
_SERVICES = ("identity", "adri", "teletransmission", "receipts.worker")


@dataclass
class Town:
    """The house, and the software of one practice in it."""

    stack: Stack
    door: grpc.aio.Channel
    badge: Badge
    practice: Practice
    everybody: Sequence[Patient]
    today: date

    @property
    def grown(self) -> Sequence[Patient]:
        """Grown-up patients, none of Alsace-Moselle."""
        last = self.today.year - 20
        return [
            one for one in self.everybody if one.member.person.birth_date.year < last and not one.card.alsace_moselle
        ]

    def claim(self, number: int, *, lot: int, **changes: object) -> SubmittedClaim:
        """A consultation of today for one of the grown-up patients, with `changes` to its fields."""
        sound = SubmittedClaim(
            claim_id=f"DAY-{number}",
            key=self.grown[number % len(self.grown)].key(),
            care_date=self.today.isoformat(),
            pathway=PATHWAY_IN,
            third_party_payment=number % 3 == 0,
            lines=[ClaimLine(line_no=1, act_code="G", quantity=1, price_cents=3_000)],
            lot=lot,
        )
        for name in changes:
            sound.ClearField(name)  # type: ignore[arg-type]  # names of fields
        sound.MergeFrom(SubmittedClaim(**changes))  # type: ignore[arg-type]  # what the test states
        return sound

    def before_birth(self, number: int, *, lot: int) -> SubmittedClaim:
        """A claim for the youngest patient on the day before their birth: their rights are closed then."""
        youngest = max(self.everybody, key=lambda one: one.member.person.birth_date)
        day = youngest.member.person.birth_date - timedelta(days=1)
        return self.claim(number, lot=lot, key=youngest.key(), care_date=day.isoformat())

    async def submit(self, claims: Sequence[SubmittedClaim]) -> Sequence[Acknowledgement]:
        """Acknowledgements of one batch."""
        request = SubmitClaimsRequest(claims=claims)
        return (
            await ClaimServiceStub(self.door).SubmitClaims(request, metadata=self.badge.metadata())
        ).acknowledgements

    async def page(self, **asked: object) -> ListClaimsResponse:
        """One page of the practice's claims."""
        request = ListClaimsRequest(**asked)  # type: ignore[arg-type]  # fields by name
        return await ClaimServiceStub(self.door).ListClaims(request, metadata=self.badge.metadata())

    async def receipts(self) -> list[ReceiptIssued]:
        """The newest receipt of each claim of the practice, straight from the ledger."""
        connection = await asyncpg.connect(self.stack.state.postgres.admin_dsn)
        try:
            rows = await connection.fetch("select payload from receipts.entry where kind = 1 order by partition, seq")
        finally:
            await connection.close()
        found = [LedgerEvent.FromString(open_value(row["payload"])).receipt_issued for row in rows]
        newest = {receipt.receipt_id: receipt for receipt in found if receipt.issuer == self.practice.practice_id}
        return list(newest.values())

    async def tool(self, *arguments: str) -> None:
        """Run a tool of the repository to its end; AssertionError with what it said when it fails."""
        await run_tool(self.stack, *arguments)


async def run_tool(stack: Stack, module: str, *arguments: str) -> None:
    """Run a tool on a stack."""
    command = (sys.executable, "-m", module, "--state", str(stack.state_path), *arguments)
    pipe = asyncio.subprocess.PIPE
    started = await asyncio.create_subprocess_exec(*command, cwd=ROOT, env=plain(), stdout=pipe, stderr=pipe)
    said, wrong = await asyncio.wait_for(started.communicate(), 90)
    assert started.returncode == 0, f"{module}: {said.decode()}{wrong.decode()}"


@asynccontextmanager
async def town() -> AsyncIterator[Town]:
    """The house while the block runs, on servers of its own: what other tests published must not be settled here."""
    clock = SystemClock()
    today = clock.today(PARIS)
    async with Stack(None, Options(services=_SERVICES, brief=True)) as stack:
        await _furnish(stack)
        signer = TokenSigner.load(Path(stack.state.keys.issuer_private_jwk), clock=clock)
        practice = practices()[0]
        badge = Badge(signer, clock, subject="town", role="practice", attributes=practice.attributes)
        async with grpc.aio.insecure_channel(stack.state.targets["teletransmission"]) as channel:
            patients = patients_of(families(1, FAMILIES, today=today))
            yield Town(stack, channel, badge, practice, patients, today)


async def _furnish(stack: Stack) -> None:
    """Rules in force everywhere, people known."""
    publisher = KafkaPublisher(stack.servers.bootstrap, client_id="operators")
    try:
        async with LedgerView.open(stack.state.postgres.admin_dsn) as ledger:
            await activate_everywhere(load(), OperatorsDesk(publisher, SystemClock()), ledger)
    finally:
        await publisher.stop()
    await run_tool(stack, "tools.simulators.schemes", "--families", str(FAMILIES))
