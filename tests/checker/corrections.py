"""The part of a toy day in which practices correct and cancel what they sent, in order and out of order."""

import random
from dataclasses import replace
from datetime import date, timedelta

from tests.checker.toy_claim import ToyClaim
from tests.checker.toy_ledger import ToyLedger
from tests.checker.toy_payments import AMC, AMO, ToyPayment, follow, pay

Person = tuple[bytes, bytes]
SPRING = date(2026, 3, 10)
YEARS = 4


class Corrections:
    """Sends versions of claims of one person with rights, and of one without."""

    def __init__(self, ledger: ToyLedger, rng: random.Random, person: Person, stranger: Person) -> None:
        self.ledger, self.rng, self.person, self.stranger = ledger, rng, person, stranger
        self.accepted: list[ToyClaim] = []
        self.number = 200

    def all(self) -> list[ToyClaim]:
        """Everything that can become of a version; the claims as their practices had them accepted."""
        for part in (
            self._corrected_and_paid,
            self._cancelled,
            self._out_of_order,
            self._set_aside,
            self._waiting,
            self._refused,
            self._too_late,
            self._debt_of_a_cancelled_receipt,
            self._never_settled,
        ):
            part()
        return self.accepted

    def _claim(self, cents: int = 3000, **said: object) -> ToyClaim:
        self.number += 1
        name = f"F{10_000 * self.ledger.partition + self.number:05d}"
        # Several years, so that no cap of a year hides what is used and taken back.
        day = SPRING.replace(year=SPRING.year - self.number % YEARS) + timedelta(days=self.rng.randrange(10))
        return replace(ToyClaim(name, *self.person, day, cents), **said)  # type: ignore[arg-type]  # fields by name

    def _nursing(self, **said: object) -> ToyClaim:
        act = {"code": "ACT", "kind": "nurse", "family": "auxiliary", "base_cents": 1730}
        return self._claim(1730, **act, **said)

    def _send(self, *claims: ToyClaim) -> None:
        for claim in claims:
            self.ledger.claim(claim)
            follow(self.ledger, claim)
            self.accepted.append(claim)

    def _again(self, *claims: ToyClaim) -> None:
        for claim in claims:
            self.ledger.claim(claim)

    def _conflict(self, claim: ToyClaim) -> None:
        """Two contents of one version: no intake accepts both, so none of them is held to be accepted."""
        self.ledger.claim(claim)
        kept = [one for one in self.accepted if (one.receipt, one.version) != (claim.receipt, claim.version)]
        self.accepted = kept

    def _corrected_and_paid(self) -> None:
        first = self._claim(self.rng.choice((3000, 6000)), third_party=True)
        second = replace(first, version=2, price_cents=3500)
        third = replace(first, version=3, price_cents=3100, third_party=False)
        self._send(first)
        pay(self.ledger, ToyPayment(first, AMO, "C1", 1900))
        pay(self.ledger, ToyPayment(first, AMC, "C2", 900))
        pay(self.ledger, ToyPayment(first, AMO, "C3", 77, version=3))
        self._send(second)
        self._again(first, second)
        self._conflict(replace(second, price_cents=3600))
        pay(self.ledger, ToyPayment(first, AMC, "C4", 0))
        self._send(third)

    def _cancelled(self) -> None:
        for first in (self._nursing(third_party=True), self._nursing(), self._claim()):
            second = replace(first, version=2, cancelled=True)
            self._send(first)
            pay(self.ledger, ToyPayment(first, AMO, "D1", 1000))
            self._send(second)
            self._again(second)
            pay(self.ledger, ToyPayment(first, AMO, "D2", -1000, version=2))
            self.ledger.claim(replace(first, version=3))

    def _out_of_order(self) -> None:
        first = self._claim()
        second, third = replace(first, version=2, price_cents=3300), replace(first, version=3, price_cents=3400)
        pay(self.ledger, ToyPayment(first, AMO, "E1", 500, version=2))
        self._send(third, second)
        self._again(third)
        self._conflict(replace(third, price_cents=9900))
        self._send(first)
        other = self._claim()
        gone, after = replace(other, version=2, cancelled=True), replace(other, version=3)
        self._send(gone)
        self.ledger.claim(after)
        self._send(other)
        late = replace(self._claim(), version=3)
        self._send(late)

    def _set_aside(self) -> None:
        unknown = self._claim(day=date(1999, 3, 4))
        self._send(unknown)
        self._again(unknown)
        self._send(replace(unknown, version=2, day=SPRING))
        self._again(unknown)
        stands = self._claim()
        wrong = replace(stands, version=2, day=date(1999, 3, 4))
        self._send(stands)
        pay(self.ledger, ToyPayment(stands, AMO, "G1", 700, version=2))
        self._send(wrong)
        self._again(wrong)
        self._send(replace(stands, version=3, price_cents=3200))
        self._send(self._claim(day=date(1999, 3, 4)))

    def _waiting(self) -> None:
        waits = self._claim(revision=9)
        self._send(waits, replace(waits, version=2, revision=8))
        self._send(replace(waits, version=3, revision=1))
        stands = self._claim()
        self._send(stands, replace(stands, version=2, revision=9, price_cents=3300))
        pay(self.ledger, ToyPayment(stands, AMO, "H1", 700, version=2))
        told = self._claim()
        second = replace(told, version=2, revision=9, price_cents=3300)
        self._send(told, second)
        self.ledger.deadline(second)
        gone = self._claim(revision=9)
        self._send(gone, replace(gone, version=2, cancelled=True))
        aside = self._claim(revision=9)
        self._send(aside, replace(aside, version=2, day=date(1999, 3, 4), revision=1))

    def _refused(self) -> None:
        first = self._claim()
        wrong = replace(first, version=2, opener=self.rng.randbytes(16))
        self._send(first, wrong)
        pay(self.ledger, ToyPayment(first, AMO, "I1", 700, version=2))
        self._send(replace(first, version=3, price_cents=3300))
        kept = self._claim()
        self._send(kept, replace(kept, version=2, opener=self.rng.randbytes(16)))
        never = self._claim(opener=self.rng.randbytes(16))
        self._send(never)
        pay(self.ledger, ToyPayment(never, AMO, "I2", 700))
        self._send(replace(never, version=2, price_cents=3100), replace(never, version=3, opener=b""))
        self._send(self._claim(opener=self.rng.randbytes(16)))

    def _too_late(self) -> None:
        days = (date(2028, 7, 1) - date(2026, 4, 1)).days
        late = self._claim(day=date(2026, 4, 1), days_until_sent=days)
        self._send(late, replace(late, version=2, price_cents=3100))
        self._send(self._claim(day=date(2026, 4, 1), days_until_sent=days - 1))

    def _debt_of_a_cancelled_receipt(self) -> None:
        owes = self._nursing(third_party=True)
        self._send(owes, self._claim(), replace(owes, version=2, cancelled=True), self._claim())

    def _never_settled(self) -> None:
        self._send(self._claim(cancelled=True))
        refused = self._claim(subject=self.stranger[0], home=self.stranger[1])
        self._send(refused)
        self.ledger.deadline(refused)
        self._send(replace(refused, version=2, cancelled=True))
