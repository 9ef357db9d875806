"""What a step of the day is: a bill, and what must come of it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from tools.demo.cast import Cast
from tools.simulators.practice.practices import Practice
from vitale.claim.v1.claim_pb2 import PATHWAY_IN, ClaimLine, Pathway
from vitale.claim.v1.claim_service_pb2 import SubmittedClaim
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey


@dataclass(frozen=True, slots=True)
class Settled:
    """A receipt, cents: what AMO, AMC, the patient and the local scheme pay now, what is taken later; who sees it."""

    amo: int
    amc: int
    left: int
    local: int = 0
    deferred: int = 0
    seen_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A negative acknowledgement: the code and the field it must name."""

    code: str
    field: str
    outcome: Literal["OUTCOME_REJECTED", "OUTCOME_CONFLICT"] = "OUTCOME_REJECTED"


@dataclass(frozen=True, slots=True)
class SameAs:
    """The acknowledgement of an earlier step, once more, and no second receipt."""

    step: str


@dataclass(frozen=True, slots=True)
class Paid:
    """A receipt of an earlier step that its payers pay: cents by payer, to whom, and who sees it."""

    step: str
    title: str
    cents: tuple[tuple[Literal["amo", "amc"], int], ...]
    to: Literal["person", "professional"]
    seen_by: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A bill of an earlier step as it should have been, and what must come of it; without lines it is cancelled."""

    step: str
    title: str
    lines: tuple[ClaimLine, ...]
    expected: Settled


@dataclass(frozen=True, slots=True)
class Step:
    """One bill of the day. `card` and `person` are names of the cast; `number` names the step whose number it bears."""

    name: str
    title: str
    practice: Practice
    card: str
    person: str
    lines: tuple[ClaimLine, ...]
    expected: Settled | Refused | SameAs
    pathway: Pathway.ValueType = PATHWAY_IN
    third_party: bool = False
    related: bool = False
    number: str = ""
    days_ahead: int = 0
    wrong_key: bool = False

    @property
    def price_cents(self) -> int:
        """What is charged in all."""
        return sum(line.price_cents for line in self.lines)

    def claim(self, cast: Cast, *, care_date: date, rights_revision: int = 0) -> SubmittedClaim:
        """Write the bill as practice software sends it."""
        return SubmittedClaim(
            claim_id=f"DEMO-{cast.run}-{(self.number or self.name).upper()}",
            key=self._key(cast),
            rights_revision=rights_revision,
            care_date=care_date.isoformat(),
            pathway=self.pathway,
            third_party_payment=self.third_party,
            related_to_exemption=self.related,
            lines=self.lines,
        )

    def _key(self, cast: Cast) -> BeneficiaryKey:
        number = cast.cards[self.card].opener_nir.reveal()
        if self.wrong_key:
            number = number[:13] + f"{int(number[13:]) % 97 + 1:02d}"
        person = cast.member(self.card, self.person).person
        return BeneficiaryKey(opener_nir=number, birth_date=person.birth_date.isoformat(), birth_rank=person.birth_rank)


def act(
    code: str, price_cents: int, *, family: str = "", base_cents: int = 0, modifiers: tuple[str, ...] = ()
) -> tuple[ClaimLine, ...]:
    """Write one act alone on its bill; cents."""
    line = ClaimLine(
        line_no=1, act_code=code, family=family, quantity=1, price_cents=price_cents, base_cents=base_cents
    )
    line.detail.modifiers.extend(modifiers)
    return (line,)
