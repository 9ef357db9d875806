"""How a settlement changes the state and which entry it becomes: pure, in log order, like every other input.

It moves the revision of its receipt and nothing that was computed: `last_seq` of the head stays at the entry that tells
the amounts.
"""

from collections.abc import Iterator

from contracts.topics import SETTLEMENT
from receipts.ledger import entry as entries
from receipts.ledger.answers import FIRST
from receipts.ledger.entry import Entry
from receipts.ledger.inputs import SettlementInput
from receipts.ledger.owed import owed_by
from receipts.ledger.settled import (
    Recorded,
    SettlementKey,
    StandingEntry,
    WaitingSettlement,
    paid_by,
    payer_text,
    totals_of,
)
from receipts.ledger.standing import event_in, receipt_in, stands, version_of
from receipts.ledger.state import FlushState, Head
from receipts.ledger.turn import Turn
from vitale.receipt.v1 import receipt_pb2 as pb
from vitale.settlement.v1.settlement_pb2 import Settlement


def key_of(settlement: Settlement) -> SettlementKey:
    """What makes it unique on its receipt."""
    return SettlementKey(payer_text(settlement.payer), settlement.reference)


def take_settlement(item: SettlementInput, turn: Turn, state: FlushState) -> Entry:
    """The entry of a settlement that comes from the log."""
    settlement, key = item.settlement, key_of(item.settlement)
    known = state.settlements.known(settlement.receipt_id, key)
    if known == settlement.content_hash:
        return entries.ignored(SETTLEMENT.name, "SAME_CONTENT", home_id=item.home_id, subject_id=settlement.subject_id)
    if known is not None:
        return _set_aside(item, "reference")
    head = state.heads.get(settlement.receipt_id)
    if head is not None and head.partition != turn.partition:
        return _set_aside(item, "receipt_id")
    standing = _ready(settlement, head, turn, state)
    if head is None or standing is None:
        return _wait(item, key, turn, state)
    if standing.subject_id != settlement.subject_id:
        return _set_aside(item, "subject_id")
    return _record(settlement, item.home_id, head, standing, turn=turn, state=state)


def settled_after(turn: Turn, state: FlushState, first_seq: int) -> Iterator[Entry]:
    """Entries of settlements that waited for a receipt which an entry from `first_seq` on brought."""
    if not state.settlements.waiting:
        return
    new = turn.entries[first_seq - turn.next_seq :] if first_seq < turn.next_seq else []
    for receipt_id in [one.receipt_id for one in new if one.receipt_id is not None]:
        mine = state.settlements.waiting.get(receipt_id, {})
        for key, waits in sorted(mine.items(), key=lambda item: item[1].seq):
            settlement, head = Settlement.FromString(waits.body), state.heads.get(receipt_id)
            standing = _ready(settlement, head, turn, state)
            if head is None or standing is None:
                continue
            state.settlements.release(receipt_id, key)
            yield _record(settlement, waits.home_id, head, standing, turn=turn, state=state)


def _ready(settlement: Settlement, head: Head | None, turn: Turn, state: FlushState) -> StandingEntry | None:
    """The entry that tells what the receipt owes, once the claim's version was settled or refused, or a later one."""
    if head is None or head.partition != turn.partition or settlement.claim_version > head.version:
        return None
    standing = stands(settlement.receipt_id, head, turn, state)
    if standing is None or settlement.claim_version <= FIRST:
        return standing
    # A later version that waits, or is parked, is not the one that stands.
    return standing if version_of(event_in(standing)) >= settlement.claim_version else None


def _record(
    settlement: Settlement, home_id: bytes, head: Head, standing: StandingEntry, *, turn: Turn, state: FlushState
) -> Entry:
    key, held = key_of(settlement), state.settlements
    moved, receipt = head._replace(revision=head.revision + 1), receipt_in(standing)
    before = held.recorded.get(settlement.receipt_id, {})
    paid = paid_by(before, key.payer) + settlement.paid.amount_cents
    shown = pb.ReceiptSettlement(
        payer=settlement.payer,
        reference=settlement.reference,
        day=settlement.day,
        paid=settlement.paid if settlement.HasField("paid") else None,
        rejected=settlement.rejected if settlement.HasField("rejected") else None,
        differs_by_cents=paid - (owed_by(settlement.payer, receipt) if receipt is not None else 0),
        revision=moved.revision,
    )
    held.record(settlement.receipt_id, key, Recorded(turn.partition, turn.next_seq, settlement.content_hash, shown))
    state.put_head(settlement.receipt_id, moved)
    totals = totals_of(held.recorded[settlement.receipt_id])
    message = pb.SettlementRecorded(
        receipt_id=settlement.receipt_id,
        revision=moved.revision,
        basis=moved.basis,
        subject_id=settlement.subject_id,
        issuer=settlement.issuer,
        claim_id=settlement.claim_id,
        settlement=shown,
        settled_amo_cents=totals.amo_cents,
        settled_amc_cents=totals.amc_cents,
        audience=standing.audience,  # type: ignore[arg-type]  # an int of the closed enum, as it was adjudicated
    )
    return entries.settled(message, home_id, audience=standing.audience)


def _wait(item: SettlementInput, key: SettlementKey, turn: Turn, state: FlushState) -> Entry:
    settlement = item.settlement
    body = settlement.SerializeToString(deterministic=True)
    waiting = WaitingSettlement(turn.partition, item.home_id, turn.next_seq, settlement.content_hash, body)
    state.settlements.wait(settlement.receipt_id, key, waiting)
    return entries.applied(SETTLEMENT.name, "settlement_waiting", home_id=item.home_id)


def _set_aside(item: SettlementInput, detail: str) -> Entry:
    letter = entries.letter_of(item.source, reason="CONTENT_CONFLICT", detail=detail, stack_class="")
    entry = entries.parked(letter)
    entry.home_id, entry.subject_id = item.home_id, item.settlement.subject_id
    return entry
