"""Who is asked about in the tests of acquisition: a mother with a contract, C2S, an illness; and her child."""

from typing import NamedTuple

from tests.adri.acquisition.house import Place
from tests.adri.house import card, child, contract, insured, shown
from vitale.identity.v1.identity_service_pb2 import Traits
from vitale.rights.v1 import rights_pb2 as pb
from vitale.rights.v1.counter_pb2 import CodedPeriod, ComplementaryCounter, CounterRights, CoveragePeriod
from vitale.rights.v1.rights_service_pb2 import BeneficiaryRevision, InsuredBeneficiary

ALD = pb.Exemption(kind=pb.EXEMPTION_KIND_ALD, period=pb.Period(first_day="2026-02-01"))
COUNTER = CounterRights(
    fund="349",
    centre="9881",
    management_code="10",
    coverage_periods=[
        CoveragePeriod(period=pb.Period(first_day="2026-02-01"), situation_code="0100", ald_code="8"),
        CoveragePeriod(period=pb.Period(first_day="2020-01-01", last_day="2020-12-31"), situation_code="0200"),
    ],
    exemptions=[CodedPeriod(code="8", period=pb.Period(first_day="2026-02-01"))],
    special_situations=[CodedPeriod(code="1", period=pb.Period(first_day="2020-01-01", last_day="2020-12-31"))],
    accident_numbers=["123456"],
)


class Family(NamedTuple):
    """A mother and her child."""

    mother: BeneficiaryRevision
    kid: BeneficiaryRevision

    @property
    def opener(self) -> bytes:
        """Whose card it is."""
        return self.mother.subject_id


async def settled(place: Place, **changes: object) -> Family:
    """The family in the first state of its scheme; `changes` are to the mother's coverage."""
    table = await place.intake.scheme().put_table()
    mother = shown(insured(1, contracts=[contract(table)], exemptions=[ALD], **changes), _with_member_number())
    mother.person.traits.CopyFrom(Traits(birth_name="MARTIN", given_names=["ALICE", "ZOE"], used_name="DURAND"))
    answer = await place.intake.scheme().put(card(1, mother, named_child()))
    return Family(*answer.revisions)


def named_child() -> InsuredBeneficiary:
    """The child with a name."""
    kid = child()
    kid.person.traits.CopyFrom(Traits(birth_name="MARTIN", given_names=["LEO"]))
    return kid


def _with_member_number() -> CounterRights:
    counter = CounterRights()
    counter.CopyFrom(COUNTER)
    counter.complementary.append(
        ComplementaryCounter(
            amc_number="12345678",
            member_number="M42",
            period=pb.Period(first_day="2024-01-01"),
            managed_by_caisse=True,
            routing_code="STS",
            guarantee_codes="OOOOOOOO",
        )
    )
    return counter
