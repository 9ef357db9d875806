"""A card as the message a scheme sends: the rights of the opener and of everybody on the card."""

from tools.simulators.population.guarantees import HASHES, TABLES
from tools.simulators.population.household import Card, Contract, Days, Exempted, Member, Person
from vitale.identity.v1.identity_service_pb2 import Person as PersonMessage
from vitale.rights.v1 import rights_pb2 as pb
from vitale.rights.v1.rights_service_pb2 import InsuredBeneficiary, PutRightsRequest


def put_rights(card: Card, *, state_version: int) -> PutRightsRequest:
    """Write a card as PutRights; `state_version` grows with each state of the same opener."""
    return PutRightsRequest(
        state_version=state_version,
        opener=_beneficiary(card, card.opener),
        beneficiaries=[_beneficiary(card, other) for other in card.others],
    )


def _beneficiary(card: Card, member: Member) -> InsuredBeneficiary:
    return InsuredBeneficiary(person=_person(member.person), coverage=_coverage(card, member))


def _person(person: Person) -> PersonMessage:
    return PersonMessage(
        scheme_person_id=person.person_id,
        nir=person.nir.reveal() if person.nir else "",
        birth_date=person.birth_date.isoformat(),
        birth_rank=person.birth_rank,
        first_name=person.first_name,
    )


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
