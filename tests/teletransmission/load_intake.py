"""Load on intake, printed and never asserted: claims a second and a core, and what a greedy practice costs the others.

`python -m tests.teletransmission.load_intake` starts a PostgreSQL of its own; the callers are another process. The
vault answers at once and the broker is memory: their cost is not intake's. The relay runs as in production.
"""

import asyncio
import secrets
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import grpc

from card_protocol.keys import KeyRing
from chassis import logs
from chassis.card_watch import CardWatch
from chassis.clock import SystemClock
from chassis.directory import NoDirectory
from chassis.errors import DomainError
from chassis.grpc_client import channel
from chassis.kafka import MemoryPublisher
from chassis.migrations import migrate
from chassis.outbox import Relay
from chassis.postgres import Pool, pool
from chassis.tokens import TokenSigner
from reimbursement_tables import load
from teletransmission.admission import Admission, Quota
from teletransmission.catalogue import TablesCatalogue
from teletransmission.intake import Intake, Ports
from teletransmission.outcomes.lists_postgres import PostgresClaimLists
from teletransmission.outcomes.returns import Returns
from teletransmission.outcomes.store_postgres import PostgresOutcomeStore
from teletransmission.paper.marks import CareMarks
from teletransmission.paper.store_postgres import PostgresPaperStore
from teletransmission.presence import Grounds
from teletransmission.servicer import SERVICE_NAME, ClaimServicer, FrontDesk, register
from teletransmission.store_postgres import PostgresClaimStore, load_values
from tests.fakes.doors import Guard, listening
from tests.teletransmission.house import PARIS, Caller, claim
from tests.teletransmission.presented import MemoryRegistry
from tools.local.ports import choose
from tools.local.postgres.database import create_database
from tools.local.postgres.server import PostgresServer, ServerPlan
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey, Resolved, Subject

QUOTA = Quota(claims_per_s=50, burst=50, calls_in_flight=8)
WIDE = Quota(claims_per_s=1e9, burst=10**9, calls_in_flight=100)
BATCH, IN_FLIGHT, SECONDS, HONEST_PER_S = 100, 4, 10.0, 40
START_S = 4.0  # a process of callers needs the processors to itself while it starts


class OnePerson:
    """A vault that knows one person under every key."""

    async def resolve(self, keys: Sequence[BeneficiaryKey]) -> Sequence[Resolved]:
        """The same person for each key."""
        someone = Subject(subject_id=bytes(16), home_id=bytes(16), partition=3)
        return [Resolved(subject=someone, opener_subject_id=bytes(16))] * len(keys)


@dataclass(frozen=True, slots=True)
class Software(Caller):
    """A practice that keeps its token, as practice software does."""

    held: str = ""

    def token(self) -> str:
        """The one token of this run."""
        return self.held


def software(door: grpc.aio.Channel, guard: Guard, number: int) -> Software:
    """The software of one practice at a door."""
    attributes = {"practice_id": f"{number}", "specialty": "gp", "sector": "1", "place": PARIS}
    token = guard.signer.sign("practice", "practice", attributes=attributes)
    return Software(door, guard, attributes, held=token)


async def flood(practice: Caller, batch: int, seconds: float) -> int:
    """Send batches one after the other; the number of claims taken."""
    taken, until, token = 0, time.monotonic() + seconds, secrets.token_hex(3).upper()
    while time.monotonic() < until:
        sent = [claim(f"{token}-{taken + n}", care_date="2026-01-05") for n in range(batch)]
        taken += len(await practice.submit(*sent))
    return taken


async def honest(practice: Caller, seconds: float) -> list[float]:
    """Send one claim at a time in an open loop; the milliseconds each took from its intended start."""
    begun, took, number = time.monotonic(), list[float](), secrets.token_hex(3).upper()

    async def one(index: int) -> None:
        due = begun + index / HONEST_PER_S
        await asyncio.sleep(due - time.monotonic())
        await practice.one(claim(f"{number}-{index}", care_date="2026-01-05"))
        took.append((time.monotonic() - due) * 1_000)

    await asyncio.gather(*(one(index) for index in range(int(seconds * HONEST_PER_S))))
    return sorted(took)


async def greedy(practice: Caller, seconds: float, claims_per_s: float, *, batch: int) -> None:
    """Send calls in an open loop, far above the quota, whatever is answered."""
    begun, number, calls_per_s = time.monotonic(), secrets.token_hex(3).upper(), claims_per_s / batch

    async def one(index: int) -> None:
        await asyncio.sleep(begun + index / calls_per_s - time.monotonic())
        with suppress(DomainError):
            await practice.submit(*(claim(f"{number}-{index}-{n}", care_date="2026-01-05") for n in range(batch)))

    await asyncio.gather(*(one(index) for index in range(int(seconds * calls_per_s))))


async def call_in(role: str, address: str, key: Path) -> str:
    """One process of callers: what came of it, as text."""
    clock = SystemClock()
    guard = Guard(TokenSigner.load(key, clock=clock), clock)
    async with channel(address) as door:
        practices = [software(door, guard, secrets.randbits(60)) for _ in range(IN_FLIGHT)]
        match role:
            case "flood":
                taken = await asyncio.gather(*(flood(practice, BATCH, SECONDS) for practice in practices))
                return f"{sum(taken)}"
            case "honest":
                took = await honest(practices[0], SECONDS)
                return f"p50 {took[len(took) // 2]:.1f} ms, p99 {took[int(len(took) * 0.99)]:.1f} ms"
            case batch:
                seconds, claims_per_s = SECONDS + 2 * START_S, 10 * QUOTA.claims_per_s
                await greedy(practices[0], seconds, claims_per_s, batch=int(batch))
                return ""


async def callers(*arguments: str) -> str:
    """What a process of callers says at its end."""
    program = (sys.executable, "-m", "tests.teletransmission.load_intake", *arguments)
    started = await asyncio.create_subprocess_exec(*program, stdout=asyncio.subprocess.PIPE)
    return (await started.communicate())[0].decode()


def servicer(opened: Pool, relay: Relay, quota: Quota) -> ClaimServicer:
    """Intake on a pool."""
    store, paper = PostgresClaimStore(opened), PostgresPaperStore(opened)
    cards, registry = CardWatch("nobody:1"), MemoryRegistry()
    grounds = Grounds(KeyRing({}), cards, demo_billable=False)
    ports = Ports(
        OnePerson(), store, TablesCatalogue(load()), SystemClock(), registry, grounds, CareMarks(bytes(32)), paper
    )
    desk = FrontDesk(NoDirectory(), cards, paper)
    returns = Returns(PostgresOutcomeStore(opened), PostgresClaimLists(opened), SystemClock())
    intake = Intake(ports, relay.wake)
    return ClaimServicer(intake, store, Admission(quota, time.monotonic), desk, returns)


async def settle(dsn: str) -> None:
    """Clean up after the flood now: the database's own cleaning would begin in the middle of a later figure."""
    owner = await asyncpg.connect(dsn)
    try:
        await owner.execute("vacuum analyze")
        await owner.execute("checkpoint")
    finally:
        await owner.close()


async def measure(dsn: str, folder: Path) -> None:
    """Serve, let the callers call, print what came of it."""
    logs.configure("load", level="info", production=True)
    await migrate(dsn, "teletransmission")
    opened = await pool(dsn, schema="teletransmission", role="teletransmission", max_size=10)
    relay = Relay(opened, MemoryPublisher(), load_values, schema="teletransmission")
    relaying = asyncio.create_task(relay.run())
    guard, key = Guard.new(SystemClock()), folder / "key.json"
    key.write_text(guard.signer.private_jwk(), encoding="utf-8")
    async with (
        listening(servicer(opened, relay, WIDE), register, SERVICE_NAME, guard=guard) as wide,
        listening(servicer(opened, relay, QUOTA), register, SERVICE_NAME, guard=guard) as narrow,
    ):
        cpu = time.process_time()
        taken = int(await callers("flood", wide, str(key)))
        cpu = time.process_time() - cpu
        await settle(dsn)
        told = {"alone": await callers("honest", narrow, str(key))}
        for batch in (10, 1):
            flooding = asyncio.create_task(callers(f"{batch}", narrow, str(key)))
            await asyncio.sleep(START_S)
            told[f"beside 10 x the quota in calls of {batch}"] = await callers("honest", narrow, str(key))
            await flooding
    relaying.cancel()
    sys.stdout.write(
        f"batches of {BATCH}: {taken / SECONDS:,.0f} claims/s, {taken / cpu:,.0f} claims a CPU second of intake\n"
    )
    for situation, figures in told.items():
        sys.stdout.write(f"one claim a call, {situation}: {figures}\n")


def main() -> None:
    """Be callers when told where the door is, else run everything."""
    if len(sys.argv) > 1:
        role, address, key = sys.argv[1:]
        sys.stdout.write(asyncio.run(call_in(role, address, Path(key))))
        return
    with tempfile.TemporaryDirectory(prefix="vitale-load-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = PostgresServer(ServerPlan(folder / "pg", choose({"postgres": 0})["postgres"], folder / "pg.log"))
        server.prepare()
        server.child.start()
        try:
            asyncio.run(server.wait_ready())
            asyncio.run(create_database(server.dsn(), "load"))
            asyncio.run(measure(server.dsn().rpartition("/")[0] + "/load", folder))
        finally:
            server.child.stop()
            server.remove()


if __name__ == "__main__":
    main()
