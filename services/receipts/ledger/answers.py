"""What a claim becomes when it is not settled: it waits, is refused, is set aside or changes nothing.

A receipt of an earlier version stands until a later one is settled, so these leave its place and its revision alone.
"""

from chassis.sampling import worth_keeping
from contracts.envelope import seal
from contracts.topics import CLAIM
from receipts.ledger import entry as entries
from receipts.ledger.entry import DeadLetter, Entry
from receipts.ledger.inputs import ClaimInput
from receipts.ledger.settled import StandingEntry
from receipts.ledger.standing import stands
from receipts.ledger.state import EarlyVersion, FlushState, Head, WaitingClaim
from receipts.ledger.turn import Turn
from vitale.receipt.v1 import receipt_pb2 as pb

FIRST = 1
"""The version that a claim begins with."""


def stood_before(item: ClaimInput, turn: Turn, state: FlushState) -> StandingEntry | None:
    """The receipt or refusal of an earlier version, or None; before a first version there is none."""
    if item.claim.version <= FIRST:
        return None
    return stands(item.receipt_id, state.heads.get(item.receipt_id), turn, state)


def move_head(item: ClaimInput, turn: Turn, state: FlushState, *, revision: int, basis: int) -> None:
    """Let the entry that comes next tell what stands of the claim."""
    state.put_head(
        item.receipt_id,
        Head(turn.partition, item.claim.version, item.claim.content_hash, turn.next_seq, revision, basis),
    )


def _enter_only(item: ClaimInput, turn: Turn, state: FlushState, *, content_hash: bytes, over_it: bool) -> None:
    """The version has entered; what stood goes on standing, or with `over_it` False nothing ever did."""
    head = state.heads.get(item.receipt_id)
    if over_it and head is not None:
        moved = head._replace(version=item.claim.version, content_hash=content_hash)
    else:
        moved = Head(turn.partition, item.claim.version, content_hash, turn.next_seq, 0, 0)
    state.put_head(item.receipt_id, moved)


def wait(item: ClaimInput, turn: Turn, state: FlushState, *, needs_revision: int, needs_hash: bytes | None) -> Entry:
    """It waits for a revision of rights (0 = none) or a guarantee table, in the place of a version that waits."""
    claim = item.claim
    before = state.waiting.get(item.receipt_id)
    state.put_waiting(
        WaitingClaim(
            item.receipt_id,
            turn.partition,
            claim.subject_id,
            item.home_id,
            before.seq if before else turn.next_seq,
            item.source_offset,
            needs_revision,
            needs_hash,
            claim.accepted_at_us,
            claim.SerializeToString(deterministic=True),
            worth_keeping(item.traceparent),
        )
    )
    over_it = stood_before(item, turn, state) is not None
    _enter_only(item, turn, state, content_hash=claim.content_hash, over_it=over_it)
    message = pb.ClaimWaiting(
        receipt_id=item.receipt_id,
        issuer=claim.performer.practice_id,
        claim_id=claim.claim_id,
        claim_version=claim.version,
        rights_revision=needs_revision,
        guarantees_hash=needs_hash or b"",
    )
    return entries.waiting(message, item.home_id, claim.subject_id)


def wait_for_version(item: ClaimInput, turn: Turn, state: FlushState) -> Entry:
    """It came before the version that it corrects, and waits for that one; the head does not move."""
    claim, key = item.claim, (item.receipt_id, item.claim.version)
    known = state.early.get(key)
    if known is not None:
        same = known.partition == turn.partition and known.content_hash == claim.content_hash
        return ignored(item, "SAME_CONTENT") if same else conflict(item, "content_hash")
    state.put_early(
        key,
        EarlyVersion(
            turn.partition,
            item.home_id,
            turn.next_seq,
            item.source_offset,
            claim.content_hash,
            claim.accepted_at_us,
            claim.SerializeToString(deterministic=True),
            worth_keeping(item.traceparent),
        ),
    )
    message = pb.ClaimWaiting(
        receipt_id=item.receipt_id,
        issuer=claim.performer.practice_id,
        claim_id=claim.claim_id,
        claim_version=claim.version,
        needs_version=claim.version - 1,
    )
    return entries.waiting(message, item.home_id, claim.subject_id)


def reject(item: ClaimInput, turn: Turn, state: FlushState, code: str) -> Entry:
    """It is refused for good under a stable code; a receipt of an earlier version stands as it is."""
    head, stood = state.heads.get(item.receipt_id), stood_before(item, turn, state)
    if stood is not None and stood.kind == entries.ISSUED:
        _enter_only(item, turn, state, content_hash=item.claim.content_hash, over_it=True)
    else:
        revision, basis = (head.revision, head.basis) if head is not None else (0, 0)
        move_head(item, turn, state, revision=revision + 1, basis=basis)
    state.drop_waiting(item.receipt_id)
    message = pb.ClaimRejected(
        receipt_id=item.receipt_id,
        code=code,
        issuer=item.claim.performer.practice_id,
        claim_id=item.claim.claim_id,
        claim_version=item.claim.version,
    )
    return entries.rejected(message, item.home_id, item.claim.subject_id)


def set_aside(
    item: ClaimInput, turn: Turn, state: FlushState, *, reason: str, detail: str, stack_class: str = ""
) -> Entry:
    """The rules give no answer yet: it is parked, and its version has entered, so that a re-drive settles it and the
    next version replaces it."""
    over_it = stood_before(item, turn, state) is not None
    _enter_only(item, turn, state, content_hash=b"", over_it=over_it)
    state.drop_waiting(item.receipt_id)
    return _parked(item, reason, detail, stack_class)


def conflict(item: ClaimInput, detail: str) -> Entry:
    """It contradicts what is known: it is parked, and nothing moves."""
    return _parked(item, "CONTENT_CONFLICT", detail)


def without_version(item: ClaimInput) -> Entry:
    """Versions count from 1: it is parked, and nothing moves."""
    return _parked(item, "NOT_COVERED", "claim.version")


def ignored(item: ClaimInput, reason: str) -> Entry:
    """It changes nothing."""
    return entries.ignored(CLAIM.name, reason, home_id=item.home_id, subject_id=item.claim.subject_id)


def _parked(item: ClaimInput, reason: str, detail: str, stack_class: str = "") -> Entry:
    letter = (
        entries.letter_of(item.source, reason=reason, detail=detail, stack_class=stack_class)
        if item.source is not None
        else _letter_of_waiting(item, reason=reason, detail=detail, stack_class=stack_class)
    )
    claim = item.claim
    entry = entries.parked(
        letter, issuer=claim.performer.practice_id, claim_id=claim.claim_id, claim_version=claim.version
    )
    entry.home_id = item.home_id
    entry.subject_id = claim.subject_id
    entry.receipt_id = item.receipt_id
    return entry


def _letter_of_waiting(item: ClaimInput, *, reason: str, detail: str, stack_class: str) -> DeadLetter:
    # The record itself was consumed when the claim began to wait; its message is what a re-drive needs.
    value = seal(item.claim.SerializeToString(deterministic=True))
    at_ms = item.claim.accepted_at_us // 1000
    return DeadLetter(CLAIM.name, item.source_offset, at_ms, reason, detail, stack_class, item.home_id, value, ())
