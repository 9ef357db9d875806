"""The vault and adri as the registry meets them: real doors, with a family behind them that a test may change."""

import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from card_registry.cards import Holder
from card_registry.peers_grpc import GrpcNames, GrpcRights
from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import channel
from chassis.grpc_server import require
from identifiers import Nir
from tests.fakes.doors import Guard, listening
from vitale.identity.v1 import identity_service_pb2 as vault
from vitale.identity.v1.identity_service_pb2_grpc import (
    IdentityServiceServicer,
    add_IdentityServiceServicer_to_server,
)
from vitale.rights.v1 import acquisition_service_pb2 as adri
from vitale.rights.v1 import counter_pb2 as counter
from vitale.rights.v1 import rights_pb2 as rights
from vitale.rights.v1.acquisition_service_pb2_grpc import (
    AcquisitionServiceServicer,
    add_AcquisitionServiceServicer_to_server,
)

SINCE_2020 = rights.Period(first_day="2020-01-01")


def nir(order: int) -> str:
    """A number of commune 999 of country 99, which is nowhere: nobody's."""
    return Nir.of_body(f"2840599999{order:03d}").reveal()


@dataclass(frozen=True, slots=True)
class Relative:
    """One person of a family."""

    place: Holder
    first_name: str
    quality: rights.Quality.ValueType
    birth_date: str
    number: str = ""
    qualified: bool = False


@dataclass
class Family:
    """A holder with a child and a spouse on the card."""

    holder: Relative
    others: list[Relative]

    @classmethod
    def new(cls, order: int = 1) -> "Family":
        """A family nobody knows."""
        adult = Relative(_place(order), "Élodie", rights.QUALITY_INSURED, "1984-05-17", nir(order), qualified=True)
        child = Relative(_place(order + 1), "Léo", rights.QUALITY_CHILD, "2018-02-03")
        spouse = Relative(_place(order + 2), "Sacha", rights.QUALITY_OTHER, "1983-11-30", nir(order + 400))
        return cls(adult, [child, spouse])

    @property
    def child(self) -> Relative:
        """The child."""
        return self.others[0]

    @property
    def everybody(self) -> list[Relative]:
        """The holder first."""
        return [self.holder, *self.others]


def _place(number: int) -> Holder:
    return Holder(secrets.token_bytes(16), secrets.token_bytes(16), number % 24)


@dataclass
class FakeAdri(AcquisitionServiceServicer):
    """What cards show, of families known to it; `down` makes it answer like a service that is away."""

    families: list[Family] = field(default_factory=list)
    down: bool = False
    asked: int = 0

    async def DescribeCard(  # noqa: N802 - named by the contract
        self, request: adri.DescribeCardRequest, _context: object
    ) -> adri.DescribeCardResponse:
        """Describe the persons of a card."""
        require("service")
        self.asked += 1
        if self.down:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "adri"})
        found = [family for family in self.families if family.holder.place.subject_id == request.opener_subject_id]
        persons = [person for family in found for person in family.everybody]
        wanted = set(request.subject_ids)
        shown = [person for person in persons if not wanted or person.place.subject_id in wanted]
        return adri.DescribeCardResponse(persons=[_described(person) for person in shown])


def _described(person: Relative) -> adri.CardPerson:
    coverage = rights.Coverage(quality=person.quality, regime="01", amo_periods=[SINCE_2020], alsace_moselle=True)
    period = counter.CoveragePeriod(period=SINCE_2020, situation_code="0100", ald_code="8", exemption_code="4")
    mutuelle = counter.ComplementaryCounter(
        amc_number="75500017", member_number="M1", period=SINCE_2020, services="S", routing_code="R"
    )
    shown = counter.CounterRights(
        fund="751", centre="2000", management_code="10", coverage_periods=[period], complementary=[mutuelle]
    )
    subject_id, home_id, partition = person.place
    return adri.CardPerson(
        subject_id=subject_id,
        home_id=home_id,
        partition=partition,
        coverage=coverage,
        counter=shown,
        birth_date=person.birth_date,
    )


@dataclass
class FakeVault(IdentityServiceServicer):
    """Names and numbers of families known to it."""

    families: list[Family] = field(default_factory=list)

    def _people(self) -> dict[bytes, Relative]:
        return {person.place.subject_id: person for family in self.families for person in family.everybody}

    async def Reveal(self, request: vault.RevealRequest, _context: object) -> vault.RevealResponse:  # noqa: N802
        """Give first names."""
        require("service")
        assert request.purpose == "card_page"
        known = self._people()
        return vault.RevealResponse(
            persons=[
                vault.Revealed(subject_id=one, first_name=known[one].first_name)
                for one in request.subject_ids
                if one in known
            ]
        )

    async def RevealIdentity(  # noqa: N802 - named by the contract
        self, request: vault.RevealIdentityRequest, _context: object
    ) -> vault.RevealIdentityResponse:
        """Give numbers and traits."""
        require("service")
        assert request.purpose == "card_face"
        known = self._people()
        return vault.RevealIdentityResponse(
            persons=[_identity(known[one]) for one in request.subject_ids if one in known]
        )

    async def FindByNumber(  # noqa: N802 - named by the contract
        self, request: vault.FindByNumberRequest, _context: object
    ) -> vault.FindByNumberResponse:
        """Find subjects by their own number."""
        require("service")
        by_number = {person.number: person for person in self._people().values() if person.number}
        found = [by_number.get(number) for number in request.numbers]
        return vault.FindByNumberResponse(
            subjects=[vault.Subject(subject_id=person.place.subject_id if person else b"") for person in found]
        )


def _identity(person: Relative) -> vault.RevealedIdentity:
    traits = vault.Traits(
        birth_name="Lefèvre-d’Arc", given_names=[person.first_name, "Noë"], sex="F", birth_place="99999",
        qualified=person.qualified,
    )  # fmt: skip
    return vault.RevealedIdentity(
        subject_id=person.place.subject_id,
        number=person.number,
        traits=traits,
        first_name=person.first_name,
        number_oid="1.2.250.1.213.1.4.10" if person.number else "",
        birth_date=person.birth_date,
        birth_rank=1,
    )


@dataclass
class Peers:
    """Both, and the clients that the registry calls them with."""

    adri: FakeAdri
    vault: FakeVault
    rights: GrpcRights
    names: GrpcNames
    adri_target: str
    vault_target: str

    def add(self, family: Family) -> Family:
        """Make a family known to both."""
        self.adri.families.append(family)
        self.vault.families.append(family)
        return family


@asynccontextmanager
async def peers(guard: Guard) -> AsyncIterator[Peers]:
    """Both behind real doors while the block runs."""
    fake_adri = FakeAdri()  # type: ignore[abstract]  # the registry calls no other method
    fake_vault = FakeVault()  # type: ignore[abstract]
    at_adri = listening(
        fake_adri, add_AcquisitionServiceServicer_to_server, "vitale.rights.v1.AcquisitionService", guard=guard
    )
    at_vault = listening(
        fake_vault, add_IdentityServiceServicer_to_server, "vitale.identity.v1.IdentityService", guard=guard
    )
    async with at_adri as to_adri, at_vault as to_vault, channel(to_adri) as adri_door, channel(to_vault) as vault_door:
        token = guard.service_token
        clients = (GrpcRights(adri_door, token), GrpcNames(vault_door, token))
        yield Peers(fake_adri, fake_vault, *clients, to_adri, to_vault)
