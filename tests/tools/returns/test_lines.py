"""A return file says what it was given, by whichever table, and refuses what does not fit."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from tools.returns.layout import DEFAULT, Table, TableError, load
from tools.returns.lines import LineError, read, write
from tools.returns.model import AMOUNTS, Asked, Record, Value, records_of
from vitale.claim.v1.claim_service_pb2 import ClaimOutcome, ClaimState, ListedClaim, StateTotal

_STATES = [number for number in ClaimState.values() if number]
_CENTS = st.integers(-10_000_000, 9_999_999_999)


@st.composite
def claims(draw: st.DrawFn) -> ListedClaim:
    """A claim of a list, of any state and amounts."""
    revision = draw(st.integers(0, 9))
    amounts = {name: draw(_CENTS) if revision else 0 for name in AMOUNTS}
    return ListedClaim(
        claim_id=draw(st.text("ABCXYZ0189-", min_size=1, max_size=32)),
        day=draw(st.dates(date(2000, 1, 1), date(2060, 12, 31))).isoformat(),
        lot=draw(st.integers(0, 3)),
        charged_cents=draw(_CENTS),
        late_by_working_days=draw(st.integers(0, 9_999)),
        outcome=ClaimOutcome(
            state=draw(st.sampled_from(_STATES)),
            code=draw(st.sampled_from(["", "NO_RIGHTS", "NOT_ESTABLISHED"])),
            revision=revision,
            claim_version=draw(st.integers(0, 99)),
            **amounts,  # type: ignore[arg-type]  # all of them are numbers
        ),
    )


def whole_of(listed: list[ListedClaim]) -> StateTotal:
    """The totals that ListClaims gives with these claims."""
    whole = StateTotal(count=len(listed))
    for claim in listed:
        outcome = claim.outcome
        whole.price_cents += outcome.price_cents if outcome.revision else claim.charged_cents
        whole.amo_cents += outcome.amo_cents
        whole.local_scheme_cents += outcome.local_scheme_cents
        whole.amc_cents += outcome.amc_cents
        whole.patient_cents += outcome.patient_cents
    return whole


@given(st.lists(claims(), max_size=8))
def test_what_was_written_is_read_back_by_the_same_table(listed: list[ListedClaim]) -> None:
    records, table = records_of(Asked("RPPS:90000000019", "2026-03-10"), listed, whole_of(listed)), load()
    text = write(records, table)
    assert read(text, table) == records
    assert {len(line) for line in text.splitlines()} == {table.width}


def one(**changes: Any) -> list[Record]:
    listed = [ListedClaim(claim_id="F-1", day="2026-03-10", lot=7, charged_cents=3_000, **changes)]
    listed[0].outcome.state = ClaimState.CLAIM_STATE_WAITING
    return records_of(Asked("750000001", "2026-03-10"), listed, whole_of(listed))


def test_the_file_says_plainly_that_it_claims_no_conformity() -> None:
    assert "NO CONFORMITY IS CLAIMED" in write(one(), load()).splitlines()[0]


def test_lots_stand_one_after_the_other_each_with_its_totals() -> None:
    listed = [ListedClaim(claim_id=f"F-{n}", day="2026-03-10", lot=n % 2, charged_cents=100) for n in range(5)]
    for claim in listed:
        claim.outcome.state = ClaimState.CLAIM_STATE_ACCEPTED
    records = records_of(Asked("750000001", ""), listed, whole_of(listed))
    assert [record.kind for record in records] == [
        *("opening", "lot", "claim", "claim", "claim", "lot_total"),
        *("lot", "claim", "claim", "lot_total", "closing"),
    ]
    totals = [(r.values["lot"], r.values["count"], r.values["price_cents"]) for r in records if r.kind == "lot_total"]
    assert totals == [(0, 3, 300), (1, 2, 200)]


def test_a_list_that_moved_while_it_was_read_makes_no_file() -> None:
    with pytest.raises(ValueError, match="read it again"):
        records_of(Asked("750000001", ""), [ListedClaim(claim_id="F-1", charged_cents=1)], StateTotal(count=1))


@pytest.mark.parametrize(("name", "value"), [("claim_id", "X" * 33), ("amo_cents", 10**12), ("claim_id", "É")])
def test_what_does_not_fit_is_refused_and_never_cut(name: str, value: Value) -> None:
    records = [Record(record.kind, {**record.values, name: value}) for record in one() if record.kind == "claim"]
    with pytest.raises(LineError, match=name):
        write(records, load())


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (lambda text: text.replace("000001", "000009", 1), "says that it is number 9"),
        (lambda text: text[1:], "positions"),
        (lambda text: text.replace("F00", "???"), "no kind of record"),
        (lambda text: text.replace("ATT", "XXX"), "state is not of its kind"),
    ],
)
def test_a_line_that_is_none_of_the_table_s_is_refused_by_its_number(wrong: Any, why: str) -> None:
    with pytest.raises(LineError, match=rf"line \d+: .*{why}"):
        read(wrong(write(one(), load())), load())


def changed(folder: Path, **changes: Any) -> Path:
    path = folder / "other.yaml"
    path.write_text(yaml.safe_dump({**yaml.safe_load(DEFAULT.read_text(encoding="utf-8")), **changes}))
    return path


def records_with(**kinds: Any) -> dict[str, Any]:
    return {**yaml.safe_load(DEFAULT.read_text(encoding="utf-8"))["records"], **kinds}


def test_another_table_lays_the_same_returns_out_otherwise(tmp_path: Path) -> None:
    claim = [
        {"field": "entity", "at": 1, "width": 2, "value": "XX"},
        {"field": "state", "at": 3, "width": 1, "as": "state"},
        {"field": "amo_cents", "at": 4, "width": 9, "as": "cents"},
    ]
    states = dict(zip(load().states, "ABCDEFG", strict=True))
    other: Table = load(changed(tmp_path, records=records_with(claim=claim), states=states))
    text = write(one(), other)
    assert text.splitlines()[2].rstrip() == "XXB+00000000"
    assert read(text, other)[2] == Record("claim", {"state": "WAITING", "amo_cents": 0})


_HEAD = {"field": "entity", "at": 1, "width": 3, "value": "F00"}


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"states": {"PAID": "P"}}, "states: give each"),
        ({"records": {}}, "records: give exactly"),
        ({"records": records_with(claim=[_HEAD, {"field": "nir", "at": 4, "width": 13, "as": "text"}])}, "claim.nir"),
        ({"records": records_with(claim=[_HEAD, {"field": "lot", "at": 3, "width": 3, "as": "number"}])}, "within"),
        ({"records": records_with(claim=[_HEAD, {"field": "lot", "at": 159, "width": 3, "as": "number"}])}, "160"),
        ({"records": records_with(claim=[_HEAD, {"field": "lot", "at": 4, "width": 3, "as": "roman"}])}, "as is one"),
        ({"records": records_with(claim=[{**_HEAD, "width": 2}])}, "wider"),
        ({"records": records_with(claim=[])}, "known by"),
        ({"width": "wide"}, "no table"),
    ],
)
def test_a_table_that_cannot_lay_out_a_file_is_refused_with_the_place(
    tmp_path: Path, changes: dict[str, Any], why: str
) -> None:
    with pytest.raises(TableError, match=why):
        load(changed(tmp_path, **changes))
