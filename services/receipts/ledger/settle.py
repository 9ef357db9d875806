"""How one input changes the state and which entries it becomes: pure, in log order, no clock, no I/O."""

from collections.abc import Iterator

from contracts.codec import CoverProblem, chosen_coverage, contracts_in_force
from contracts.envelope import seal
from contracts.topics import CLAIM, RIGHTS
from receipts.ledger import entry as entries
from receipts.ledger.entry import DeadLetter, Entry
from receipts.ledger.inputs import ClaimInput, Poison, RightsInput, claim_input
from receipts.ledger.state import FlushState, Head, KnownRights, WaitingClaim
from receipts.ledger.turn import Turn
from receipts.reckoning import Ground, receipt_of, reckon
from reimbursement.errors import InvalidCare, NotCovered, NotEstablished
from vitale.receipt.v1 import receipt_pb2 as pb
from vitale.rights.v1.rights_pb2 import Coverage

NOBODY_YET = 1
"""Revision that a claim without one waits for when nobody is known yet: the first."""


def take_claim(item: ClaimInput, turn: Turn, state: FlushState) -> Entry:
    """The entry of a claim that comes from the log."""
    claim, head = item.claim, state.heads.get(item.receipt_id)
    if head is not None:
        if head.partition == turn.partition and claim.version < head.version:
            return entries.ignored(CLAIM.name, "OLDER_VERSION", home_id=item.home_id, subject_id=claim.subject_id)
        if head.partition == turn.partition and claim.content_hash == head.content_hash:
            return entries.ignored(CLAIM.name, "SAME_CONTENT", home_id=item.home_id, subject_id=claim.subject_id)
        if claim.version == head.version or head.partition != turn.partition:
            return _set_aside(item, "CONTENT_CONFLICT", "content_hash")
    if claim.version != 1:
        return _set_aside(item, "NOT_COVERED", "claim.version")
    return settle_claim(item, turn, state, may_wait=True)


def settle_claim(item: ClaimInput, turn: Turn, state: FlushState, *, may_wait: bool) -> Entry:
    """Settle, let wait, reject or set aside one claim; `may_wait` is False when a deadline has passed."""
    claim = item.claim
    known = state.rights.get(claim.subject_id)
    needed = claim.rights_revision or NOBODY_YET
    if may_wait and (known is None or known.revision < needed):
        return _wait(item, turn, state, needs_revision=needed, needs_hash=None)
    if known is None:
        return _reject(item, turn, state, CoverProblem.NO_RIGHTS)
    coverage = chosen_coverage(known.rights, claim.opener_subject_id, claim.care_date)
    if isinstance(coverage, CoverProblem):
        return _reject(item, turn, state, coverage)
    return _settle_covered(item, coverage, known, turn=turn, state=state)


def _settle_covered(
    item: ClaimInput, coverage: Coverage, known: KnownRights, *, turn: Turn, state: FlushState
) -> Entry:
    claim = item.claim
    unknown = unknown_table(coverage, claim.care_date, turn, state)
    if unknown is not None:
        # A contract without its table can never be settled right, so a deadline does not end this wait.
        return _wait(item, turn, state, needs_revision=0, needs_hash=unknown)
    return _issue_or_set_aside(item, coverage, known, turn=turn, state=state)


def _issue_or_set_aside(
    item: ClaimInput, coverage: Coverage, known: KnownRights, *, turn: Turn, state: FlushState
) -> Entry:
    try:
        return _issue(item, coverage, known, turn=turn, state=state)
    except NotEstablished as open_parameter:
        return _set_aside(item, "NOT_ESTABLISHED", open_parameter.parameter)
    except NotCovered as missing:
        return _set_aside(item, "NOT_COVERED", missing.what)
    except InvalidCare as invalid:
        return _set_aside(item, "INVALID_CARE", invalid.field)
    except Exception as error:  # noqa: BLE001 - a bug in the rules sets this claim aside, not the others
        return _set_aside(item, "RULES_RAISED", "adjudicate", type(error).__name__)


def unknown_table(coverage: Coverage, care_date: str, turn: Turn, state: FlushState) -> bytes | None:
    """The hash of a guarantee table that the cover of that day needs and the partition does not know, or None."""
    for contract in contracts_in_force(coverage, care_date):
        if (turn.partition, contract.guarantees_hash) not in state.guarantees:
            return contract.guarantees_hash
    return None


def _issue(item: ClaimInput, coverage: Coverage, known: KnownRights, *, turn: Turn, state: FlushState) -> Entry:
    claim, tables = item.claim, turn.tables
    if tables is None:
        raise RuntimeError("a claim is settled only under active rules")
    ground = Ground(
        known.rights, coverage, state.tables_of(turn.partition), state.years.get(claim.subject_id, {}), tables
    )
    reckoned = reckon(claim, item.receipt_id, ground)
    head = state.heads.get(item.receipt_id)
    receipt = receipt_of(
        claim,
        reckoned,
        revision=(head.revision if head else 0) + 1,
        basis=(head.basis if head else 0) + 1,
        rules_version=tables.version,
        rights_revision=known.revision,
    )
    if reckoned.taken:
        state.add_uses(claim.subject_id, turn.partition, reckoned.taken)
    _move_head(item, turn, state, revision=receipt.revision, basis=receipt.basis)
    state.drop_waiting(item.receipt_id)
    return entries.issued(
        receipt,
        item.home_id,
        care_date=reckoned.care.care_date,
        audience=int(reckoned.settled.audience),
        traceparent=item.traceparent,
    )


def _move_head(item: ClaimInput, turn: Turn, state: FlushState, *, revision: int, basis: int) -> None:
    state.put_head(
        item.receipt_id,
        Head(turn.partition, item.claim.version, item.claim.content_hash, turn.next_seq, revision, basis),
    )


def _reject(item: ClaimInput, turn: Turn, state: FlushState, problem: CoverProblem) -> Entry:
    head = state.heads.get(item.receipt_id)
    _move_head(item, turn, state, revision=(head.revision if head else 0) + 1, basis=head.basis if head else 0)
    state.drop_waiting(item.receipt_id)
    message = pb.ClaimRejected(
        receipt_id=item.receipt_id,
        code=problem.value,
        issuer=item.claim.performer.practice_id,
        claim_id=item.claim.claim_id,
    )
    return entries.rejected(message, item.home_id, item.claim.subject_id)


def _wait(item: ClaimInput, turn: Turn, state: FlushState, *, needs_revision: int, needs_hash: bytes | None) -> Entry:
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
        )
    )
    _move_head(item, turn, state, revision=0, basis=0)
    message = pb.ClaimWaiting(
        receipt_id=item.receipt_id,
        issuer=claim.performer.practice_id,
        claim_id=claim.claim_id,
        rights_revision=needs_revision,
        guarantees_hash=needs_hash or b"",
    )
    return entries.waiting(message, item.home_id, claim.subject_id)


def _set_aside(item: ClaimInput, reason: str, detail: str, stack_class: str = "") -> Entry:
    letter = (
        entries.letter_of(item.source, reason=reason, detail=detail, stack_class=stack_class)
        if item.source is not None
        else _letter_of_waiting(item, reason=reason, detail=detail, stack_class=stack_class)
    )
    entry = entries.parked(letter, issuer=item.claim.performer.practice_id, claim_id=item.claim.claim_id)
    entry.home_id = item.home_id
    entry.subject_id = item.claim.subject_id
    entry.receipt_id = item.receipt_id
    return entry


def _letter_of_waiting(item: ClaimInput, *, reason: str, detail: str, stack_class: str) -> DeadLetter:
    # The record itself was consumed when the claim began to wait; its message is what a re-drive needs.
    value = seal(item.claim.SerializeToString(deterministic=True))
    at_ms = item.claim.accepted_at_us // 1000
    return DeadLetter(CLAIM.name, item.source_offset, at_ms, reason, detail, stack_class, item.home_id, value, ())


def park(poison: Poison) -> Entry:
    """The entry of a record that cannot be taken."""
    return entries.parked(
        entries.letter_of(poison.source, reason=poison.reason, detail=poison.detail, stack_class=poison.stack_class)
    )


def take_rights(item: RightsInput, turn: Turn, state: FlushState) -> Entry:
    """The entry of a beneficiary's new state; claims that waited for it are released afterwards by `released`."""
    rights = item.rights
    known = state.rights.get(rights.subject_id)
    if known is not None and rights.revision <= known.revision:
        reason = "SAME_CONTENT" if rights.revision == known.revision else "OLDER_REVISION"
        return entries.ignored(RIGHTS.name, reason, home_id=item.home_id, subject_id=rights.subject_id)
    state.rights[rights.subject_id] = KnownRights(rights.revision, item.home_id, rights, item.body, turn.partition)
    state.changed_rights.add(rights.subject_id)
    return entries.applied(
        RIGHTS.name, "rights", home_id=item.home_id, subject_id=rights.subject_id, revision=rights.revision
    )


def released(turn: Turn, state: FlushState, subject_id: bytes | None = None) -> Iterator[Entry]:
    """Entries of claims (of one person, or of all) that need not wait any longer, in the order they began to wait."""
    if not state.waiting:
        return
    mine = [c for c in state.waiting.values() if c.partition == turn.partition and subject_id in (None, c.subject_id)]
    for claim in sorted(mine, key=lambda c: c.seq):
        if _ready(claim, turn, state):
            yield resume(claim, turn, state, may_wait=True)


def resume(claim: WaitingClaim, turn: Turn, state: FlushState, *, may_wait: bool) -> Entry:
    """Settle a claim that waited."""
    item = claim_input(claim.body, claim.home_id, source=None, source_offset=claim.source_offset)
    settled = settle_claim(item, turn, state, may_wait=may_wait)
    if settled.kind == entries.PARKED:
        # The head must not stay: a re-drive would meet it and be ignored as the same content.
        state.drop_waiting(claim.receipt_id)
        state.drop_head(claim.receipt_id)
    return settled


def _ready(claim: WaitingClaim, turn: Turn, state: FlushState) -> bool:
    if claim.needs_hash is not None:
        return (turn.partition, claim.needs_hash) in state.guarantees
    known = state.rights.get(claim.subject_id)
    return known is not None and known.revision >= claim.needs_revision
