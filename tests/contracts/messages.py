"""Messages that the codec's tests translate, each field with a value of its own."""

from vitale.claim.v1.claim_pb2 import PATHWAY_OUT, Claim, ClaimLine, LineDetail, Performer, Stay
from vitale.rights.v1.guarantees_pb2 import Guarantee, GuaranteeTable
from vitale.rights.v1.rights_pb2 import BeneficiaryRights, ComplementaryContract, Coverage, Exemption, Period

CHILD, MOTHER, FATHER = b"C" * 16, b"M" * 16, b"F" * 16
YEAR_2025 = Period(first_day="2025-01-01", last_day="2025-12-31")
DAY = "2025-06-15"


def a_claim() -> Claim:
    """Two acts of a specialist, outside the pathway."""
    return Claim(
        claim_id="INV-7",
        version=1,
        subject_id=CHILD,
        opener_subject_id=MOTHER,
        rights_revision=4,
        care_date=DAY,
        pathway=PATHWAY_OUT,
        setting="hospital_outpatient",
        third_party_payment=True,
        related_to_exemption=True,
        performer=Performer(practice_id="750100001", kind="specialist", sector="2_optam", place="Indian/Reunion"),
        lines=[
            ClaimLine(line_no=1, act_code="CS", price_cents=6000),
            ClaimLine(line_no=2, act_code="XX", family="imaging", quantity=3, price_cents=0, base_cents=4500),
        ],
        accepted_at_us=1_750_000_000_000_001,
        access="direct_access",
    )


def a_detail() -> LineDetail:
    """Every field said."""
    return LineDetail(
        modifiers=["K", "F"],
        activity="4",
        phase="1",
        association="2",
        prevention="hiv_screening",
        basket="controlled",
        correction="complex",
        side="left",
        generic_refused=True,
        sight_changed=True,
    )


def a_stay() -> Stay:
    """Every field said."""
    return Stay(
        stay_id="STAY-1",
        nights=5,
        daily_price_cents=88_000,
        kind="day_case",
        end="transfer",
        psychiatric=True,
        days_before=28,
        costly_act=True,
    )


def a_coverage(opener: bytes = MOTHER, *, regime: str = "01") -> Coverage:
    """Open in 2025."""
    return Coverage(opener_subject_id=opener, regime=regime, membership=YEAR_2025, amo_periods=[YEAR_2025])


def some_rights(*coverages: Coverage, birth_date: str = "2015-04-09") -> BeneficiaryRights:
    """The rights of a child."""
    return BeneficiaryRights(subject_id=CHILD, revision=4, birth_date=birth_date, coverages=coverages)


def exempt(kind: int, first_day: str = "2025-01-01", last_day: str = "") -> Exemption:
    """An exemption over some days."""
    return Exemption(kind=kind, period=Period(first_day=first_day, last_day=last_day))  # type: ignore[arg-type]


def a_contract(number: str, *, rank: int, period: Period = YEAR_2025) -> ComplementaryContract:
    """A contract whose table is named by its own number."""
    return ComplementaryContract(amc_number=number, guarantees_hash=number.encode(), period=period, rank=rank)


def a_table(kind: int = 1, *, families: tuple[str, ...] = (), c2s: bool = False, responsible: bool = True) -> bytes:
    """A table of one guarantee."""
    guarantee = Guarantee(kind=kind, value=12_500, includes_amo=True, families=families)  # type: ignore[arg-type]
    table = GuaranteeTable(amc_number="x", responsible=responsible, c2s=c2s, guarantees=[guarantee])
    return table.SerializeToString(deterministic=True)
