"""A card as the message a scheme sends: the rights of the opener and of everybody on the card."""

import hashlib
from typing import Final

from tools.simulators.population.guarantees import HASHES, TABLES
from tools.simulators.population.household import Card, Civil, Contract, Days, Exempted, Member, Person
from vitale.identity.v1.identity_service_pb2 import Person as PersonMessage
from vitale.identity.v1.identity_service_pb2 import Traits
from vitale.rights.v1 import rights_pb2 as pb
from vitale.rights.v1.counter_pb2 import ComplementaryCounter, CounterRights
from vitale.rights.v1.rights_service_pb2 import InsuredBeneficiary, PutRightsRequest

_FUND: Final = "999"
_CENTRE: Final = "9999"
_MANAGEMENT: Final = "10"


def put_rights(card: Card, *, state_version: int) -> PutRightsRequest:
    """Write a card as PutRights; `state_version` grows with each state of the same opener."""
    return PutRightsRequest(
        state_version=state_version,
        opener=_beneficiary(card, card.opener),
        beneficiaries=[_beneficiary(card, other) for other in card.others],
    )


def _beneficiary(card: Card, member: Member) -> InsuredBeneficiary:
    return InsuredBeneficiary(
        person=_person(member.person), coverage=_coverage(card, member), counter=_counter(card, member)
    )


def _person(person: Person) -> PersonMessage:
    return PersonMessage(
        scheme_person_id=person.person_id,
        nir=person.nir.reveal() if person.nir else "",
        birth_date=person.birth_date.isoformat(),
        birth_rank=person.birth_rank,
        first_name=person.first_name,
        traits=_traits(person, person.civil) if person.civil else None,
    )


def _traits(person: Person, civil: Civil) -> Traits:
    place = person.nir.place if person.nir else ""
    return Traits(
        birth_name=civil.birth_name,
        given_names=civil.given_names,
        sex=civil.sex,
        birth_place=place,
        qualified=person.nir is not None,
    )


def _counter(card: Card, member: Member) -> CounterRights:
    """What the counter of a practice is shown: the fund, and each contract with its number of member."""
    return CounterRights(
        fund=_FUND,
        centre=_CENTRE,
        management_code=_MANAGEMENT,
        complementary=[
            ComplementaryCounter(
                amc_number=TABLES[contract.table].amc_number,
                member_number=_member_number(card),
                period=_period(contract.days),
            )
            for contract in member.contracts
        ],
    )


def _member_number(card: Card) -> str:
    """Nine digits that are the same for everybody on a card, and tell nothing."""
    digest = hashlib.sha256(f"member of {card.opener.person.person_id}".encode()).digest()
    return f"{int.from_bytes(digest[:4]) % 1_000_000_000:09d}"


def _coverage(card: Card, member: Member) -> pb.Coverage:
    return pb.Coverage(
        quality=member.quality,
        membership=_period(member.days),
        regime=card.regime,
        alsace_moselle=card.alsace_moselle,
        amo_periods=[_period(Days(max(card.amo.first, member.days.first), card.amo.last))],
        exemptions=[_exemption(exempted) for exempted in member.exemptions],
        treating_doctor_declared=member.treating_doctor,
        contracts=[_contract(contract) for contract in member.contracts],
    )


def _period(days: Days) -> pb.Period:
    return pb.Period(first_day=days.first.isoformat(), last_day=days.last.isoformat() if days.last else "")


def _exemption(exempted: Exempted) -> pb.Exemption:
    return pb.Exemption(kind=exempted.kind, period=_period(exempted.days))


def _contract(contract: Contract) -> pb.ComplementaryContract:
    return pb.ComplementaryContract(
        amc_number=TABLES[contract.table].amc_number,
        guarantees_hash=HASHES[contract.table],
        period=_period(contract.days),
        rank=contract.rank,
    )
