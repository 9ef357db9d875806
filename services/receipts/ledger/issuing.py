"""Issues receipts: of a claim, of the correction of a claim, of its cancellation; and those that are settled again."""

from datetime import date

from contracts.codec import Standing, day_of, issued_message
from receipts.ledger import entry as entries
from receipts.ledger.answers import FIRST, move_head, stood_before
from receipts.ledger.entry import Entry
from receipts.ledger.inputs import ClaimInput
from receipts.ledger.owed import balances, reversed_amounts
from receipts.ledger.reversal import take_back, without
from receipts.ledger.standing import receipt_in
from receipts.ledger.state import FlushState, KnownRights
from receipts.ledger.turn import Turn
from receipts.reckoning import Ground, Reckoned, receipt_of, reckon
from receipts.uses import Admits, Years, everything, for_family, for_subject, known_uses, year_totals
from receipts.visibility import FAMILY, MAJORITY, SUBJECT_ONLY
from reimbursement.dated import age_on
from reimbursement.model import Adjudication, Audience
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued
from vitale.rights.v1.rights_pb2 import Coverage


def reckoned_on(
    item: ClaimInput, coverage: Coverage, known: KnownRights, years: Years, *, turn: Turn, state: FlushState
) -> Reckoned:
    """What the active rules give on these years of the person.

    Raises:
        RulesError: they give no amount.
    """
    if turn.tables is None:
        raise RuntimeError("a claim is settled only under active rules")
    ground = Ground(known.rights, coverage, state.tables_of(turn.partition), years, turn.tables)
    return reckon(item.claim, item.receipt_id, ground)


def issue(item: ClaimInput, coverage: Coverage, known: KnownRights, *, turn: Turn, state: FlushState) -> Entry:
    """The receipt of a claim, in the place of that of an earlier version.

    Raises:
        RulesError: the rules give no amount; nothing has changed.
    """
    claim, years = item.claim, state.years.get(item.claim.subject_id, {})
    corrects = claim.version > FIRST
    if corrects:
        years = without(years, item.receipt_id)
    reckoned = reckoned_on(item, coverage, known, years, turn=turn, state=state)
    head = state.heads.get(item.receipt_id)
    receipt = receipt_of(
        claim,
        reckoned,
        revision=(head.revision if head else 0) + 1,
        basis=(head.basis if head else 0) + 1,
        rules_version=turn.rules_version or "",
        rights_revision=known.revision,
    )
    if corrects:
        _tell_what_it_replaces(receipt, item, turn, state)
        take_back(state, claim.subject_id, turn.partition, years)
    state.drop_waiting(item.receipt_id)
    return enter(item, receipt, reckoned, turn=turn, state=state)


def enter(item: ClaimInput, receipt: ReceiptIssued, reckoned: Reckoned, *, turn: Turn, state: FlushState) -> Entry:
    """Let a receipt stand, with its uses; those of the one before were taken back."""
    if reckoned.taken:
        state.add_uses(item.claim.subject_id, turn.partition, reckoned.taken)
    move_head(item, turn, state, revision=receipt.revision, basis=receipt.basis)
    return entries.issued(
        receipt,
        item.home_id,
        care_date=reckoned.care.care_date,
        audience=int(reckoned.settled.audience),
        traceparent=item.traceparent,
    )


def cancel(item: ClaimInput, turn: Turn, state: FlushState) -> Entry:
    """The receipt of a cancellation: nothing is paid any more, and what was used is given back. Needs no rights."""
    claim, head, known = item.claim, state.heads.get(item.receipt_id), state.rights.get(item.claim.subject_id)
    stood = stood_before(item, turn, state)
    audience = stood.audience if stood is not None and stood.kind == entries.ISSUED else SUBJECT_ONLY
    years = without(state.years.get(claim.subject_id, {}), item.receipt_id)
    sees = _seen(item, known, audience)
    participation, franchise = year_totals([use for use in known_uses(years, item.year) if sees(use)], ())
    standing = Standing(
        revision=(head.revision if head else 0) + 1,
        basis=(head.basis if head else 0) + 1,
        rules_version=turn.rules_version or "",
        rights_revision=known.revision if known else 0,
        amc_numbers=(),
        participation_year_cents=participation,
        franchise_year_cents=franchise,
    )
    nothing = Adjudication((), (), (), 0, 0, (), 0, 0, Audience(audience))
    receipt = issued_message(claim, item.receipt_id, nothing, uses=(), standing=standing)
    receipt.cancelled = True
    _tell_what_it_replaces(receipt, item, turn, state)
    take_back(state, claim.subject_id, turn.partition, years)
    state.drop_waiting(item.receipt_id)
    move_head(item, turn, state, revision=receipt.revision, basis=receipt.basis)
    day = date.fromisoformat(claim.care_date)
    return entries.issued(receipt, item.home_id, care_date=day, audience=audience, traceparent=item.traceparent)


def _seen(item: ClaimInput, known: KnownRights | None, audience: int) -> Admits:
    """Which uses the totals of a cancelled receipt may tell: those that a receipt in its place would rest on."""
    if known is None or age_on(day_of(known.rights.birth_date), date.fromisoformat(item.claim.care_date)) >= MAJORITY:
        return everything
    return for_family if audience == FAMILY else for_subject


def _tell_what_it_replaces(receipt: ReceiptIssued, item: ClaimInput, turn: Turn, state: FlushState) -> None:
    before = receipt_in(stood_before(item, turn, state))
    if before is not None:
        receipt.reversed.CopyFrom(reversed_amounts(before))
    recorded = state.settlements.recorded.get(item.receipt_id)
    if recorded:
        receipt.balances.extend(balances(recorded, receipt))
