"""How one input changes the state and which entry it becomes: pure, in log order, no clock, no I/O."""

from collections.abc import Iterator

from contracts.codec import CoverProblem, chosen_coverage, contracts_in_force
from contracts.topics import RIGHTS
from receipts.ledger import entry as entries
from receipts.ledger.answers import reject, set_aside, wait
from receipts.ledger.entry import Entry
from receipts.ledger.in_time import LIMITATION_PASSED, out_of_time
from receipts.ledger.inputs import ClaimInput, Poison, RightsInput, claim_input
from receipts.ledger.issuing import cancel, issue
from receipts.ledger.state import EarlyVersion, FlushState, KnownRights, WaitingClaim
from receipts.ledger.turn import Turn
from receipts.ledger.versions import kept_out
from reimbursement.errors import InvalidCare, NotCovered, NotEstablished
from vitale.rights.v1.rights_pb2 import Coverage

NOBODY_YET = 1
"""Revision that a claim without one waits for when nobody is known yet: the first."""


def take_claim(item: ClaimInput, turn: Turn, state: FlushState) -> Entry:
    """The entry of a version of a claim; those that waited for it follow by `following`."""
    return kept_out(item, turn, state) or settle_claim(item, turn, state, may_wait=True)


def following(receipt_id: bytes, turn: Turn, state: FlushState) -> Iterator[Entry]:
    """Entries of versions that came early, once the one that they correct has entered: each after the one before."""
    while (head := state.heads.get(receipt_id)) is not None:
        key = receipt_id, head.version + 1
        early = state.early.get(key)
        if early is None or early.partition != turn.partition:
            return
        state.take_early(key)
        yield take_claim(_again(early), turn, state)


def settle_claim(item: ClaimInput, turn: Turn, state: FlushState, *, may_wait: bool) -> Entry:
    """Settle, cancel, let wait, reject or set aside one claim; `may_wait` is False when a deadline has passed."""
    claim = item.claim
    if claim.cancelled:
        return cancel(item, turn, state)
    known = state.rights.get(claim.subject_id)
    needed = claim.rights_revision or NOBODY_YET
    if may_wait and (known is None or known.revision < needed):
        return wait(item, turn, state, needs_revision=needed, needs_hash=None)
    if known is None:
        return reject(item, turn, state, CoverProblem.NO_RIGHTS.value)
    coverage = chosen_coverage(known.rights, claim.opener_subject_id, claim.care_date)
    if isinstance(coverage, CoverProblem):
        return reject(item, turn, state, coverage.value)
    return _settle_covered(item, coverage, known, turn=turn, state=state)


def _settle_covered(
    item: ClaimInput, coverage: Coverage, known: KnownRights, *, turn: Turn, state: FlushState
) -> Entry:
    try:
        return _by_the_rules(item, coverage, known, turn=turn, state=state)
    except NotEstablished as unknown:
        return set_aside(item, turn, state, reason="NOT_ESTABLISHED", detail=unknown.parameter)
    except NotCovered as missing:
        return set_aside(item, turn, state, reason="NOT_COVERED", detail=missing.what)
    except InvalidCare as invalid:
        return set_aside(item, turn, state, reason="INVALID_CARE", detail=invalid.field)
    except Exception as error:  # noqa: BLE001 - a bug in the rules sets this claim aside, not the others
        raised = type(error).__name__
        return set_aside(item, turn, state, reason="RULES_RAISED", detail="adjudicate", stack_class=raised)


def _by_the_rules(item: ClaimInput, coverage: Coverage, known: KnownRights, *, turn: Turn, state: FlushState) -> Entry:
    claim, tables = item.claim, turn.tables
    if tables is None:
        raise RuntimeError("a claim is settled only under active rules")
    if out_of_time(claim, coverage.regime, tables):
        return reject(item, turn, state, LIMITATION_PASSED)
    unknown = unknown_table(coverage, claim.care_date, turn, state)
    if unknown is not None:
        # A contract without its table can never be settled right, so a deadline does not end this wait.
        return wait(item, turn, state, needs_revision=0, needs_hash=unknown)
    return issue(item, coverage, known, turn=turn, state=state)


def unknown_table(coverage: Coverage, care_date: str, turn: Turn, state: FlushState) -> bytes | None:
    """The hash of a guarantee table that the cover of that day needs and the partition does not know, or None."""
    for contract in contracts_in_force(coverage, care_date):
        if (turn.partition, contract.guarantees_hash) not in state.guarantees:
            return contract.guarantees_hash
    return None


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
    """Settle a claim that waited for rights or for a guarantee table."""
    return settle_claim(_again(claim), turn, state, may_wait=may_wait)


def _again(held: WaitingClaim | EarlyVersion) -> ClaimInput:
    """The claim of a row, in its own trace: the record that ends the wait is another one's."""
    return claim_input(
        held.body, held.home_id, source=None, source_offset=held.source_offset, traceparent=held.traceparent
    )


def _ready(claim: WaitingClaim, turn: Turn, state: FlushState) -> bool:
    if claim.needs_hash is not None:
        return (turn.partition, claim.needs_hash) in state.guarantees
    known = state.rights.get(claim.subject_id)
    return known is not None and known.revision >= claim.needs_revision
