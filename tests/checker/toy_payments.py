"""Settlements on the toy ledger: what a payer states, and what a correct worker makes of it."""

from dataclasses import dataclass
from hashlib import sha256

from tests.checker.toy_claim import ToyClaim
from tests.checker.toy_entry import SETTLEMENT, Entry
from tests.checker.toy_ledger import AMC, AMO, ToyLedger
from tests.checker.wire_writer import Signed, message

PAID_TO_INSURED = 1 << 1


@dataclass(frozen=True)
class ToyPayment:
    """Money for a claim, cents; 0 = refused. It waits for `version` of the claim; 0 = whichever stands."""

    claim: ToyClaim
    payer: tuple[int, str]
    reference: str
    cents: int
    version: int = 0

    @property
    def key(self) -> tuple[bytes, str, str]:
        """(receipt, payer, reference)."""
        return self.claim.receipt, f"{self.payer[0]}:{self.payer[1]}", self.reference

    def digest(self) -> bytes:
        """Hash of its content."""
        return sha256(f"{self.key}{self.cents}".encode()).digest()

    def outcome(self, first: int) -> list[tuple[int, object]]:
        """The payment, or the refusal, under field numbers from `first`."""
        if self.cents:
            return [(first, [message([(1, PAID_TO_INSURED), (2, Signed(self.cents))])])]
        return [(first + 1, [message([(1, "R07"), (2, "Contrat clos")])])]

    def body(self) -> bytes:
        """The message of topic vitale.settlement.v1."""
        claim = self.claim
        head: list[tuple[int, object]] = [
            (1, claim.receipt),
            (2, claim.practice),
            (3, claim.claim_id),
            (4, claim.subject),
        ]
        head += [(5, [message(enumerate(self.payer, start=1))]), (6, self.reference), (7, self.version)]
        return message([*head, (8, "2026-05-04"), *self.outcome(9), (11, self.digest()), (12, 1_760_000_000_000_000)])


def pay(ledger: ToyLedger, payment: ToyPayment) -> None:
    """A settlement from the log, of a claim that was settled, refused, waits, or has not come."""
    claim = payment.claim
    ledger.consume(SETTLEMENT, claim.home, payment.body())
    known = ledger.paid.get(payment.key) or ledger.pays_later.get(payment.key)
    if known is not None:
        if known[0].digest() == payment.digest():
            ledger.add(Entry(6, message([(1, SETTLEMENT), (2, "SAME_CONTENT")]), claim.home, claim.subject))
        else:
            _set_aside(ledger, claim)
    elif _is_due(ledger, payment):
        _record(ledger, payment)
    else:
        ledger.pays_later[payment.key] = (payment, len(ledger.entries) + 1, b"")
        ledger.add(Entry(5, message([(1, SETTLEMENT), (2, "settlement_waiting")]), claim.home))


def follow(ledger: ToyLedger, claim: ToyClaim) -> None:
    """What waited for a claim that was just settled."""
    for key, (payment, _, _) in sorted(ledger.pays_later.items(), key=lambda item: item[1][1]):
        if key[0] == claim.receipt and _is_due(ledger, payment):
            del ledger.pays_later[key]
            _record(ledger, payment)


def _is_due(ledger: ToyLedger, payment: ToyPayment) -> bool:
    stood = ledger.stands.get(payment.claim.receipt)
    return stood is not None and stood.version >= payment.version


def _set_aside(ledger: ToyLedger, claim: ToyClaim) -> None:
    source = ledger.inputs[-1]
    told = [(1, "CONTENT_CONFLICT"), (2, "reference"), (3, SETTLEMENT), (4, source.offset)]
    ledger.add(Entry(4, message(told), claim.home, claim.subject))
    ledger.parked[len(ledger.entries)] = (source, "CONTENT_CONFLICT", "reference")


def _record(ledger: ToyLedger, payment: ToyPayment) -> None:
    claim = payment.claim
    head, stood = ledger.heads[claim.receipt], ledger.stands[claim.receipt]
    head.revision += 1
    _, amo, local, amc, _ = stood.totals or (0, 0, 0, 0, 0)
    owed = amo + local if payment.payer == AMO else amc
    mine = [one for key, (one, _, _) in ledger.paid.items() if key[0] == claim.receipt]
    by_payer = {who: sum(one.cents for one in [*mine, payment] if one.payer == who) for who in (AMO, AMC)}
    shown = [(1, [message(enumerate(payment.payer, start=1))]), (2, payment.reference), (3, "2026-05-04")]
    differs = by_payer[payment.payer] - owed
    body = message([*shown, *payment.outcome(4), (6, Signed(differs)), (7, head.revision)])
    ledger.paid[payment.key] = (payment, len(ledger.entries) + 1, body)
    named = [(1, claim.receipt), (2, head.revision), (3, head.basis), (4, claim.subject), (5, claim.practice)]
    tail = [(6, claim.claim_id), (7, [body]), (8, by_payer[AMO]), (9, by_payer[AMC]), (10, stood.audience)]
    columns = (claim.home, claim.subject, claim.receipt, head.revision, stood.audience)
    ledger.add(Entry(7, message([*named, *tail]), *columns, basis=head.basis))


__all__ = ["AMC", "AMO", "ToyPayment", "follow", "pay"]
