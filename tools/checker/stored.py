"""Compares the entry rows with what was published, byte for byte, and every column with the message it is from."""

import struct
from collections.abc import Iterable, Mapping, Sequence

from tools.checker.dump import Dump, EntryRow, LedgerRow, ProgressRow
from tools.checker.findings import Findings
from tools.checker.log import FIRST_INPUTS, INPUTS, NO_HOME, Log
from tools.checker.outputs import Ignored, Outcome, Parked, Receipt, Rejected, Settled, Waiting, kind_of
from tools.checker.published import Published, Vector
from tools.checker.reading import receipt_of

_LAYOUTS = {len(FIRST_INPUTS): 1, len(INPUTS): 2}


def pack(vector: Vector) -> bytes:
    """A vector as it is stored; empty when no layout has so many topics."""
    layout = _LAYOUTS.get(len(vector))
    return struct.pack(f">B{len(vector)}q", layout, *vector) if layout is not None else b""


def _facts(row: EntryRow) -> dict[str, object]:
    return {
        "receipt_id": row.receipt_id,
        "revision": row.revision,
        "basis": row.basis,
        "audience": row.audience,
        "care_date": row.care_date.isoformat() if row.care_date else None,
        "amo_cents": row.amo_cents,
        "amc_cents": row.amc_cents,
        "patient_cents": row.patient_cents,
    }


def _named(outcome: Outcome) -> bytes | None:
    if isinstance(outcome, Rejected | Waiting):
        return outcome.receipt_id
    if isinstance(outcome, Ignored):
        return outcome.receipt_id or None
    if isinstance(outcome, Parked) and outcome.claim_id:
        return receipt_of(outcome.issuer, outcome.claim_id)
    return None


def _expected(entry: Published) -> dict[str, object]:
    outcome = entry.outcome
    nothing = {"revision": 0, "basis": 0, "audience": 0, "care_date": None}
    amounts: dict[str, object] = {"amo_cents": 0, "amc_cents": 0, "patient_cents": 0}
    if isinstance(outcome, Settled):
        moved = {"revision": outcome.revision, "basis": outcome.basis, "audience": outcome.audience}
        return {"receipt_id": outcome.receipt_id, **nothing, **moved, **amounts}
    if not isinstance(outcome, Receipt):
        return {"receipt_id": _named(outcome), **nothing, **amounts}
    return {
        "receipt_id": outcome.receipt_id,
        "revision": outcome.revision,
        "basis": outcome.basis,
        "audience": outcome.audience,
        "care_date": outcome.care_date,
        "amo_cents": outcome.amo_paid_cents,  # the local scheme pays on a line of its own: the payload has it
        "amc_cents": outcome.amc_cents,
        "patient_cents": outcome.patient_cents,
    }


def _subject(entry: Published) -> str:
    return (entry.raw.header("ce_subject") or b"").decode("ascii", "replace")


def _compare(row: EntryRow, entry: Published, findings: Findings) -> None:
    where = entry.where
    findings.expect("entry-payload", where, expected=entry.raw.value, found=row.payload)
    findings.expect("entry-kind", where, expected=kind_of(entry.outcome), found=row.kind)
    findings.expect("entry-vector", where, expected=pack(entry.vector[: entry.inputs]), found=row.vector)
    findings.expect("entry-key", where, expected=entry.raw.key, found=row.home_id or NO_HOME)
    findings.expect("entry-subject", where, expected=_subject(entry), found=(row.subject_id or b"").hex())
    findings.expect("entry-key-of-data", where, expected=0, found=row.dek_id)
    found = _facts(row)
    for name, value in _expected(entry).items():
        findings.expect(f"entry-{name}", where, expected=value, found=found[name])


def check_entries(rows: Sequence[EntryRow], published: Iterable[Published], findings: Findings) -> None:
    """Every entry was published once as it is stored, and nothing else was published."""
    stored = {(row.partition, row.seq): row for row in rows}
    for entry in published:
        row = stored.pop((entry.raw.partition, entry.seq), None)
        if row is None:
            findings.add("published-not-stored", entry.where, "no entry row")
        else:
            _compare(row, entry, findings)
    for partition, seq in stored:
        findings.add("stored-not-published", f"{partition}/{seq}", "the entry never reached the topic")


def _check_ledger(row: LedgerRow, last: int, findings: Findings) -> None:
    findings.expect("ledger-next-seq", str(row.partition), expected=last + 1, found=row.next_seq)
    if row.published_seq > last:  # lower is harmless: what is above the mark is published again after a crash
        findings.add("ledger-published-seq", str(row.partition), f"{row.published_seq}, but the last seq is {last}")


def _check_progress(row: ProgressRow, log: Log, findings: Findings) -> None:
    records = log.get((row.topic, row.partition), ())
    end = records[-1].offset + 1 if records else 0
    findings.expect("progress", f"{row.topic}/{row.partition}", expected=end, found=row.next_offset)


def check_positions(dump: Dump, last_seqs: Mapping[int, int], log: Log, findings: Findings) -> None:
    """The ledger stands at the end of what it wrote, published and consumed."""
    for row in dump.ledger:
        _check_ledger(row, last_seqs.get(row.partition, 0), findings)
    for progress in dump.progress:
        _check_progress(progress, log, findings)
