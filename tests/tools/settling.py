"""Settles what practice software sends with the pure rules and no service: expected values of simulators' tests."""

from collections.abc import Mapping, Sequence

from contracts.codec import care_of, cover_of
from reimbursement.adjudicate import adjudicate
from reimbursement.model import Adjudication, Use
from reimbursement_tables import load
from teletransmission.catalogue import TablesCatalogue
from tools.simulators.population import Card, Member, put_rights
from tools.simulators.population.guarantees import HASHES, TABLES
from tools.simulators.practice.practices import Practice
from vitale.claim.v1.claim_pb2 import Claim, Performer
from vitale.claim.v1.claim_service_pb2 import SubmittedClaim
from vitale.rights.v1.rights_pb2 import BeneficiaryRights

RULES = load()
_GUARANTEES: Mapping[bytes, bytes] = {
    HASHES[name]: table.SerializeToString(deterministic=True) for name, table in TABLES.items()
}


def settle(
    claim: SubmittedClaim, practice: Practice, card: Card, member: Member, *, uses: Sequence[Use] = ()
) -> Adjudication:
    """Settle one claim on the rights of the card, after the uses given."""
    sector = "2_optam" if practice.optam else practice.sector
    stamped = Claim(
        claim_id=claim.claim_id,
        care_date=claim.care_date,
        pathway=claim.pathway,
        setting=claim.setting,
        third_party_payment=claim.third_party_payment,
        related_to_exemption=claim.related_to_exemption,
        lines=claim.lines,
        access=claim.access,
        stay=claim.stay if claim.HasField("stay") else None,
        hospitalised_after=claim.hospitalised_after,
        below_cure_ceiling=claim.below_cure_ceiling,
        performer=Performer(practice_id=practice.practice_id, kind=practice.specialty, sector=sector),
    )
    receipt_id = claim.claim_id.encode().ljust(16)[:16]
    care = care_of(stamped, receipt_id, TablesCatalogue(RULES).family)
    request = put_rights(card, state_version=1)
    sent = next(
        one
        for one in (request.opener, *request.beneficiaries)
        if one.person.scheme_person_id == member.person.person_id
    )
    rights = BeneficiaryRights(birth_date=sent.person.birth_date, coverages=[sent.coverage])
    return adjudicate(care, cover_of(rights, sent.coverage, claim.care_date, _GUARANTEES), uses, RULES)
