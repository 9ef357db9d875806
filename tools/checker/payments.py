"""Settles payments again on the checker's own state: recorded, waiting, ignored or set aside."""

from collections.abc import Iterable, Iterator

from tools.checker.inputs import Payer
from tools.checker.inputs import Settlement as Stated
from tools.checker.log import SETTLEMENT, Raw
from tools.checker.outputs import Applied, Ignored, Parked, Receipt, Rejected, Settled, Settlement
from tools.checker.reading import SettlementRecord
from tools.checker.state import Expected, Paid, PartitionState, PaysLater, letter_of

_AMO, _AMC = 1, 2
Key = tuple[str, str]
"""(payer, reference): unique on a receipt."""


def _side(payer: Payer | None) -> int:
    return payer.kind if payer is not None else 0


def cents_of(settlement: Settlement | Stated) -> int:
    """What moved, cents; 0 of a refusal."""
    return settlement.paid.amount_cents if settlement.paid is not None else 0


def key_of(stated: Stated) -> Key:
    """What makes a settlement unique on its receipt."""
    number = stated.payer.number if stated.payer is not None else ""
    return f"{_side(stated.payer)}:{number}", stated.reference


def owed(payer: Payer | None, answer: Receipt | Rejected) -> int:
    """What the payer owes of the receipt: AMO its share and the local scheme's, an insurer its contracts' shares."""
    if not isinstance(answer, Receipt) or payer is None:
        return 0
    if payer.kind == _AMO:
        return answer.amo_paid_cents + answer.local_scheme_cents
    shares = [zip(answer.amc_numbers, line.amc_cents, strict=True) for line in answer.lines]
    return sum(cents for share in shares for number, cents in share if number == payer.number)


class Payments:
    """The settlements of one partition."""

    def __init__(self, state: PartitionState) -> None:
        self.state = state

    def arrive(self, record: SettlementRecord, raw: Raw) -> Expected:
        """A settlement comes from the log."""
        stated, key = record.settlement, key_of(record.settlement)
        known = self._known(stated.receipt_id, key)
        if known == stated.content_hash:
            return Expected(Ignored(SETTLEMENT, "SAME_CONTENT"), record.home, stated.subject_id)
        if known is not None:
            return self._park(record, raw, "reference")
        if not self._due(stated):
            waiting = self.state.pays_later.setdefault(stated.receipt_id, {})
            waiting[key] = PaysLater(record, self.state.seq)
            return Expected(Applied(SETTLEMENT, "settlement_waiting"), record.home)
        if self.state.subjects.get(stated.receipt_id) != stated.subject_id:
            return self._park(record, raw, "subject_id")
        return self._record(record)

    def follow(self, brought: Iterable[Expected]) -> Iterator[Expected]:
        """Entries of settlements that waited for what one record brought."""
        for expected in brought:
            if not isinstance(expected.outcome, Receipt | Rejected):
                continue
            waiting = self.state.pays_later.get(expected.outcome.receipt_id, {})
            for key, later in sorted(waiting.items(), key=lambda item: item[1].seq):
                if self._due(later.record.settlement):
                    del waiting[key]
                    yield self._record(later.record)

    def _known(self, receipt_id: bytes, key: Key) -> bytes | None:
        paid = self.state.paid.get(receipt_id, {}).get(key)
        if paid is not None:
            return paid.content_hash
        later = self.state.pays_later.get(receipt_id, {}).get(key)
        return later.record.settlement.content_hash if later is not None else None

    def _due(self, stated: Stated) -> bool:
        answer = self.state.answer(stated.receipt_id)
        return answer is not None and stated.claim_version <= answer.claim_version

    def _record(self, record: SettlementRecord) -> Expected:
        stated, key = record.settlement, key_of(record.settlement)
        head, answer = self.state.heads[stated.receipt_id], self.state.answer(stated.receipt_id)
        if answer is None:
            raise RuntimeError("a settlement stands on what was answered")
        paid = self.state.paid.setdefault(stated.receipt_id, {})
        by_this_payer = sum(cents_of(one.shown) for (payer, _), one in paid.items() if payer == key[0])
        head.revision += 1
        shown = Settlement(
            payer=stated.payer,
            reference=stated.reference,
            day=stated.day,
            paid=stated.paid,
            rejected=stated.rejected,
            differs_by_cents=by_this_payer + cents_of(stated) - owed(stated.payer, answer),
            revision=head.revision,
        )
        paid[key] = Paid(self.state.seq, stated.content_hash, shown)
        shows = [one.shown for one in paid.values()]
        totals = [sum(cents_of(one) for one in shows if _side(one.payer) == side) for side in (_AMO, _AMC)]
        outcome = Settled(
            receipt_id=stated.receipt_id,
            revision=head.revision,
            basis=head.basis,
            subject_id=stated.subject_id,
            issuer=stated.issuer,
            claim_id=stated.claim_id,
            settlement=shown,
            settled_amo_cents=totals[0],
            settled_amc_cents=totals[1],
            audience=answer.audience if isinstance(answer, Receipt) else 0,
        )
        return Expected(outcome, record.home, stated.subject_id)

    @staticmethod
    def _park(record: SettlementRecord, raw: Raw, detail: str) -> Expected:
        outcome = Parked("CONTENT_CONFLICT", detail, SETTLEMENT, raw.offset)
        letter = letter_of(raw, "CONTENT_CONFLICT", detail)
        return Expected(outcome, record.home, record.settlement.subject_id, letter)
