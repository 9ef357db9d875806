"""Invoices: who was cared for where, on which day, in or out of the pathway, paid by whom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, Final

from chassis.clock import Clock
from tools.simulators.population import Card, Family, Member
from tools.simulators.practice.bill import Bill, Visitor
from tools.simulators.practice.mix import access_of, may_be_related, pathway_of, treats
from tools.simulators.practice.practices import Practice
from tools.simulators.practice.trades import BILLS
from vitale.claim.v1 import claim_pb2
from vitale.claim.v1.claim_service_pb2 import SubmittedClaim
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey
from vitale.rights.v1.rights_pb2 import EXEMPTION_KIND_ALD, EXEMPTION_KIND_C2S

_LATE_DAYS: Final = 45


@dataclass(frozen=True, slots=True)
class Patient:
    """A member of a card, as a practice meets them."""

    card: Card
    member: Member

    def has(self, kind: int) -> bool:
        """Say whether an exemption of this kind is held at all."""
        return any(exempted.kind == kind for exempted in self.member.exemptions)

    def key(self) -> BeneficiaryKey:
        """Name the patient as an invoice does: number of the opener, birth date, rank."""
        person = self.member.person
        return BeneficiaryKey(
            opener_nir=self.card.opener_nir.reveal(),
            birth_date=person.birth_date.isoformat(),
            birth_rank=person.birth_rank,
        )


def patients_of(families: Iterable[Family]) -> tuple[Patient, ...]:
    """List everybody on every card; a child on two cards is there once for each."""
    return tuple(Patient(card, member) for family in families for card in family.cards for member in card.members)


@dataclass(frozen=True, slots=True)
class Invoice:
    """A claim and the practice whose token must carry it."""

    practice: Practice
    claim: SubmittedClaim


_LESS_CENTS: Final = 100


def corrected(invoice: Invoice) -> Invoice | None:
    """The invoice with a euro less on an act whose price it states, as if it had been mistyped; None without such."""
    claim = SubmittedClaim()
    claim.CopyFrom(invoice.claim)
    dear = next((line for line in claim.lines if line.price_cents > _LESS_CENTS), None)
    if dear is None:
        return None
    dear.price_cents -= _LESS_CENTS
    return Invoice(invoice.practice, claim)


class Biller:
    """Draws invoices of a population, one after the other; the same seed draws the same ones."""

    def __init__(
        self, patients: Sequence[Patient], practices: Sequence[Practice], clock: Clock, *, seed: int, prefix: str
    ) -> None:
        """Take who is cared for and by whom; `prefix` (A-Z, 0-9, dash) begins every invoice number."""
        if not patients or not practices:
            raise ValueError("a biller needs at least one patient and one practice")
        self._patients, self._practices, self._clock = patients, practices, clock
        self._dice, self._prefix, self._count = Random(seed), prefix, 0  # noqa: S311 - repeatable bills, not secrets

    def next(self) -> Invoice:
        """Draw the next invoice."""
        while True:
            patient, practice = self._dice.choice(self._patients), self._dice.choice(self._practices)
            day = self._day(patient, practice)
            age = _age(patient.member.person.birth_date, day)
            if treats(practice, age, alsace_moselle=patient.card.alsace_moselle):
                self._count += 1
                return Invoice(practice, self._claim(patient, practice, day=day, age=age))

    def _day(self, patient: Patient, practice: Practice) -> date:
        today = self._clock.today(practice.place)
        late = self._dice.randint(1, _LATE_DAYS) if self._dice.randrange(5) == 0 else 0
        return min(today, max(today - timedelta(days=late), patient.member.days.first))

    def _claim(self, patient: Patient, practice: Practice, *, day: date, age: int) -> SubmittedClaim:
        pathway = pathway_of(practice, age, self._dice)
        c2s = patient.has(EXEMPTION_KIND_C2S)
        ill = patient.has(EXEMPTION_KIND_ALD) and may_be_related(practice)
        related = ill and self._dice.randrange(100) < 60  # noqa: PLR2004 - share of a mix
        number = f"{self._prefix}-{self._count}"
        fixed = c2s or pathway == claim_pb2.PATHWAY_OUT
        visitor = Visitor(practice, self._dice, age, fixed, related, patient.card.alsace_moselle, number)
        bill = BILLS[practice.bills](visitor)
        directly = c2s or related or bill.pays_directly or self._dice.randrange(4) == 0
        return SubmittedClaim(
            claim_id=number,
            key=patient.key(),
            care_date=day.isoformat(),
            pathway=pathway,
            access=access_of(practice, pathway),
            third_party_payment=directly and not bill.pays_first,
            related_to_exemption=related,
            **_circumstances(bill),
        )


def _circumstances(bill: Bill) -> dict[str, Any]:
    return {
        "setting": bill.setting,
        "stay": bill.stay,
        "hospitalised_after": bill.hospitalised_after,
        "below_cure_ceiling": bill.below_cure_ceiling,
        "lines": bill.lines,
    }


def _age(birth: date, day: date) -> int:
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
