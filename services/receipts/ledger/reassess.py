"""Settles issued receipts again: a new revision where an amount or a use changed, else the receipt stands."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from contracts.codec import CoverProblem, chosen_coverage
from contracts.envelope import seal
from contracts.topics import CONTROL
from receipts.ledger import entry as entries
from receipts.ledger.entry import Entry
from receipts.ledger.in_time import LIMITATION_PASSED
from receipts.ledger.inputs import ClaimInput, ControlInput
from receipts.ledger.issuing import enter, reckoned_on
from receipts.ledger.reversal import take_back, without
from receipts.ledger.settle import unknown_table
from receipts.ledger.standing import event_in, stands, version_of
from receipts.ledger.state import FlushState, Head, KnownRights
from receipts.ledger.turn import Turn
from receipts.reckoning import Reckoned, receipt_of
from receipts.uses import Years
from reimbursement.errors import InvalidCare, NotCovered, NotEstablished
from vitale.control.v1.control_pb2 import ControlRecord, Reassess, ReassessedClaim
from vitale.receipt.v1 import receipt_pb2 as pb
from vitale.rights.v1.rights_pb2 import Coverage

_OF_THE_MOMENT: Final = (
    "revision", "basis", "rules_version", "rights_revision", "participation_year_cents", "franchise_year_cents",
    "reversed", "balances", "cause", "cause_seq",
)  # fmt: skip


class _Again(NamedTuple):
    """One receipt to settle again: its claim, the record that asks, the seq of that record, what it may touch."""

    item: ClaimInput
    record: ControlInput
    seq: int
    turn: Turn
    state: FlushState


def reassess(record: ControlInput, turn: Turn, state: FlushState) -> Iterator[Entry]:
    """Entries of a Reassess: one for the record, then one for each receipt, each settled after the one before it."""
    if turn.tables is None or turn.rules_version != record.control.reassess.rules_version:
        yield entries.ignored(CONTROL.name, "OTHER_RULES")
        return
    seq = turn.next_seq
    yield entries.applied(CONTROL.name, "reassess")
    for item in record.reassessed:
        yield _settle(_Again(item, record, seq, turn, state))


def _settle(again: _Again) -> Entry:
    item, turn = again.item, again.turn
    head = again.state.heads.get(item.receipt_id)
    if head is None or head.partition != turn.partition:
        return _stands(again, "UNKNOWN_RECEIPT")
    standing = stands(item.receipt_id, head, turn, again.state)
    before = None if standing is None else event_in(standing)
    kept = _kept(item, head, before)
    if kept is not None:
        return _stands(again, kept)
    if before is None or (head.version, head.content_hash) != (item.claim.version, item.claim.content_hash):
        return _set_aside(again, "CONTENT_CONFLICT", "content_hash")
    known = again.state.rights.get(item.claim.subject_id)
    cover = _cover(again, known)
    if known is None or isinstance(cover, str):
        return _stands(again, cover if isinstance(cover, str) else CoverProblem.NO_RIGHTS.value)
    return _issue_or_set_aside(again, head, before, cover=cover, known=known)


def _kept(item: ClaimInput, head: Head, before: pb.LedgerEvent | None) -> str | None:
    """Why what stands is not settled again, whatever it would give; None when it is, or contradicts the claim named."""
    if before is not None and before.receipt_issued.cancelled:
        return "CANCELLED"
    if before is not None and before.claim_rejected.code == LIMITATION_PASSED:
        return LIMITATION_PASSED
    if before is not None and item.claim.version < version_of(before):
        return "OLDER_VERSION"  # corrected after whoever decided had read it
    if not head.content_hash:
        return "NOT_SETTLED"
    named = item.claim.version
    if (head.version, head.content_hash) == (named, item.claim.content_hash):
        # It waits, or was refused while the receipt of an earlier version stands.
        return None if before is not None and version_of(before) == named else "NOT_SETTLED"
    # A newer version waits, or was refused: the one that is named stands until then.
    return "NOT_SETTLED" if before is not None and version_of(before) == named < head.version else None


def _cover(again: _Again, known: KnownRights | None) -> Coverage | str:
    """The coverage to settle on, or why the receipt must stand: what was paid is not refused by a rate."""
    claim = again.item.claim
    if known is None:
        return CoverProblem.NO_RIGHTS.value
    coverage = chosen_coverage(known.rights, claim.opener_subject_id, claim.care_date)
    if isinstance(coverage, CoverProblem):
        return coverage.value
    unknown = unknown_table(coverage, claim.care_date, again.turn, again.state)
    return coverage if unknown is None else "UNKNOWN_GUARANTEES"


def _issue_or_set_aside(
    again: _Again, head: Head, before: pb.LedgerEvent, *, cover: Coverage, known: KnownRights
) -> Entry:
    try:
        years, reckoned = _reckon(again, cover, known)
    except NotEstablished as open_parameter:
        return _set_aside(again, "NOT_ESTABLISHED", open_parameter.parameter)
    except NotCovered as missing:
        return _set_aside(again, "NOT_COVERED", missing.what)
    except InvalidCare as invalid:
        return _set_aside(again, "INVALID_CARE", invalid.field)
    except Exception as error:  # noqa: BLE001 - a bug in the rules sets this receipt aside, not the others
        return _set_aside(again, "RULES_RAISED", "adjudicate", type(error).__name__)
    receipt = _receipt(again, head, reckoned, known)
    if before.HasField("receipt_issued") and _amounts(before.receipt_issued) == _amounts(receipt):
        return _stands(again, "SAME_AMOUNTS")
    return _issue(again, receipt, reckoned, years)


def _reckon(again: _Again, cover: Coverage, known: KnownRights) -> tuple[Years, Reckoned]:
    item, state = again.item, again.state
    years = without(state.years.get(item.claim.subject_id, {}), item.receipt_id)
    return years, reckoned_on(item, cover, known, years, turn=again.turn, state=state)


def _receipt(again: _Again, head: Head, reckoned: Reckoned, known: KnownRights) -> pb.ReceiptIssued:
    receipt = receipt_of(
        again.item.claim,
        reckoned,
        revision=head.revision + 1,
        basis=head.basis + 1,
        rules_version=again.record.control.reassess.rules_version,
        rights_revision=known.revision,
    )
    receipt.cause, receipt.cause_seq = again.record.control.reassess.reason, again.seq
    return receipt


def _amounts(receipt: pb.ReceiptIssued) -> bytes:
    """Everything of a receipt that is money or counts: two with the same need no new revision."""
    bare = pb.ReceiptIssued()
    bare.CopyFrom(receipt)
    for name in _OF_THE_MOMENT:
        bare.ClearField(name)
    for line in bare.lines:
        line.ClearField("reasons")
    return bare.SerializeToString(deterministic=True)


def _issue(again: _Again, receipt: pb.ReceiptIssued, reckoned: Reckoned, years: Years) -> Entry:
    item, turn, state = again.item, again.turn, again.state
    take_back(state, item.claim.subject_id, turn.partition, years)
    return enter(item, receipt, reckoned, turn=turn, state=state)


def _stands(again: _Again, reason: str) -> Entry:
    item = again.item
    return entries.ignored(
        CONTROL.name, reason, home_id=item.home_id, subject_id=item.claim.subject_id, receipt_id=item.receipt_id
    )


def _set_aside(again: _Again, reason: str, detail: str, stack_class: str = "") -> Entry:
    """Parked is a Reassess of this receipt alone, so that a re-drive settles it again and no other."""
    item, decision = again.item, again.record.control.reassess
    body = item.claim.SerializeToString(deterministic=True)
    alone = ControlRecord(
        issued_by=again.record.control.issued_by,
        reassess=Reassess(
            reason=decision.reason,
            rules_version=decision.rules_version,
            receipts=[ReassessedClaim(home_id=item.home_id, claim_bytes=body)],
        ),
    )
    letter = entries.letter_of(again.record.source, reason=reason, detail=detail, stack_class=stack_class)
    letter = replace(letter, value=seal(alone.SerializeToString(deterministic=True)))
    claim = item.claim
    entry = entries.parked(
        letter, issuer=claim.performer.practice_id, claim_id=claim.claim_id, claim_version=claim.version
    )
    entry.home_id, entry.subject_id, entry.receipt_id = item.home_id, item.claim.subject_id, item.receipt_id
    return entry
