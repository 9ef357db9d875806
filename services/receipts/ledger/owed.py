"""What a payer owes of a receipt, and where each payer stands once the receipt is another one."""

from collections.abc import Mapping

from receipts.ledger.settled import Recorded, SettlementKey
from vitale.receipt.v1.receipt_pb2 import PayerBalance, ReceiptIssued, ReversedAmounts
from vitale.settlement.v1.settlement_pb2 import PAYER_KIND_AMO, Payer


def owed_by(payer: Payer, receipt: ReceiptIssued) -> int:
    """What a payer owes of a receipt, cents; the local scheme is paid by AMO's own caisse."""
    if payer.kind == PAYER_KIND_AMO:
        return receipt.amo_paid_cents + receipt.local_scheme_cents
    places = [place for place, number in enumerate(receipt.amc_numbers) if number == payer.number]
    return sum(line.amc_cents[place] for line in receipt.lines for place in places)


def balances(recorded: Mapping[SettlementKey, Recorded], receipt: ReceiptIssued) -> list[PayerBalance]:
    """For each payer that settled something: all it paid, less what the receipt says it pays; by side and number."""
    paid: dict[tuple[int, str], int] = {}
    for one in recorded.values():
        side = int(one.shown.payer.kind), one.shown.payer.number
        paid[side] = paid.get(side, 0) + one.shown.paid.amount_cents
    found = []
    for (kind, number), cents in sorted(paid.items()):
        payer = Payer(kind=kind, number=number)  # type: ignore[arg-type]  # an int of the closed enum, as it was stated
        owed = owed_by(payer, receipt)
        found.append(PayerBalance(payer=payer, paid_cents=cents, owed_cents=owed, owed_back_cents=cents - owed))
    return found


def reversed_amounts(receipt: ReceiptIssued) -> ReversedAmounts:
    """What a correction or a cancellation takes back: the amounts of the receipt that stood, as they stood."""
    return ReversedAmounts(
        revision=receipt.revision,
        claim_version=receipt.claim_version,
        price_cents=receipt.price_cents,
        amo_paid_cents=receipt.amo_paid_cents,
        local_scheme_cents=receipt.local_scheme_cents,
        amc_cents=receipt.amc_cents,
        patient_cents=receipt.patient_cents,
        audience=receipt.audience,
    )
