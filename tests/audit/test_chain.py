"""The chain tells of every entry that was changed, taken out, put elsewhere or cut off."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.chain import START, Entry, broken_at, hash_of
from audit.store_memory import chained
from tests.audit.events import NOE, access

CHAIN = chained([access(number) for number in range(12)], set(), None)


def test_an_untouched_chain_holds_to_its_last_hash() -> None:
    assert broken_at(CHAIN) == (12, 0, CHAIN[-1].hash)
    assert broken_at([]) == (0, 0, START)


@given(st.integers(0, 11), st.integers(0, 7), st.data())
def test_a_flipped_bit_anywhere_is_found_at_its_place(at: int, bit: int, data: st.DataObject) -> None:
    entry = CHAIN[at]
    byte = data.draw(st.integers(0, len(entry.body) - 1))
    body = bytearray(entry.body)
    body[byte] ^= 1 << bit
    assert broken_at([*CHAIN[:at], replace(entry, body=bytes(body)), *CHAIN[at + 1 :]])[1] == at + 1


@pytest.mark.parametrize("change", [{"subject_id": NOE}, {"at_us": 1}, {"access_id": b"x" * 16}, {"hash": b"h" * 32}])
def test_a_changed_column_is_found(change: dict[str, object]) -> None:
    broken = [*CHAIN[:5], replace(CHAIN[5], **change), *CHAIN[6:]]  # type: ignore[arg-type]  # fields of Entry
    assert broken_at(broken)[1] == 6


@given(st.integers(0, 10))
def test_an_entry_taken_out_is_found(at: int) -> None:
    assert broken_at([*CHAIN[:at], *CHAIN[at + 1 :]])[1] == at + 1


@given(st.permutations(range(12)))
def test_another_order_is_found(order: list[int]) -> None:
    found = broken_at([CHAIN[at] for at in order])[1]
    assert bool(found) == (order != sorted(order))


def test_entries_numbered_anew_after_one_was_taken_out_are_found() -> None:
    left = [*CHAIN[:3], *CHAIN[4:]]
    renumbered = [replace(entry, seq=number) for number, entry in enumerate(left, start=1)]
    assert broken_at(renumbered)[1] == 4


def test_a_chain_written_anew_from_a_point_has_another_head() -> None:
    forged: list[Entry] = list(CHAIN[:6])
    for entry in CHAIN[7:]:
        seq = len(forged) + 1
        forged.append(replace(entry, seq=seq, hash=hash_of(forged[-1].hash, seq, entry.body)))
    assert broken_at(forged)[1] == 0
    assert forged[-1].hash != CHAIN[-1].hash


def test_the_same_access_twice_is_one_entry() -> None:
    assert len(chained([access(1), access(1), access(2)], set(), None)) == 2
    assert chained([access(1)], {access(1).access_id}, CHAIN[-1]) == []
