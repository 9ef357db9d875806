"""Writes receipts of the toy ledger: of a settled version, and of a cancelled one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from reimbursement.model import Adjudication, Reason, Recovery, Use
from tests.checker.toy_claim import ToyClaim
from tests.checker.toy_entry import EPOCH
from tests.checker.wire_writer import Signed, message, packed

FAMILY, ALONE = 1, 2
_PARTICIPATION, _FRANCHISE = 1, 2


@dataclass(frozen=True)
class Place:
    """Where a new receipt stands among others: what it follows, and what is known when it is made."""

    revision: int
    basis: int
    rules_version: str
    uses: Sequence[Use]
    """All uses of the person in the year of care, its own included."""
    taken_back: list[bytes] = field(default_factory=list)
    balances: list[bytes] = field(default_factory=list)

    def sums(self) -> list[tuple[int, object]]:
        """Counters of the year."""
        cents = {n: sum(u.amount_cents for u in self.uses if u.counter == n) for n in (_PARTICIPATION, _FRANCHISE)}
        return [(18, cents[_PARTICIPATION]), (26, cents[_FRANCHISE])]


@dataclass(frozen=True)
class Stood:
    """What stands of a claim: cents of price, AMO, local scheme, AMC, patient; None = it was refused."""

    version: int
    revision: int
    totals: tuple[int, int, int, int, int] | None
    audience: int = 0
    cancelled: bool = False

    def taken_back(self) -> list[bytes]:
        """What a later version says of it."""
        if self.totals is None or self.cancelled:
            return []
        return [message(enumerate([self.revision, self.version, *self.totals, self.audience], start=1))]


def totals_of(settled: Adjudication) -> tuple[int, int, int, int, int]:
    """Price, AMO, local scheme, AMC, patient."""
    amc = sum(settled.amc_cents)
    return settled.price_cents, settled.amo_paid_cents, settled.local_scheme_cents, amc, settled.patient_cents


def balances_of(payments: Iterable[tuple[tuple[int, str], int]], owed: dict[tuple[int, str], int]) -> list[bytes]:
    """What each payer paid, owes, and gets back."""
    paid: dict[tuple[int, str], int] = {}
    for payer, cents in payments:
        paid[payer] = paid.get(payer, 0) + cents
    return [
        message([(1, [message(enumerate(who, start=1))]), (2, cents), (3, owed[who]), (4, Signed(cents - owed[who]))])
        for who, cents in sorted(paid.items())
    ]


def _head(claim: ToyClaim, place: Place) -> list[tuple[int, object]]:
    head: list[tuple[int, object]] = [(1, claim.receipt), (2, place.revision), (3, place.basis), (4, claim.subject)]
    head += [(5, claim.practice), (6, claim.claim_id), (7, claim.version), (8, claim.day.isoformat())]
    return [*head, (9, claim.third_party), (10, claim.kind), (19, place.rules_version), (21, claim.accepted_at_us)]


def _tail(claim: ToyClaim, place: Place) -> list[tuple[int, object]]:
    return [*place.sums(), (24, claim.opener or claim.subject), (28, place.taken_back), (29, place.balances)]


def cancelled_body(claim: ToyClaim, place: Place, audience: int, *, rights: int) -> bytes:
    """The receipt of a cancelled claim; `rights`: revision at hand, 0 = none is needed."""
    return message([*_head(claim, place), *_tail(claim, place), (20, rights), (23, audience), (27, True)])


def receipt_body(claim: ToyClaim, settled: Adjudication, place: Place, *, rights: int) -> bytes:
    """The receipt of a settled version."""
    lines = []
    for line in settled.lines:
        reasons = [_reason(reason) for reason in line.reasons]
        amounts = [line.price_cents, line.base_cents, line.rate_bp, line.amo_gross_cents, line.surcharge_cents]
        amounts += [line.participation_cents, line.participation_deferred_cents, line.local_scheme_cents]
        named = [(1, line.line_no), (2, line.code), (3, str(line.family)), *enumerate(amounts, start=4)]
        rest = [(12, packed(line.amc_cents)), (13, line.amo_paid_cents), (14, line.patient_cents), (15, reasons)]
        new = [(16, line.franchise_cents), (17, line.franchise_deferred_cents), (18, line.fee_cents)]
        lines.append(message([*named, *rest, *new]))
    uses = [use_body(use, int(settled.audience)) for use in settled.uses]
    paid = [*enumerate(totals_of(settled), start=12), (17, ["75000001"]), (20, rights), (22, uses)]
    recoveries = [_recovery(one) for one in settled.recoveries]
    own = [(11, lines), *paid, (23, int(settled.audience)), (25, recoveries)]
    return message([*_head(claim, place), *own, *_tail(claim, place)])


def _reason(reason: Reason) -> bytes:
    since = (reason.in_force - EPOCH).days if reason.in_force else 0
    fields = [(1, int(reason.code)), (2, int(reason.amount)), (3, Signed(reason.effect_cents))]
    return message([*fields, (4, packed(reason.values, signed=True)), (5, reason.parameter), (6, Signed(since))])


def _recovery(recovery: Recovery) -> bytes:
    day = Signed((recovery.day - EPOCH).days)
    return message([(1, recovery.kind), (2, day), (3, Signed(recovery.amount_cents)), (4, recovery.origin), (5, 1)])


def use_body(use: Use, audience: int = 1) -> bytes:
    """A use as it is stored."""
    day = Signed((use.day - EPOCH).days)
    fields: list[tuple[int, object]] = [(1, int(use.counter)), (2, use.scope), (3, day), (4, Signed(use.amount_cents))]
    return message([*fields, (5, use.receipt_id), (6, audience)])
