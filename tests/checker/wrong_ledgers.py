"""Ledgers that handle versions of claims wrongly, each true to its own flaw, and the finding that it must lead to."""

from dataclasses import replace

from reimbursement.model import Use
from tests.checker.toy_claim import ToyClaim
from tests.checker.toy_entry import CLAIM, Record
from tests.checker.toy_ledger import AMC, AMO, ToyHead, ToyLedger
from tests.checker.toy_payments import ToyPayment
from tests.checker.toy_receipt import ALONE, Place, Stood, cancelled_body
from tests.checker.wire_writer import Signed, message


class UsesNotTakenBack(ToyLedger):
    """A correction or a cancellation leaves the uses of the version before."""

    finding = "use-left"

    def _others(self, claim: ToyClaim) -> dict[tuple[bytes, int], list[Use]]:  # noqa: ARG002 - whosever they are
        return {at: list(uses) for at, uses in self.uses.items()}


class UsesOfAnotherTakenBack(ToyLedger):
    """A correction or a cancellation takes a use of another receipt with it."""

    finding = "use-missing"

    def _others(self, claim: ToyClaim) -> dict[tuple[bytes, int], list[Use]]:
        others = super()._others(claim)
        mine = others.get((claim.subject, claim.day.year), [])
        return others | {(claim.subject, claim.day.year): mine[1:]} if claim.version > 1 else others


class ReversalACentOff(ToyLedger):
    """What was taken back is not what stood."""

    finding = "reversal"

    def _place(self, claim: ToyClaim, owed: dict[tuple[int, str], int]) -> Place:
        stood = self.stands.get(claim.receipt)
        if stood is None or stood.totals is None:
            return super()._place(claim, owed)
        price, amo, local, amc, patient = stood.totals
        wrong = replace(stood, totals=(price, amo + 1, local, amc, patient))
        return replace(super()._place(claim, owed), taken_back=wrong.taken_back())


class AppliedTwice(ToyLedger):
    """A correction that is delivered again is settled again."""

    finding = "version-twice"

    def _arrive(self, claim: ToyClaim, source: Record) -> None:
        head = self.heads.get(claim.receipt)
        if head is not None and claim.version == head.version > 1 and head.digest == claim.digest():
            self._next(claim, source)
        else:
            super()._arrive(claim, source)


class AmountsLeft(ToyLedger):
    """A cancelled receipt keeps its amounts."""

    finding = "cancelled-with-amounts"

    def _cancel(self, claim: ToyClaim, stood: Stood | None) -> None:
        if stood is None or stood.totals is None:
            super()._cancel(claim, stood)
            return
        self.uses = self._others(claim)
        price, amo, local, amc, patient = stood.totals
        place = self._place(claim, {AMO: 0, AMC: 0})
        self._stand(claim, place, replace(stood, version=claim.version, revision=place.revision, cancelled=True))
        left = message(enumerate((price, amo, local, amc, patient), start=12))
        body = cancelled_body(claim, place, stood.audience, rights=self.rights[claim.subject][0]) + left
        self._issued(claim, body, place, stood.audience, (amo, amc, patient))


class CorrectionLost(ToyLedger):
    """A correction is taken for a repeat of what stands."""

    finding = "lost"

    def _next(self, claim: ToyClaim, source: Record) -> None:
        if claim.receipt in self.stands and not claim.cancelled:
            self._ignored(CLAIM, "SAME_CONTENT", claim.home, claim.subject)
        else:
            super()._next(claim, source)


class VersionSkipped(ToyLedger):
    """A version is settled though the one before it has not come."""

    finding = "version-skipped"

    def _hold(self, claim: ToyClaim, source: Record) -> None:
        self._next(claim, source)


class VersionHeldForEver(ToyLedger):
    """A version that came too early is never settled."""

    finding = "entry-missing"

    def claim(self, claim: ToyClaim) -> None:
        self.consume(CLAIM, claim.home, claim.body())
        self._arrive(claim, self.inputs[-1])


class OlderAfterNewer(ToyLedger):
    """A version is settled after the one that replaced it."""

    finding = "version-older"

    def _arrive(self, claim: ToyClaim, source: Record) -> None:
        head = self.heads.get(claim.receipt)
        if head is not None and claim.version < head.version:
            self._next(claim, source)
        else:
            super()._arrive(claim, source)


class WrongBalance(ToyLedger):
    """A payer is told that it owes what the receipt before said."""

    finding = "balance"

    def _place(self, claim: ToyClaim, owed: dict[tuple[int, str], int]) -> Place:
        stood = self.stands.get(claim.receipt)
        totals = stood.totals if stood is not None else None
        before = {AMO: totals[1] + totals[2], AMC: totals[3]} if totals is not None else owed
        return super()._place(claim, before)


class BalanceForgotten(ToyLedger):
    """Payers are not told what they get back."""

    finding = "balance"

    def _place(self, claim: ToyClaim, owed: dict[tuple[int, str], int]) -> Place:
        return replace(super()._place(claim, owed), balances=[])


class BalanceOfOnePayment(ToyLedger):
    """Of a payer that paid in parts only the last part counts."""

    finding = "balance"

    def _place(self, claim: ToyClaim, owed: dict[tuple[int, str], int]) -> Place:
        paid: dict[tuple[int, str], ToyPayment] = {
            one[0].payer: one[0] for key, one in self.paid.items() if key[0] == claim.receipt
        }
        named = {payer: [message(enumerate(payer, start=1))] for payer in paid}
        told = [
            message([(1, named[payer]), (2, one.cents), (3, owed[payer]), (4, Signed(one.cents - owed[payer]))])
            for payer, one in sorted(paid.items())
        ]
        return replace(super()._place(claim, owed), balances=told)


class AnotherVersionTold(ToyLedger):
    """The receipt of a correction says that it is of the version before."""

    finding = "version-twice"

    def _issued(self, claim: ToyClaim, body: bytes, place: Place, audience: int, amounts: tuple[int, int, int]) -> None:
        told = message([(7, claim.version - 1)]) if claim.version > 1 else b""
        super()._issued(claim, body + told, place, audience, amounts)


class AfterTheCancellation(ToyLedger):
    """A cancelled claim is settled again by a later version."""

    finding = "after-cancellation"

    def _next(self, claim: ToyClaim, source: Record) -> None:
        stood = self.stands.get(claim.receipt)
        if stood is not None and stood.cancelled:
            self._settle(claim, source)
        else:
            super()._next(claim, source)


class ParkedLeavesNoMark(ToyLedger):
    """A version that was set aside leaves nothing, so that its correction waits for ever."""

    finding = "entry-missing"

    def _mark(self, claim: ToyClaim) -> None:
        self.waiting.pop(claim.receipt, None)


class OldReceiptLost(ToyLedger):
    """While a correction waits, the claim has no receipt any more."""

    finding = "row"

    def _wait(self, claim: ToyClaim, source: Record, revision: int, table: bytes | None) -> None:
        super()._wait(claim, source, revision, table)
        head = self.heads[claim.receipt]
        self.heads[claim.receipt] = ToyHead(head.version, head.digest, len(self.entries))


class RefusalTakesTheReceipt(ToyLedger):
    """A correction that is refused takes the receipt with it, uses and all."""

    finding = "use-missing"

    def _reject(self, claim: ToyClaim, code: str) -> None:
        self.uses = self._others(claim)
        super()._reject(claim, code)


class CancellationNeedsRights(ToyLedger):
    """A cancellation is refused where the claim was."""

    finding = "outcome"

    def _cancel(self, claim: ToyClaim, stood: Stood | None) -> None:
        if stood is not None and stood.totals is not None:
            super()._cancel(claim, stood)
        else:
            self._reject(claim, "NO_RIGHTS")


class CancelledForEverybody(ToyLedger):
    """The cancellation of what never had a receipt is shown to everybody on the card."""

    finding = "audience-header"

    def _issued(self, claim: ToyClaim, body: bytes, place: Place, audience: int, amounts: tuple[int, int, int]) -> None:
        shown = message([(23, 1)]) if audience == ALONE else b""
        super()._issued(claim, body + shown, place, 1, amounts)


class NeverTooLate(ToyLedger):
    """Claims after the limitation are settled."""

    finding = "outcome"

    def _reject(self, claim: ToyClaim, code: str) -> None:
        if code == "LIMITATION_PASSED":
            self._issue(claim, self.inputs[-1], self.rights[claim.subject][0])
        else:
            super()._reject(claim, code)


class CorrectionsTooLate(ToyLedger):
    """The correction of a claim that came in time is refused as too late."""

    finding = "outcome"

    def _next(self, claim: ToyClaim, source: Record) -> None:
        if claim.version > 1 and claim.days_until_sent > 366 and not claim.cancelled:
            self._reject(claim, "LIMITATION_PASSED")
        else:
            super()._next(claim, source)


WRONG: tuple[type[ToyLedger], ...] = (
    UsesNotTakenBack,
    UsesOfAnotherTakenBack,
    ReversalACentOff,
    AppliedTwice,
    AmountsLeft,
    CorrectionLost,
    VersionSkipped,
    VersionHeldForEver,
    OlderAfterNewer,
    WrongBalance,
    BalanceForgotten,
    BalanceOfOnePayment,
    AnotherVersionTold,
    AfterTheCancellation,
    ParkedLeavesNoMark,
    OldReceiptLost,
    RefusalTakesTheReceipt,
    CancellationNeedsRights,
    CancelledForEverybody,
    NeverTooLate,
    CorrectionsTooLate,
)
