"""The face of a card: the plastic card's data model, of the insured person and the person presented."""

from collections.abc import Mapping, Sequence
from typing import Final

from card_registry.pairwise import Pairwise
from card_registry.presentation.ins import Ins, datamatrix
from card_registry.store import Context
from vitale.card.v1 import presentation_service_pb2 as pb
from vitale.identity.v1.identity_service_pb2 import RevealedIdentity
from vitale.rights.v1.acquisition_service_pb2 import CardPerson
from vitale.rights.v1.counter_pb2 import ComplementaryCounter, CoveragePeriod
from vitale.rights.v1.rights_pb2 import QUALITY_CHILD, QUALITY_INSURED, Period, Quality

# Quality as the plastic card writes it (interfaces, section 3.3).
_QUALITIES: Final[Mapping[Quality.ValueType, int]] = {QUALITY_INSURED: 0, QUALITY_CHILD: 6}
_OTHER: Final = 2
_DEMO_LETTER: Final = "D"


class FaceOf:
    """Composes faces for one practice."""

    def __init__(self, pairwise: Pairwise) -> None:
        """Take what makes references that only one practice can tell."""
        self._pairwise = pairwise

    def compose(
        self,
        context: Context,
        persons: Sequence[CardPerson],
        identities: Mapping[bytes, RevealedIdentity],
        *,
        demo: bool,
    ) -> pb.CardFace:
        """The face; what adri or the vault do not know stays unset."""
        by_id = {person.subject_id: person for person in persons}
        holder = by_id.get(context.holder_id, CardPerson())
        shown = dict.fromkeys((context.holder_id, context.presented.subject_id))
        return pb.CardFace(
            type_letter=_DEMO_LETTER if demo else "",
            insured_number=_identity(identities, context.holder_id).number,
            regime=holder.coverage.regime,
            fund=holder.counter.fund,
            centre=holder.counter.centre,
            management_code=holder.counter.management_code,
            beneficiaries=[
                self._beneficiary(context, by_id[person_id], _identity(identities, person_id))
                for person_id in shown
                if person_id in by_id
            ],
            ins=_ins(_identity(identities, context.presented.subject_id)),
        )

    def _beneficiary(self, context: Context, person: CardPerson, identity: RevealedIdentity) -> pb.CardBeneficiary:
        return pb.CardBeneficiary(
            reference=self._pairwise.subject(person.subject_id, context.practice.practice_id),
            birth_name=identity.traits.birth_name,
            given_names=_given_names(identity),
            birth_date=identity.birth_date or person.birth_date,
            birth_rank=identity.birth_rank or 1,
            quality=_QUALITIES.get(person.coverage.quality, _OTHER),
            amo_periods=[_period(period) for period in person.coverage.amo_periods],
            coverage_periods=[
                _coverage(period, alsace_moselle=person.coverage.alsace_moselle)
                for period in person.counter.coverage_periods
            ],
            complementary=[_complementary(one) for one in person.counter.complementary],
            presented=person.subject_id == context.presented.subject_id,
        )


def _identity(identities: Mapping[bytes, RevealedIdentity], subject_id: bytes) -> RevealedIdentity:
    return identities.get(subject_id, RevealedIdentity())


def _given_names(identity: RevealedIdentity) -> str:
    return " ".join(identity.traits.given_names) or identity.first_name


def _period(period: Period) -> pb.CardPeriod:
    return pb.CardPeriod(first_day=period.first_day, last_day=period.last_day)


def _coverage(period: CoveragePeriod, *, alsace_moselle: bool) -> pb.CardCoveragePeriod:
    # The number of the long-term illness is left out: the counter asks ADRi for it, a card does not carry it here.
    return pb.CardCoveragePeriod(
        period=_period(period.period),
        situation_code=period.situation_code,
        exemption_code=period.exemption_code,
        rate_bp=period.rate_bp,
        alsace_moselle=alsace_moselle,
    )


def _complementary(one: ComplementaryCounter) -> pb.CardComplementary:
    return pb.CardComplementary(
        amc_number=one.amc_number,
        member_number=one.member_number,
        period=_period(one.period),
        services=one.services,
        routing_code=one.routing_code,
    )


def _ins(identity: RevealedIdentity) -> pb.InsIdentity:
    """The identity for health; matricule and symbol only of a qualified one (interfaces, section 4)."""
    traits, names = identity.traits, _given_names(identity)
    shown = pb.InsIdentity(
        birth_name=traits.birth_name,
        given_names=names,
        sex=traits.sex,
        birth_date=identity.birth_date,
        birth_place=traits.birth_place,
    )
    complete = identity.number and identity.number_oid and traits.birth_name and names and traits.sex
    if traits.qualified and complete and identity.birth_date:
        shown.matricule, shown.oid = identity.number, identity.number_oid
        ins = Ins(
            matricule=identity.number,
            oid=identity.number_oid,
            given_names=names,
            birth_name=traits.birth_name,
            sex=traits.sex,
            birth_date=identity.birth_date,
            birth_place=traits.birth_place,
        )
        shown.datamatrix = datamatrix(ins)
    return shown
