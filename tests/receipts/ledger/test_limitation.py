"""A claim filed after the limitation period is refused; one filed in time stays filed, however late it is corrected."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from receipts.ledger.in_time import LIMITATION_PASSED
from reimbursement.limitation import GENERAL, OTHER_SCHEMES
from reimbursement.rule_tables import Tables
from tests.receipts.ledger.log import a_claim, some_rights
from tests.receipts.ledger.versions import TABLES, Partition, version
from vitale.claim.v1.claim_pb2 import Claim

PARIS, CAYENNE = "Europe/Paris", "America/Cayenne"


def filed(moment: str, place: str = PARIS, claim: Claim | None = None) -> Claim:
    """A claim for care of 2025-03-03, accepted at a local time of the place of care."""
    found = claim if claim is not None else a_claim()
    found.accepted_at_us = int(datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(place)).timestamp()) * 1_000_000
    found.performer.place = place
    return found


def of_scheme(regime: str) -> Partition:
    """Camille in a scheme."""
    world, rights = Partition(), some_rights()
    rights.coverages[0].regime = regime
    world.rights(rights)
    return world


@pytest.mark.parametrize("place", [PARIS, CAYENNE])
def test_two_years_from_the_quarter_after_the_care_on_the_days_of_the_place(place: str) -> None:
    partition = of_scheme("01")
    assert partition.issue(filed("2027-03-31T23:59:59", place)).claim_version == 1
    (event,) = partition.claims(filed("2027-04-01T00:00:00", place, a_claim("LATE")))

    assert (event.claim_rejected.code, event.claim_rejected.claim_version) == (LIMITATION_PASSED, 1)


def corrected(first: Claim) -> Claim:
    """Its correction of years later, as intake stamps it."""
    second = version(2, filed("2030-01-01T12:00:00"))
    second.first_accepted_at_us = first.accepted_at_us
    return second


def test_a_correction_is_not_filed_anew() -> None:
    partition, first = of_scheme("01"), filed("2027-03-31T23:59:59")
    partition.issue(first)

    assert partition.issue(corrected(first)).claim_version == 2


def test_a_correction_does_not_save_what_was_filed_too_late() -> None:
    partition, first = of_scheme("01"), filed("2027-04-01T00:00:00")
    partition.claims(first)
    (event,) = partition.claims(corrected(first))

    assert (event.claim_rejected.code, event.claim_rejected.claim_version) == (LIMITATION_PASSED, 2)


def test_a_claim_that_waited_was_filed_when_it_came() -> None:
    partition = of_scheme("01")
    partition.claims(filed("2027-03-31T12:00:00", claim=a_claim(rights_revision=2)))
    partition.claims(filed("2027-04-01T12:00:00", claim=a_claim("LATE", rights_revision=2)))
    _, settled, late = partition.rights(some_rights(revision=2))

    assert settled.HasField("receipt_issued")
    assert late.claim_rejected.code == LIMITATION_PASSED


def test_closed_rights_are_told_first() -> None:
    (event,) = of_scheme("01").claims(filed("2027-04-01T00:00:00", claim=a_claim(care_date="1999-03-03")))

    assert event.claim_rejected.code == "RIGHTS_CLOSED"


def test_in_another_scheme_the_period_is_asked_for_once_the_general_one_has_passed() -> None:
    partition = of_scheme("02")
    assert partition.issue(filed("2027-03-31T23:59:59")).claim_version == 1
    (event,) = partition.claims(filed("2027-04-01T00:00:00", claim=a_claim("LATE")))

    assert (event.record_parked.reason, event.record_parked.detail) == ("NOT_ESTABLISHED", OTHER_SCHEMES)


def test_a_place_that_no_clock_knows_matters_only_where_the_day_does() -> None:
    nowhere, late = a_claim(), filed("2027-06-01T00:00:00", claim=a_claim("LATE"))
    nowhere.performer.place = late.performer.place = "Mars/Olympus"
    partition = of_scheme("01")
    assert partition.issue(nowhere).claim_version == 1
    (event,) = partition.claims(late)

    assert (event.record_parked.reason, event.record_parked.detail) == ("INVALID_CARE", "performer.place")


def test_under_tables_of_before_there_was_the_rule_nothing_is_refused() -> None:
    """A rebuild settles old entries under the tables of then."""
    older = {name: value for name, value in TABLES.parameters.items() if name not in {GENERAL, OTHER_SCHEMES}}
    world = Partition(Tables(older, TABLES.acts, version="2-older"))
    world.rights(some_rights())

    assert world.issue(filed("2030-01-01T00:00:00")).claim_version == 1
