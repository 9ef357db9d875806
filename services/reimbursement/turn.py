"""Owns one contract's turn to pay for one line: what is on the table, and how a payment is noted."""

from reimbursement.budgets import AmcState
from reimbursement.dated import InForce
from reimbursement.families import DOCTORS
from reimbursement.model import Contract, Line
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.shares import Shares
from reimbursement.situation import Situation
from reimbursement.vocabulary import Family, ProfessionalKind

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_OF_AMC = Amount.AMC
_F, _K = Family, ProfessionalKind
_BY_PROFESSIONAL = (_F.CONSULTATION, _F.VISIT, _F.TECHNICAL_ACT, _F.SURCHARGE)
_FAMILIES = {  # what contracts call the acts of those who are not doctors
    (kind, family): of_contract
    for kind, of_contract in (
        (_K.DENTIST, _F.DENTAL_CARE),
        (_K.MIDWIFE, _F.MIDWIFE),
        (_K.NURSE, _F.AUXILIARY),
        (_K.PHYSIOTHERAPIST, _F.AUXILIARY),
        (_K.SPEECH_THERAPIST, _F.AUXILIARY),
        (_K.PSYCHOLOGIST, _F.PSYCHOLOGIST),
    )
    for family in _BY_PROFESSIONAL
}


class Turn:
    """The contract whose turn it is, by rank from 1; `responsible` is false for C2S, which has rules of its own."""

    __slots__ = (
        "because",
        "before",
        "contract",
        "family",
        "line",
        "rank",
        "responsible",
        "shares",
        "situation",
        "state",
    )

    def __init__(self, line: Line, shares: Shares, situation: Situation, *, because: list[Reason]) -> None:
        self.line = line
        self.shares = shares
        self.situation = situation
        self.because = because
        state = situation.amc
        self.state = AmcState(situation.care, situation.cover, situation.uses) if state is None else state
        self.family = family_of(line, situation)

    def of(self, rank: int, contract: Contract) -> None:
        """Pass the turn to a contract; `before` is what others have paid."""
        self.rank = rank
        self.before = self.shares.amc
        self.contract = contract
        self.responsible = contract.responsible and not self.situation.c2s[rank - 1]

    def note(self, code: ReasonCode, effect_cents: int, *values: int, found: InForce | None = None) -> None:
        """Say why the amount changes; values follow the rank of the contract."""
        said = (self.rank, *values)
        if found is None:
            self.because.append(Reason(code, _OF_AMC, effect_cents, said))
        else:
            self.because.append(Reason(code, _OF_AMC, effect_cents, said, found.parameter, found.since))

    def pay(self, code: ReasonCode, cents: int, *values: int, found: InForce | None = None) -> None:
        """Pay an amount that is known not to be above what is left, and say why."""
        self.note(code, cents, *values, found=found)
        self.shares.amc += cents


def family_of(line: Line, situation: Situation) -> Family:
    """Return the family that contracts know the line by: that of its act, by whoever does it."""
    family = situation.act_of(line).family
    kind = situation.care.professional.kind
    return family if kind in DOCTORS else _FAMILIES.get((kind, family), family)
