"""What an entry of the ledger says of a claim."""

from dataclasses import replace

import pytest

from chassis.kafka import InRecord
from contracts.topics import RIGHTS
from teletransmission.outcomes.outcome import NO_AMOUNTS, Amounts, Place, State
from teletransmission.outcomes.reading import Change, Unreadable, change_of, link_of
from tests.teletransmission.outcomes import entries
from tests.teletransmission.outcomes.entries import AT_MS, entry, issued, parked, receipt_of, rejected, waiting
from vitale.receipt.v1.receipt_pb2 import LedgerEvent


def read(event: LedgerEvent, seq: int = 7) -> Change | None:
    record = entry(event, seq)
    return change_of(record, link_of(record).place)


def told(event: LedgerEvent) -> Change:
    found = read(event)
    assert found is not None
    return found


def test_a_receipt_tells_its_amounts_revision_and_version() -> None:
    change = told(issued("F-1", revision=2))
    assert change.receipt_id == receipt_of("F-1")
    assert change.outcome.told.state is State.ADJUDICATED
    assert change.outcome.amounts == Amounts(2, 1, 3_000, 2_100, 0, 600, 300)
    assert change.outcome.told.at_us == (AT_MS + 7) * 1_000


def test_a_receipt_without_lines_is_a_cancelled_one() -> None:
    assert told(issued("F-1", revision=2, price=0, lines=0)).outcome.told.state is State.CANCELLED


@pytest.mark.parametrize(
    ("event", "state", "code", "detail"),
    [
        (rejected("F-1"), State.REJECTED, "NO_RIGHTS", ""),
        (waiting("F-1"), State.WAITING, "", "rights_revision"),
        (parked("F-1"), State.PARKED, "NOT_ESTABLISHED", "tariff.x"),
    ],
)
def test_what_is_no_receipt_tells_why_and_no_amounts(event: LedgerEvent, state: State, code: str, detail: str) -> None:
    change = told(event)
    assert change.receipt_id == receipt_of("F-1")
    assert change.outcome.told[:3] == (state, code, detail)
    assert change.outcome.amounts == NO_AMOUNTS


@pytest.mark.parametrize("event", [entries.ignored(), parked(""), parked("F-1", topic=RIGHTS.name), LedgerEvent()])
def test_what_concerns_no_claim_and_outcomes_not_known_here_change_nothing(event: LedgerEvent) -> None:
    assert read(event) is None


def test_the_place_is_read_from_the_header() -> None:
    assert link_of(entry(waiting("F-1"), 9, generation=3)) == (Place(3, 9), 8)


@pytest.mark.parametrize("change", [{"headers": ()}, {"headers": (("ledger-position", b"\xff\xff"),)}])
def test_a_record_without_a_place_is_unreadable(change: dict[str, object]) -> None:
    record: InRecord = replace(entry(waiting("F-1"), 9), **change)  # type: ignore[arg-type]  # fields by name
    with pytest.raises(Unreadable):
        link_of(record)


@pytest.mark.parametrize("value", [None, b"", b"\x09\x00abc", b"\x01\x00\xff\xff"])
def test_a_value_that_is_no_entry_is_unreadable(value: bytes | None) -> None:
    with pytest.raises(Unreadable):
        change_of(replace(entry(waiting("F-1"), 9), value=value), Place(1, 9))
