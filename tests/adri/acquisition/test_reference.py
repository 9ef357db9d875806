"""The reference date: which day decides, and which of two situations is kept."""

from datetime import date

import pytest

from adri.acquisition.asked import Asked, Nature, read_asked, years_from
from adri.acquisition.reference import situation
from chassis.errors import DomainError
from tests.adri.house import coverage
from vitale.rights.v1 import acquisition_service_pb2 as acquisition
from vitale.rights.v1 import rights_pb2 as pb

PRESCRIBED, CARE = date(2026, 1, 15), date(2026, 3, 10)


def asked(nature: Nature, prescription: date | None = PRESCRIBED) -> Asked:
    return Asked(CARE, prescription, nature, establishment=False, to_come=False)


def exempt(kind: pb.ExemptionKind.ValueType, first: str, last: str = "") -> pb.Exemption:
    return pb.Exemption(kind=kind, period=pb.Period(first_day=first, last_day=last))


def of(*exemptions: pb.Exemption, **changes: object) -> pb.Coverage:
    return coverage(pb.QUALITY_INSURED, exemptions=list(exemptions), **changes)


@pytest.mark.parametrize(
    ("nature", "day"),
    [
        (Nature.ACT, CARE),
        (Nature.SERIES, PRESCRIBED),
        (Nature.LPP, PRESCRIBED),
        (Nature.BIOLOGY, PRESCRIBED),
        (Nature.PHARMACY, CARE),
    ],
)
def test_the_nature_of_care_chooses_the_day(nature: Nature, day: date) -> None:
    found = situation(of(), asked(nature))
    assert (found.reference, found.favourable_since) == (day, "")


@pytest.mark.parametrize("nature", list(Nature))
def test_without_a_prescription_the_day_of_care_decides(nature: Nature) -> None:
    assert situation(of(), asked(nature, None)).reference == CARE


@pytest.mark.parametrize("nature", [Nature.LPP, Nature.PHARMACY])
def test_c2s_on_the_day_of_dispensing_makes_that_day_decide(nature: Nature) -> None:
    found = situation(of(exempt(pb.EXEMPTION_KIND_C2S, "2026-03-01")), asked(nature))
    assert found.reference == CARE
    assert [exemption.kind for exemption in found.exemptions] == [pb.EXEMPTION_KIND_C2S]


@pytest.mark.parametrize("nature", [Nature.LPP, Nature.PHARMACY])
def test_c2s_that_ended_before_dispensing_does_not_count_for_what_is_dispensed(nature: Nature) -> None:
    found = situation(of(exempt(pb.EXEMPTION_KIND_C2S, "2025-01-01", "2026-02-01")), asked(nature))
    assert found.exemptions == ()
    assert found.favourable_since == ""


@pytest.mark.parametrize("nature", list(Nature))
def test_an_exemption_that_began_after_the_prescription_is_kept(nature: Nature) -> None:
    found = situation(of(exempt(pb.EXEMPTION_KIND_ALD, "2026-02-01")), asked(nature))
    assert (found.reference, found.favourable_since) == (CARE, "2026-02-01")
    assert [exemption.kind for exemption in found.exemptions] == [pb.EXEMPTION_KIND_ALD]


@pytest.mark.parametrize("nature", list(Nature))
def test_an_exemption_that_ended_after_the_prescription_is_kept(nature: Nature) -> None:
    found = situation(of(exempt(pb.EXEMPTION_KIND_MATERNITY, "2025-12-01", "2026-02-28")), asked(nature))
    assert (found.reference, found.favourable_since) == (PRESCRIBED, "2025-12-01")


def test_exempting_all_care_is_more_than_exempting_some() -> None:
    ill, invalid = exempt(pb.EXEMPTION_KIND_ALD, "2026-03-01"), exempt(pb.EXEMPTION_KIND_INVALIDITY, "2025-01-01")
    invalid.period.last_day = "2026-02-01"
    found = situation(of(ill, invalid), asked(Nature.ACT))
    assert (found.reference, found.favourable_since) == (PRESCRIBED, "2025-01-01")


def test_open_rights_are_more_than_any_exemption() -> None:
    amo = [pb.Period(first_day="2026-03-01")]
    ill = exempt(pb.EXEMPTION_KIND_AME, "2025-01-01", "2026-02-01")
    found = situation(of(ill, amo_periods=amo), asked(Nature.SERIES))
    assert (found.reference, found.open, found.favourable_since) == (CARE, True, "2026-03-01")


def test_rights_are_closed_outside_membership() -> None:
    left = pb.Period(first_day="2020-01-01", last_day="2025-12-31")
    assert not situation(of(membership=left), asked(Nature.ACT)).open


def query(**changes: object) -> acquisition.RightsQuery:
    return acquisition.RightsQuery(**{"care_date": "2026-03-10", **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"care_date": "10/03/2026"}, "INVALID_ARGUMENT", "care_date"),
        ({"care_date": "20260310"}, "INVALID_ARGUMENT", "care_date"),
        ({"care_date": "2024-03-09"}, "DATE_OUT_OF_RANGE", "care_date"),
        ({"care_date": "2027-03-11"}, "DATE_OUT_OF_RANGE", "care_date"),
        ({"prescription_date": "soon"}, "INVALID_ARGUMENT", "prescription_date"),
        ({"prescription_date": "2026-03-11"}, "DATE_OUT_OF_RANGE", "prescription_date"),
        ({"prescription_date": "2025-03-09"}, "PRESCRIPTION_TOO_OLD", "prescription_date"),
        ({"nature": 77}, "INVALID_ARGUMENT", "nature"),
    ],
)
def test_a_query_that_cannot_be_answered_names_its_field(changes: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_asked(query(**changes), CARE)
    assert (refused.value.code.value, refused.value.violations[0].field) == (code, field)


def test_the_limits_themselves_are_answered() -> None:
    assert read_asked(query(prescription_date="2025-03-10"), CARE).prescription == date(2025, 3, 10)
    assert not read_asked(query(care_date="2024-03-10"), CARE).to_come
    assert read_asked(query(care_date="2027-03-10"), CARE).to_come


def test_a_year_from_the_leap_day_is_the_last_of_february() -> None:
    assert years_from(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert years_from(date(2024, 2, 29), -1) == date(2023, 2, 28)
