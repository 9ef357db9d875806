"""Rights intake with everything around it: the vault, a store, an open door, schemes that call, cards to send."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime

import grpc

from adri.servicer import SERVICE_NAME, Ports, RightsServicer
from adri.store import RightsStore
from adri.vault_grpc import GrpcVault
from chassis.clock import FixedClock
from chassis.grpc_client import call, channel
from chassis.token_claims import Role
from identifiers import Nir
from tests.fakes.doors import NOBODY_LISTENS, Guard, serving, vault
from vitale.identity.v1.identity_service_pb2 import (
    BeneficiaryKey,
    Person,
    ResolveBatchRequest,
    Resolved,
    RevealRequest,
)
from vitale.identity.v1.identity_service_pb2_grpc import IdentityServiceStub
from vitale.rights.v1 import guarantees_pb2 as gpb
from vitale.rights.v1 import rights_pb2 as pb
from vitale.rights.v1.counter_pb2 import CounterRights
from vitale.rights.v1.rights_service_pb2 import (
    InsuredBeneficiary,
    InsurerContract,
    PutContractOutcome,
    PutContractsRequest,
    PutGuaranteesRequest,
    PutRightsBatchRequest,
    PutRightsOutcome,
    PutRightsRequest,
    PutRightsResponse,
)
from vitale.rights.v1.rights_service_pb2_grpc import (
    RightsServiceStub,
    add_RightsServiceServicer_to_server,
)

NOON = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
TABLE = gpb.GuaranteeTable(
    amc_number="12345678",
    responsible=True,
    guarantees=[gpb.Guarantee(kind=gpb.GUARANTEE_KIND_PERCENT_BASE, value=20_000, includes_amo=True)],
)


def nir(order: int) -> str:
    """The number of the opener `order`; commune 999 of country 99 is nowhere, so it is nobody's."""
    return Nir.of_body(f"2840599999{order:03d}").reveal()


def person(person_id: str, *, number: str = "", born: str = "1984-05-17", rank: int = 0, name: str = "") -> Person:
    """A person as a scheme names one."""
    return Person(scheme_person_id=person_id, nir=number, birth_date=born, birth_rank=rank, first_name=name)


def coverage(quality: pb.Quality.ValueType, /, **changes: object) -> pb.Coverage:
    """A sound coverage of the general scheme, with `changes` to its fields."""
    sound = pb.Coverage(
        quality=quality,
        membership=pb.Period(first_day="2020-01-01"),
        regime="01",
        amo_periods=[pb.Period(first_day="2020-01-01")],
        treating_doctor_declared=True,
    )
    for name in changes:
        sound.ClearField(name)  # type: ignore[arg-type]  # names of fields
    sound.MergeFrom(pb.Coverage(**changes))  # type: ignore[arg-type]  # what the test states
    return sound


def insured(order: int = 1, **changes: object) -> InsuredBeneficiary:
    """The opener `order` on their own card."""
    who = person(f"opener-{order}", number=nir(order))
    return InsuredBeneficiary(person=who, coverage=coverage(pb.QUALITY_INSURED, **changes))


def child(
    person_id: str = "child", *, born: str = "2018-02-03", name: str = "", **changes: object
) -> InsuredBeneficiary:
    """A child on somebody's card."""
    who = person(person_id, born=born, name=name)
    return InsuredBeneficiary(person=who, coverage=coverage(pb.QUALITY_CHILD, **changes))


def shown(person: InsuredBeneficiary, counter: CounterRights) -> InsuredBeneficiary:
    """The same person with what the counter is shown of them."""
    with_counter = InsuredBeneficiary(counter=counter)
    with_counter.MergeFrom(person)
    return with_counter


def stated(table_hash: bytes, contract_id: str = "C1", version: int = 1, **changes: object) -> InsurerContract:
    """A contract of the opener 1 as the insurer of TABLE states it."""
    usual: dict[str, object] = {
        "key": BeneficiaryKey(opener_nir=nir(1), birth_date="1984-05-17"),
        "contract_id": contract_id,
        "contract_version": version,
        "contract": contract(table_hash),
    }
    return InsurerContract(**{**usual, **changes})  # type: ignore[arg-type]  # the test states them


def card(version: int, opener: InsuredBeneficiary | None = None, *others: InsuredBeneficiary) -> PutRightsRequest:
    """The full state of one opener."""
    return PutRightsRequest(state_version=version, opener=opener or insured(), beneficiaries=others)


def contract(table_hash: bytes, **changes: object) -> pb.ComplementaryContract:
    """A contract of the insurer of TABLE."""
    usual = {"amc_number": "12345678", "guarantees_hash": table_hash, "rank": 1}
    period = pb.Period(first_day="2024-01-01")
    return pb.ComplementaryContract(**{"period": period, **usual, **changes})  # type: ignore[arg-type]  # the test states them


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme that calls adri with its token."""

    door: grpc.aio.Channel
    guard: Guard
    attributes: dict[str, str]
    role: Role = "scheme"

    def token(self) -> str:
        """A token of this scheme."""
        return self.guard.signer.sign("scheme", self.role, attributes=self.attributes)

    async def put(self, request: PutRightsRequest) -> PutRightsResponse:
        """What adri answers to a state."""
        return await call(RightsServiceStub(self.door).PutRights, request, token=self.token(), timeout_s=30)

    async def put_batch(self, *states: PutRightsRequest) -> list[PutRightsOutcome]:
        """What becomes of each state."""
        request = PutRightsBatchRequest(states=states)
        return list((await call(RightsServiceStub(self.door).PutRightsBatch, request, token=self.token())).outcomes)

    async def put_contracts(self, *contracts: InsurerContract) -> list[PutContractOutcome]:
        """What becomes of each contract."""
        request = PutContractsRequest(contracts=contracts)
        return list((await call(RightsServiceStub(self.door).PutContracts, request, token=self.token())).outcomes)

    async def revisions(self, request: PutRightsRequest) -> dict[str, int]:
        """Revisions by the scheme's identifier."""
        return {told.scheme_person_id: told.revision for told in (await self.put(request)).revisions}

    async def put_table(self, table: gpb.GuaranteeTable = TABLE) -> bytes:
        """The hash that adri gives a guarantee table."""
        stub = RightsServiceStub(self.door)
        reply = await call(stub.PutGuarantees, PutGuaranteesRequest(table=table), token=self.token())
        return reply.guarantees_hash


@dataclass(slots=True)
class House:
    """An open adri beside its vault."""

    door: grpc.aio.Channel
    vault: grpc.aio.Channel
    guard: Guard
    clock: FixedClock
    wakes: list[None] = field(default_factory=list)

    def scheme(self, code: str = "01", role: Role = "scheme") -> Scheme:
        """A scheme by its régime code."""
        return Scheme(self.door, self.guard, {"scheme": code}, role)

    def insurer(self, amc_number: str = "12345678") -> Scheme:
        """A complementary insurer by its AMC number."""
        return Scheme(self.door, self.guard, {"amc_number": amc_number}, "insurer")

    async def resolve(self, opener_nir: str, born: str) -> Resolved:
        """Whom the vault knows under a billing key."""
        request = ResolveBatchRequest(keys=[BeneficiaryKey(opener_nir=opener_nir, birth_date=born)])
        stub = IdentityServiceStub(self.vault)
        return (await call(stub.ResolveBatch, request, token=self.guard.service_token())).results[0]

    async def names(self, subjects: Sequence[bytes]) -> dict[bytes, str]:
        """First names that the vault holds."""
        request = RevealRequest(subject_ids=subjects, purpose="receipt_page")
        reply = await call(IdentityServiceStub(self.vault).Reveal, request, token=self.guard.service_token())
        return {revealed.subject_id: revealed.first_name for revealed in reply.persons}


@asynccontextmanager
async def opened(store: RightsStore, *, vault_is_down: bool = False) -> AsyncIterator[House]:
    """Rights intake on a store, while the block runs."""
    clock = FixedClock(NOON)
    guard = Guard.new(clock)
    wakes: list[None] = []
    async with vault(guard) as known, channel(NOBODY_LISTENS) as nobody:
        to_vault = GrpcVault(nobody if vault_is_down else known, guard.service_token)
        servicer = RightsServicer(Ports(to_vault, store, clock, lambda: wakes.append(None)))
        async with serving(servicer, add_RightsServiceServicer_to_server, SERVICE_NAME, guard=guard) as door:
            yield House(door, known, guard, clock, wakes)
