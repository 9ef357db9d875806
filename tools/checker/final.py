"""Compares the state rows of the database with the state that the replay reached: counters, rights, waiting, parked."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tools.checker.dump import Dump, LedgerRow, ParkedRow, WaitingRow
from tools.checker.findings import Findings
from tools.checker.inputs import Claim, Control
from tools.checker.inputs import Settlement as Stated
from tools.checker.outputs import Settlement, SubjectYear
from tools.checker.shape import decode
from tools.checker.state import PartitionState, SetAside, Waits
from tools.checker.wire import WireError


def _match(table: str, expected: Mapping[Any, Any], found: Mapping[Any, Any], findings: Findings) -> None:
    """Same keys, same values."""
    for key in expected.keys() | found.keys():
        where = f"{table} {_place(key)}"
        if key not in found:
            findings.add("row-missing", where, "the replay has it, the database has not")
        elif key not in expected:
            findings.add("row-unexplained", where, "the database has it, the replay has not")
        else:
            findings.expect("row", where, expected=expected[key], found=found[key])


def _place(key: Any) -> str:
    parts = key if isinstance(key, tuple) else (key,)
    return "/".join(part.hex() if isinstance(part, bytes) else str(part) for part in parts)


def _read(kind: type[Any], body: bytes) -> Any:
    try:
        return decode(kind, body)
    except WireError as error:
        return f"unreadable: {error}"


def check_years(states: Iterable[PartitionState], dump: Dump, findings: Findings) -> int:
    """Counters: every use of every beneficiary and year of care, in order of settlement; returns how many rows.

    A row whose last use was taken back says as much as none.
    """
    kept = {(*key, s.partition): SubjectYear(tuple(uses)) for s in states for key, uses in s.uses.items()}
    found = {(row.subject_id, row.year, row.partition): _read(SubjectYear, row.body) for row in dump.years}
    nothing = SubjectYear()
    expected = {key: year for key, year in kept.items() if year != nothing}
    _match("subject_year", expected, {key: year for key, year in found.items() if year != nothing}, findings)
    return len(expected)


def _check_heads(states: Sequence[PartitionState], dump: Dump, findings: Findings) -> None:
    expected = {
        receipt: (s.partition, h.version, h.content_hash, h.last_seq, h.revision, h.basis)
        for s in states
        for receipt, h in s.heads.items()
    }
    found = {
        h.receipt_id: (h.partition, h.version, h.content_hash, h.last_seq, h.revision, h.basis) for h in dump.heads
    }
    _match("claim_head", expected, found, findings)


def _check_rights(states: Sequence[PartitionState], dump: Dump, findings: Findings) -> None:
    expected = {
        (s.partition, subject): (r.home, r.rights.revision, r.body) for s in states for subject, r in s.rights.items()
    }
    found = {(row.partition, row.subject_id): (row.home_id, row.revision, row.body) for row in dump.rights}
    _match("rights", expected, found, findings)


def _check_guarantees(states: Sequence[PartitionState], dump: Dump, findings: Findings) -> None:
    expected = {(s.partition, name): body for s in states for name, body in s.table_bodies.items()}
    found = {(row.partition, row.hash): row.body for row in dump.guarantees}
    _match("guarantees", expected, found, findings)


def _waits(waits: Waits) -> tuple[Any, ...]:
    return (waits.seq, waits.record.home, waits.needs_revision, waits.needs_hash, waits.record.claim)


def _waiting_row(row: WaitingRow) -> tuple[Any, ...]:
    return (row.seq, row.home_id, row.needs_revision, row.needs_hash, _read(Claim, row.body))


def _check_waiting(states: Sequence[PartitionState], dump: Dump, findings: Findings) -> None:
    expected = {(s.partition, receipt): _waits(waits) for s in states for receipt, waits in s.waiting.items()}
    found = {(row.partition, row.receipt_id): _waiting_row(row) for row in dump.waiting}
    _match("waiting", expected, found, findings)


def _check_early(states: Sequence[PartitionState], dump: Dump, findings: Findings) -> None:
    expected = {
        (s.partition, receipt, version): (
            early.record.home,
            early.seq,
            early.record.offset,
            early.record.claim.content_hash,
            early.record.claim,
        )
        for s in states
        for receipt, mine in s.early.items()
        for version, early in mine.items()
    }
    found = {
        (row.partition, row.receipt_id, row.version): (
            row.home_id,
            row.seq,
            row.source_offset,
            row.content_hash,
            _read(Claim, row.body),
        )
        for row in dump.versions_waiting
    }
    _match("version_waiting", expected, found, findings)


def _check_payments(states: Sequence[PartitionState], dump: Dump, findings: Findings) -> None:
    expected = {
        (receipt, *key): (s.partition, paid.seq, paid.content_hash, paid.shown)
        for s in states
        for receipt, mine in s.paid.items()
        for key, paid in mine.items()
    }
    found = {
        (row.receipt_id, row.payer, row.reference): (
            row.partition,
            row.seq,
            row.content_hash,
            _read(Settlement, row.body),
        )
        for row in dump.settlements
    }
    _match("settlement", expected, found, findings)


def _check_waiting_payments(states: Sequence[PartitionState], dump: Dump, findings: Findings) -> None:
    expected = {
        (receipt, *key): (s.partition, later.record.home, later.seq, later.record.settlement)
        for s in states
        for receipt, mine in s.pays_later.items()
        for key, later in mine.items()
    }
    found = {
        (row.receipt_id, row.payer, row.reference): (row.partition, row.home_id, row.seq, _read(Stated, row.body))
        for row in dump.settlements_waiting
    }
    _match("settlement_waiting", expected, found, findings)


def _set_aside(letter: SetAside) -> tuple[Any, ...]:
    content = letter.claim or letter.control or letter.value
    return (letter.topic, letter.offset, letter.reason, letter.detail, letter.key, content, letter.resolved_seq)


def _parked_row(row: ParkedRow, letter: SetAside | None) -> tuple[Any, ...]:
    content: Any = row.value
    if letter is not None and letter.claim is not None:
        content = _read(Claim, (row.value or b"")[2:])
    if letter is not None and letter.control is not None:
        content = _read(Control, (row.value or b"")[2:])
    return (row.topic, row.source_offset, row.reason, row.detail, row.key, content, row.resolved_seq)


def _check_parked(states: Sequence[PartitionState], dump: Dump, findings: Findings) -> None:
    letters = {(s.partition, seq): letter for s in states for seq, letter in s.parked.items()}
    expected = {key: _set_aside(letter) for key, letter in letters.items()}
    found = {(r.partition, r.seq): _parked_row(r, letters.get((r.partition, r.seq))) for r in dump.parked}
    _match("parked", expected, found, findings)


def _gates(row: LedgerRow) -> tuple[str | None, bool]:
    return row.rules_version, row.halted is not None


def _check_gates(states: Sequence[PartitionState], dump: Dump, findings: Findings) -> None:
    expected = {s.partition: (s.rules_version, s.halted) for s in states}
    found = {row.partition: _gates(row) for row in dump.ledger}
    _match("ledger", expected, {p: gates for p, gates in found.items() if p in expected}, findings)


def check_state(states: Sequence[PartitionState], dump: Dump, findings: Findings) -> None:
    """Everything else that settling depends on, row by row."""
    _check_heads(states, dump, findings)
    _check_rights(states, dump, findings)
    _check_guarantees(states, dump, findings)
    _check_waiting(states, dump, findings)
    _check_early(states, dump, findings)
    _check_parked(states, dump, findings)
    _check_payments(states, dump, findings)
    _check_waiting_payments(states, dump, findings)
    _check_gates(states, dump, findings)
