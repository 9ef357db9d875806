"""Who sees what on which day: a table of cases, and properties over random cards."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts.visibility import (
    AUDIENCES,
    FAMILY,
    SUBJECT_ONLY,
    EntryFacts,
    Membership,
    Viewer,
    visible,
    visible_people,
)

MOTHER, FATHER, CHILD, STRANGER = (bytes([n]) * 16 for n in (1, 2, 3, 9))
INSURED, IS_CHILD, OTHER = 1, 2, 3
DAY = date(2026, 3, 16)


def on_card(  # one person on the card of the viewer
    *,
    quality: int = IS_CHILD,
    birth: str = "2016-05-04",
    first: date = date(2016, 5, 4),
    last: date | None = None,
) -> Membership:
    """One person on a card."""
    return Membership(CHILD, 4, quality, birth, first, last)


def mother(*memberships: Membership) -> Viewer:
    """The mother, with these persons on her card."""
    return Viewer(MOTHER, 4, memberships)


@pytest.mark.parametrize(
    ("viewer", "audience", "day", "expected"),
    [
        pytest.param(mother(on_card()), FAMILY, DAY, True, id="a mother sees her child on her card"),
        pytest.param(mother(on_card()), SUBJECT_ONLY, DAY, False, id="what is for the child alone stays hidden"),
        pytest.param(mother(on_card()), 0, DAY, False, id="an unset audience is shown to nobody"),
        pytest.param(mother(), FAMILY, DAY, False, id="without membership nothing is seen"),
        pytest.param(mother(on_card(quality=OTHER)), FAMILY, DAY, False, id="a spouse is not seen"),
        pytest.param(mother(on_card(quality=INSURED)), FAMILY, DAY, False, id="an insured person is not seen"),
        pytest.param(mother(on_card(first=DAY)), FAMILY, DAY, True, id="the first day of membership counts"),
        pytest.param(
            mother(on_card(first=DAY + timedelta(days=1))), FAMILY, DAY, False, id="the eve of membership does not"
        ),
        pytest.param(mother(on_card(last=DAY)), FAMILY, DAY, True, id="the last day of membership counts"),
        pytest.param(
            mother(on_card(last=DAY - timedelta(days=1))), FAMILY, DAY, False, id="after separation it is over"
        ),
        pytest.param(
            mother(on_card(birth="2008-03-17")), FAMILY, DAY, True, id="on the eve of eighteen the child is seen"
        ),
        pytest.param(
            mother(on_card(birth="2008-03-16")), FAMILY, DAY, False, id="from the eighteenth birthday it is not"
        ),
        pytest.param(
            mother(on_card(birth="2008-02-29")), FAMILY, date(2026, 2, 28), True, id="born 29 February: 28 is the eve"
        ),
        pytest.param(
            mother(on_card(birth="2008-02-29")), FAMILY, date(2026, 3, 1), False, id="born 29 February: of age 1 March"
        ),
        pytest.param(
            mother(on_card(birth="2008-03-45")), FAMILY, date(2026, 3, 1), False, id="a lunar day counts from the first"
        ),
        pytest.param(
            mother(on_card(last=date(2020, 1, 1)), on_card(first=date(2025, 1, 1))),
            FAMILY,
            DAY,
            True,
            id="one of two memberships is enough",
        ),
    ],
)
def test_a_child_is_seen_by_the_openers_of_its_card_while_a_minor(
    viewer: Viewer, audience: int, day: date, expected: bool
) -> None:
    assert visible(viewer, EntryFacts(CHILD, audience), day) is expected


def test_both_parents_see_the_child_and_neither_sees_the_other() -> None:
    parents = {subject: Viewer(subject, 4, (on_card(),)) for subject in (MOTHER, FATHER)}
    assert all(visible(viewer, EntryFacts(CHILD, FAMILY), DAY) for viewer in parents.values())
    assert not visible(parents[MOTHER], EntryFacts(FATHER, FAMILY), DAY)
    assert not visible(parents[FATHER], EntryFacts(MOTHER, FAMILY), DAY)


def test_a_child_sees_itself_and_not_its_parents() -> None:
    child = Viewer(CHILD, 4)
    assert visible(child, EntryFacts(CHILD, SUBJECT_ONLY), DAY)
    assert not visible(child, EntryFacts(MOTHER, FAMILY), DAY)


def test_a_persons_own_row_on_their_card_adds_nobody() -> None:
    own = Membership(MOTHER, 4, INSURED, "1985-01-01", date(1985, 1, 1))
    assert [p.subject_id for p in visible_people(Viewer(MOTHER, 4, (own,)), DAY)] == [MOTHER]


def test_the_visible_set_leads_with_the_viewer_and_keeps_audiences_apart() -> None:
    people = visible_people(mother(on_card()), DAY)
    assert [(p.subject_id, p.audiences) for p in people] == [(MOTHER, AUDIENCES), (CHILD, (FAMILY,))]


_days = st.dates(min_value=date(2000, 1, 1), max_value=date(2040, 12, 31))
_memberships = st.builds(
    Membership,
    st.sampled_from([FATHER, CHILD, STRANGER]),
    st.integers(0, 23),
    st.integers(0, 4),
    _days.map(date.isoformat),
    _days,
    st.none() | _days,
)
_viewers = st.builds(Viewer, st.just(MOTHER), st.just(4), st.lists(_memberships, max_size=6).map(tuple))


@given(_viewers, _days, st.sampled_from([FATHER, CHILD, STRANGER]))
def test_nobody_else_ever_sees_what_is_for_the_subject_alone(viewer: Viewer, day: date, subject: bytes) -> None:
    assert not visible(viewer, EntryFacts(subject, SUBJECT_ONLY), day)


@given(_viewers, _days, st.integers(0, 5))
def test_one_sees_all_of_ones_own_whatever_the_card_says(viewer: Viewer, day: date, audience: int) -> None:
    assert visible(viewer, EntryFacts(MOTHER, audience), day) is (audience in AUDIENCES)


@given(_viewers, _days, st.sampled_from([FATHER, CHILD, STRANGER]))
def test_seeing_ends_for_good_at_eighteen(viewer: Viewer, day: date, subject: bytes) -> None:
    births = [date.fromisoformat(m.birth_date) for m in viewer.memberships if m.subject_id == subject]
    grown = all((day.year - b.year, (day.month, day.day) >= (b.month, b.day)) >= (18, True) for b in births)
    assert not (grown and visible(viewer, EntryFacts(subject, FAMILY), day))


@given(_viewers, _days)
def test_the_visible_set_is_exactly_whom_the_function_lets_through(viewer: Viewer, day: date) -> None:
    listed = {person.subject_id for person in visible_people(viewer, day)}
    seen = {s for s in (MOTHER, FATHER, CHILD, STRANGER) if visible(viewer, EntryFacts(s, FAMILY), day)}
    assert listed == seen
