"""Intake with everything around it: the vault with a family in it, a store, an open door, practices that call."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import grpc

from card_protocol import dpop
from card_protocol.keys import SigningKey
from chassis.clock import FixedClock
from chassis.directory import NoDirectory
from chassis.grpc_client import call, channel
from identifiers import Nir
from reimbursement.rule_tables import Tables
from reimbursement_tables import load
from teletransmission.admission import Admission, Quota
from teletransmission.catalogue import TablesCatalogue
from teletransmission.drafts import Filed
from teletransmission.intake import Intake, Ports
from teletransmission.outcomes.lists_memory import MemoryClaimLists
from teletransmission.outcomes.returns import Returns
from teletransmission.outcomes.store_memory import MemoryOutcomeStore
from teletransmission.paper.marks import CareMarks
from teletransmission.paper.store import PaperStore
from teletransmission.paper.store_memory import MemoryPaperStore
from teletransmission.paper.store_postgres import PostgresPaperStore
from teletransmission.presence import Grounds
from teletransmission.servicer import SERVICE_NAME, ClaimServicer, FrontDesk, register
from teletransmission.store import ClaimStore
from teletransmission.store_memory import MemoryClaimStore
from teletransmission.store_postgres import PostgresClaimStore
from teletransmission.vault_grpc import GrpcVault
from tests.fakes.doors import NOBODY_LISTENS, Guard, listening, vault
from tests.teletransmission.presented import CardShelf
from vitale.claim.v1.claim_pb2 import PATHWAY_IN, ClaimLine
from vitale.claim.v1.claim_service_pb2 import (
    CANCEL_REASON_OTHER,
    Acknowledgement,
    CancelClaimRequest,
    CancelReason,
    CorrectClaimRequest,
    GetClaimRequest,
    GetClaimResponse,
    ListClaimsRequest,
    ListClaimsResponse,
    SubmitClaimsRequest,
    SubmittedClaim,
)
from vitale.claim.v1.claim_service_pb2_grpc import ClaimServiceStub
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey, Person, RegisterBatchRequest, RegisterBatchResponse
from vitale.identity.v1.identity_service_pb2_grpc import IdentityServiceStub

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
PARIS, REUNION = "Europe/Paris", "Indian/Reunion"
MOTHER_NIR = Nir.of_body("2840599999001").reveal()  # commune 999 of country 99 is nowhere: nobody's number
MOTHER = BeneficiaryKey(opener_nir=MOTHER_NIR, birth_date="1984-05-17", birth_rank=1)
CHILD = BeneficiaryKey(opener_nir=MOTHER_NIR, birth_date="2018-02-03", birth_rank=1)
WIDE = Quota(claims_per_s=1e6, burst=1_000_000, calls_in_flight=1_000)
OUTCOME = Acknowledgement
FILED = Filed("750000001", "F-1", NOON.date(), None, 3_000)
MARKS = CareMarks(bytes(32))


def paper_beside(store: ClaimStore) -> PaperStore:
    """The store of paper claims that belongs to a store of claims."""
    if isinstance(store, MemoryClaimStore):
        return MemoryPaperStore(store)
    assert isinstance(store, PostgresClaimStore)
    return PostgresPaperStore(store.pool)


@cache
def tables() -> Tables:
    """The current tables, read once."""
    return load()


def claim(claim_id: str = "F-1", **changes: object) -> SubmittedClaim:
    """A sound claim for the mother, with `changes` to its fields."""
    sound = SubmittedClaim(
        claim_id=claim_id,
        key=MOTHER,
        care_date="2026-03-10",
        pathway=PATHWAY_IN,
        lines=[ClaimLine(line_no=1, act_code="G", quantity=1, price_cents=3_000)],
    )
    for name in changes:
        sound.ClearField(name)  # type: ignore[arg-type]  # names of fields
    sound.MergeFrom(SubmittedClaim(**changes))  # type: ignore[arg-type]  # what the test states
    return sound


@dataclass(frozen=True, slots=True)
class Caller:
    """A practice that calls intake with its token."""

    door: grpc.aio.Channel
    guard: Guard
    attributes: dict[str, str]
    role: str = "practice"
    key: SigningKey | None = None

    def token(self) -> str:
        """A token of this practice."""
        return self.guard.signer.sign(self.attributes.get("practice_id", "x"), self.role, attributes=self.attributes)  # type: ignore[arg-type]  # a wrong role too

    async def submit(self, *claims: SubmittedClaim) -> list[Acknowledgement]:
        """Acknowledgements of one batch."""
        stub, request = ClaimServiceStub(self.door), SubmitClaimsRequest(claims=claims)
        token = self.token()
        reply = await call(stub.SubmitClaims, request, token=token, timeout_s=60, metadata=self._possession(token))
        return list(reply.acknowledgements)

    async def correct(self, sent: SubmittedClaim, replaces: int = 1) -> Acknowledgement:
        """The acknowledgement of a correction."""
        stub, request = ClaimServiceStub(self.door), CorrectClaimRequest(claim=sent, replaces_version=replaces)
        token = self.token()
        possession = self._possession(token, "CorrectClaim")
        return (await call(stub.CorrectClaim, request, token=token, timeout_s=60, metadata=possession)).acknowledgement

    async def cancel(
        self, claim_id: str = "F-1", cancels: int = 1, reason: CancelReason.ValueType = CANCEL_REASON_OTHER
    ) -> Acknowledgement:
        """The acknowledgement of a cancellation."""
        request = CancelClaimRequest(claim_id=claim_id, cancels_version=cancels, reason=reason)
        reply = await call(ClaimServiceStub(self.door).CancelClaim, request, token=self.token(), timeout_s=60)
        return reply.acknowledgement

    def _possession(self, token: str, method: str = "SubmitClaims") -> tuple[tuple[str, str], ...]:
        if self.key is None:
            return ()
        return (("dpop", dpop.make(self.key, f"/{SERVICE_NAME}/{method}", token, self.guard.clock.now())),)

    async def one(self, sent: SubmittedClaim) -> Acknowledgement:
        """The acknowledgement of a batch of one."""
        [acknowledgement] = await self.submit(sent)
        return acknowledgement

    async def get(self, claim_id: str) -> GetClaimResponse:
        """A claim of this practice."""
        return await call(ClaimServiceStub(self.door).GetClaim, GetClaimRequest(claim_id=claim_id), token=self.token())

    async def page(self, **asked: Any) -> ListClaimsResponse:
        """One page of this practice's claims."""
        return await call(ClaimServiceStub(self.door).ListClaims, ListClaimsRequest(**asked), token=self.token())


@dataclass(slots=True)
class House:
    """An open intake; `family` is what the vault answered for the mother and her child."""

    door: grpc.aio.Channel
    guard: Guard
    clock: FixedClock
    store: ClaimStore
    family: RegisterBatchResponse
    cards: CardShelf
    wakes: list[None] = field(default_factory=list)
    address: str = ""
    papers: PaperStore | None = None

    def practice(self, practice_id: str = "750000001", **changes: str) -> Caller:
        """A practice: a general practitioner of sector 1 in Paris unless said otherwise."""
        usual = {"practice_id": practice_id, "specialty": "gp", "sector": "1", "optam": "false", "place": PARIS}
        return Caller(self.door, self.guard, {**usual, **changes})

    def reader(self, practice_id: str = "750000001") -> Caller:
        """The same practice with the key that its contexts are bound to."""
        return replace(self.practice(practice_id), key=self.cards.practice_key)


async def family_in(vault_channel: grpc.aio.Channel, guard: Guard) -> RegisterBatchResponse:
    """Make the mother and her child known to a vault."""
    request = RegisterBatchRequest(
        opener=Person(scheme_person_id="mother", nir=MOTHER_NIR, birth_date=MOTHER.birth_date),
        beneficiaries=[Person(scheme_person_id="child", birth_date=CHILD.birth_date)],
    )
    return await call(IdentityServiceStub(vault_channel).RegisterBatch, request, token=guard.service_token())


def returns_of(store: ClaimStore, outcomes: MemoryOutcomeStore, clock: FixedClock) -> Returns:
    """What comes back, from memory; a store that is not in memory has lists of its own suite."""
    claims = store if isinstance(store, MemoryClaimStore) else MemoryClaimStore()
    return Returns(outcomes, MemoryClaimLists(claims, outcomes), clock)


@asynccontextmanager
async def opened(
    store: ClaimStore,
    *,
    quota: Quota = WIDE,
    vault_is_down: bool = False,
    at: datetime = NOON,
    rules: Tables | None = None,
    demo_billable: bool = True,
    outcomes: MemoryOutcomeStore | None = None,
) -> AsyncIterator[House]:
    """An intake on a store, while the block runs."""
    clock = FixedClock(at)
    guard = Guard.new(clock)
    wakes: list[None] = []
    async with vault(guard) as known, channel(NOBODY_LISTENS) as nobody:
        family = await family_in(known, guard)
        catalogue = TablesCatalogue(rules or tables())
        people = GrpcVault(nobody if vault_is_down else known, guard.service_token)
        cards = CardShelf.new(family)
        grounds = Grounds(cards.ring, cards.watch, demo_billable)
        papers = paper_beside(store)
        intake = Intake(
            Ports(people, store, catalogue, clock, cards.registry, grounds, MARKS, papers), lambda: wakes.append(None)
        )
        admission = Admission(quota, lambda: clock.now().timestamp())
        returns = returns_of(store, outcomes or MemoryOutcomeStore(), clock)
        servicer = ClaimServicer(intake, store, admission, FrontDesk(NoDirectory(), cards.watch, papers), returns)
        listens = listening(servicer, register, SERVICE_NAME, guard=guard)
        async with listens as address, channel(address) as door:
            yield House(door, guard, clock, store, family, cards, wakes, address, papers)
