"""The scripted day: figures written by hand equal what the pure rules compute, on any day of the tariffs' year."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from chassis.clock import FixedClock
from identifiers import Nir
from identifiers.errors import InvalidIdentifier
from reimbursement.model import Counter, Use
from tests.tools.settling import settle
from tools.demo.cast import RUNS, cast
from tools.demo.people import LABELS
from tools.demo.runs import next_run
from tools.demo.script import BY_CARD, DAY, PARTICIPATION, REFUSED, SEES, SETTLED
from tools.demo.steps import Refused, Settled

DAYS = [
    date(2026, 1, 2),
    date(2026, 2, 28),
    date(2026, 6, 30),
    date(2026, 7, 1),
    date(2026, 11, 23),
    date(2026, 12, 31),
]


@pytest.mark.parametrize("today", DAYS, ids=str)
def test_the_rules_give_the_figures_written_by_hand(today: date) -> None:
    players = cast(1, today)
    uses: dict[str, list[Use]] = {}
    for step in SETTLED:
        expected = step.expected
        assert isinstance(expected, Settled)
        claim = step.claim(players, care_date=today)
        member = players.member(step.card, step.person)
        known = uses.setdefault(step.person, [])
        settled = settle(claim, step.practice, players.cards[step.card], member, uses=known)
        known.extend(settled.uses)
        deferred = sum(line.participation_deferred_cents for line in settled.lines)
        found = (
            settled.amo_paid_cents,
            sum(settled.amc_cents),
            settled.patient_cents,
            settled.local_scheme_cents,
            deferred,
        )
        assert (step.name, *found) == (
            step.name, expected.amo, expected.amc, expected.left, expected.local, expected.deferred,
        )  # fmt: skip
        assert settled.price_cents == expected.amo + expected.amc + expected.left + expected.local
    for person, cents in PARTICIPATION.items():
        due = [use.amount_cents for use in uses[person] if use.counter is Counter.PARTICIPATION]
        assert sum(due) == cents


@pytest.mark.parametrize("today", [*DAYS, date(2028, 2, 29)], ids=str)
def test_ages_are_those_the_labels_and_the_story_say(today: date) -> None:
    people = cast(1, today).people

    def age(name: str) -> int:
        birth = people[name].birth_date
        return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))

    assert {name: age(name) for name in people} == {
        "camille": 38, "julien": 41, "maelle": 67, "ines": 18, "leo": 4, "noe": 0,
    }  # fmt: skip


def test_two_runs_share_no_person_no_number_and_no_invoice() -> None:
    today = DAYS[0]
    first, second = cast(1, today), cast(2, today)
    for left, right in zip(first.people.values(), second.people.values(), strict=True):
        assert left.person_id != right.person_id
        assert left.nir is None or left.nir != right.nir
    claims = [step.claim(players, care_date=today).claim_id for players in (first, second) for step in SETTLED]
    assert len(set(claims)) == len(claims)


def test_the_wrong_key_is_wrong_in_every_run() -> None:
    step = next(step for step in REFUSED if step.wrong_key)
    for run in (0, 1, 96, 97, RUNS - 1):
        with pytest.raises(InvalidIdentifier, match="key"):
            Nir.parse(step.claim(cast(run, DAYS[0]), care_date=DAYS[0]).key.opener_nir)


def test_every_invoice_number_is_one_that_intake_takes() -> None:
    for step in DAY:
        claim_id = step.claim(cast(RUNS - 1, DAYS[0]), care_date=DAYS[0]).claim_id
        assert len(claim_id) <= 32
        assert set(claim_id) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-")


def test_whoever_signs_in_is_followed_and_sees_something() -> None:
    assert set(LABELS) == set(SEES) == set(PARTICIPATION)
    assert all(SEES.values())
    assert SEES["camille"] & SEES["julien"] == {"child", "second", BY_CARD.name}
    assert "adult" not in SEES["camille"] | SEES["julien"]


def test_refused_steps_cover_key_act_price_date_and_conflict() -> None:
    codes = {step.expected.code for step in REFUSED if isinstance(step.expected, Refused)}
    assert codes == {"NIR_KEY_WRONG", "UNKNOWN_ACT", "NEGATIVE_PRICE", "CARE_IN_FUTURE", "CLAIM_CONFLICT"}


def test_a_run_is_never_played_twice_and_keeps_the_day_of_its_background_people(tmp_path: Path) -> None:
    path, clock = tmp_path / "demo.json", FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
    first = next_run(path, clock)
    clock.instant = datetime(2026, 12, 1, tzinfo=UTC)
    second = next_run(path, clock)
    assert second.number == first.number + 1
    assert second.anchor == first.anchor == date(2026, 11, 23)


def test_a_lost_or_broken_count_begins_elsewhere_than_before(tmp_path: Path) -> None:
    path, clock = tmp_path / "demo.json", FixedClock(datetime(2026, 11, 23, 12, tzinfo=UTC))
    first = next_run(path, clock)
    path.write_text("{")
    clock.instant = datetime(2026, 11, 23, 13, tzinfo=UTC)
    assert next_run(path, clock).number not in {first.number, first.number + 1}
