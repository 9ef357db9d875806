"""A whole stack, people whom the schemes made known, and bills of practices, serialised before anything is timed."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import grpc

from chassis.clock import SystemClock
from chassis.token_signer import TokenSigner
from contracts.codec import receipt_id_of
from tools.bench.grpc_wire import Wire, header_block
from tools.demo import stage as doors
from tools.demo.stage import Stage
from tools.local.stack import Options, Stack
from tools.simulators.doors import Badge, Metadata
from tools.simulators.population import Family, families
from tools.simulators.population.cover import PARIS
from tools.simulators.practice.billing import Biller, Invoice, Patient, patients_of
from tools.simulators.practice.practices import Practice, practices
from tools.simulators.schemes import seed_families
from vitale.claim.v1.claim_service_pb2 import SubmitClaimsRequest, SubmitClaimsResponse

SERVICES: Final = ("stand_ins", "identity", "adri", "card_registry", "teletransmission", "receipts.worker")
LIVE: Final = (*SERVICES, "receipts.api", "audit", "expenses")
_SEED: Final = 11
_SUBMIT: Final = "/vitale.claim.v1.ClaimService/SubmitClaims"
# The quota protects practices from one another, and is measured apart; here few practices send all the claims, and
# calls that wait are to count as latency, not to be refused.
_NO_QUOTA: Final = {
    "teletransmission": {
        "QUOTA_CLAIMS_PER_S": "1000000",
        "QUOTA_BURST": "1000000",
        "QUOTA_CALLS_IN_FLIGHT": "1000",
        "GRPC_MAX_CONCURRENT": "2000",
    }
}

Submit = Callable[[bytes, Metadata], Awaitable[bytes]]
"""Sends the bytes of a SubmitClaimsRequest, gives those of the answer."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call to come: whose token carries it, its bytes, the receipts that its claims will have."""

    practice: Practice
    request: bytes
    receipts: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Town:
    """The stack, its open doors, its patients, and each person's subject by the scheme's own number of them."""

    stack: Stack
    stage: Stage
    patients: Sequence[Patient]
    subjects: dict[str, str]

    def calls(self, claims: int, *, batch: int, prefix: str, of: Sequence[Patient] | None = None) -> Iterator[Call]:
        """Calls of one practice each, `batch` claims in every one, until there are `claims` of them."""
        biller = Biller(of or self.patients, practices(), self.stage.clock, seed=_SEED, prefix=prefix)
        waiting: dict[str, list[Invoice]] = {}
        made = 0
        while made < claims:
            invoice = biller.next()
            bag = waiting.setdefault(invoice.practice.practice_id, [])
            bag.append(invoice)
            if len(bag) == batch:
                made += batch
                yield _call(waiting.pop(invoice.practice.practice_id))


def _call(invoices: Sequence[Invoice]) -> Call:
    practice = invoices[0].practice
    request = SubmitClaimsRequest(claims=[invoice.claim for invoice in invoices])
    receipts = tuple(receipt_id_of(practice.practice_id, invoice.claim.claim_id) for invoice in invoices)
    return Call(practice, request.SerializeToString(), receipts)


def by_library(door: grpc.aio.Channel) -> Submit:
    """Calls by gRPC's own client, of any size."""
    method: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = door.unary_unary(_SUBMIT)

    async def submit(request: bytes, metadata: Metadata) -> bytes:
        return await method(request, metadata=metadata, timeout=60)

    return submit


def by_wire(wire: Wire) -> Submit:
    """Small calls whose client costs next to nothing, where many of them share the two cores with what is measured."""
    blocks: dict[Metadata, bytes] = {}

    async def submit(request: bytes, metadata: Metadata) -> bytes:
        block = blocks.get(metadata)
        if block is None:
            block = blocks[metadata] = header_block(_SUBMIT, metadata)
        return await wire.call(block, request)

    return submit


class Sender:
    """Sends serialised calls; `refused` counts claims that intake did not accept."""

    def __init__(self, submit: Submit, signer: TokenSigner) -> None:
        self._submit, self._signer, self._badges = submit, signer, dict[str, Badge]()
        self.accepted = self.refused = 0

    async def send(self, call: Call) -> None:
        """Send one call, its claims acknowledged when this returns."""
        reply = SubmitClaimsResponse.FromString(await self._submit(call.request, self._badge(call.practice).metadata()))
        good = sum(ack.outcome == ack.OUTCOME_ACCEPTED for ack in reply.acknowledgements)
        self.accepted += good
        self.refused += len(reply.acknowledgements) - good

    def _badge(self, practice: Practice) -> Badge:
        badge = self._badges.get(practice.practice_id)
        if badge is None:
            name, attributes = practice.practice_id, practice.attributes
            badge = Badge(self._signer, SystemClock(), subject=name, role="practice", attributes=attributes)
            self._badges[practice.practice_id] = badge
        return badge


@asynccontextmanager
async def opened(services: Sequence[str], count: int) -> AsyncIterator[Town]:
    """A stack of its own with `count` families known and the rules of this build in force."""
    clock = SystemClock()
    people = list(families(_SEED, count, today=clock.today(PARIS)))
    async with AsyncExitStack() as exit_stack:
        stack = await exit_stack.enter_async_context(Stack(None, Options(services=services, env=_NO_QUOTA)))
        stage = await exit_stack.enter_async_context(doors.opened(stack.state, clock))
        await stage.schemes.put_tables()
        await doors.bring_rules_into_force(stage)
        subjects = await _make_known(stage, people)
        yield Town(stack, stage, patients_of(people), subjects)


async def _make_known(stage: Stage, people: Iterable[Family]) -> dict[str, str]:
    return {
        revision.scheme_person_id: revision.subject_id.hex()
        async for _, answer in seed_families(stage.schemes, people)
        for revision in answer.revisions
    }


def issuer(stage: Stage) -> TokenSigner:
    """The demo issuer of a stage."""
    return TokenSigner.load(Path(stage.state.keys.issuer_private_jwk), clock=stage.clock)
