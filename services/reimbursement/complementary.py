"""Owns what each complementary contract pays, in the insured's order, never above what is left."""

from reimbursement.c2s import pay_c2s
from reimbursement.glasses import GLASSES
from reimbursement.guarantees import concerns_doctor, promise
from reimbursement.model import Contract, Guarantee, Line
from reimbursement.money import FULL_BP, share
from reimbursement.over_time import pay_over_time
from reimbursement.paying import pay_whole, take, whole_is_due
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.responsible import hold_to_rules
from reimbursement.shares import Shares
from reimbursement.situation import Situation
from reimbursement.turn import Turn
from reimbursement.vocabulary import Family, GuaranteeKind, Per, SectorScope

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_OF_AMC = Amount.AMC
_LINE, _ACT, _ANY = Per.LINE, Per.ACT, SectorScope.ANY
_TICKET_MODERATEUR, _PERCENT_BASE = GuaranteeKind.TICKET_MODERATEUR, GuaranteeKind.PERCENT_BASE
_AMC_TICKET_MODERATEUR, _AMC_LIMITED_TO_LEFT = ReasonCode.AMC_TICKET_MODERATEUR, ReasonCode.AMC_LIMITED_TO_LEFT
_AMC_PERCENT_BASE_WITH_AMO = ReasonCode.AMC_PERCENT_BASE_WITH_AMO
_HUNDRED_PERCENT_SANTE = GuaranteeKind.HUNDRED_PERCENT_SANTE
_HOMEOPATHY = Family.HOMEOPATHY
_NOT_C2S = [False]  # one contract, that is not C2S
_OWN_LIMITS = frozenset({_HOMEOPATHY, Family.HEARING_AID}) | GLASSES


def complementary(line: Line, shares: Shares, situation: Situation, *, because: list[Reason]) -> tuple[int, ...]:
    """Return what each contract pays in cents, in the order the insured chose; called in the order of line_no."""
    contracts = situation.cover.contracts
    if not contracts:
        return ()
    if line.family in _OWN_LIMITS:
        if line.family is _HOMEOPATHY and not shares.amo:
            return _unreimbursed(line, shares, situation, because=because)
    elif shares.price == shares.base and situation.c2s == _NOT_C2S and len(contracts[0].guarantees) == 1:
        usual = _usual(contracts[0].guarantees[0], shares, because)
        if usual >= 0:
            return (usual,)
    turn = Turn(line, shares, situation, because=because)
    if len(contracts) == 1:
        return (_pay(turn, 1, contracts[0]),)
    return tuple([_pay(turn, rank, contract) for rank, contract in enumerate(contracts, start=1)])


def _usual(guarantee: Guarantee, shares: Shares, because: list[Reason]) -> int:
    """Pay the whole share of the person where a contract promises just that and there is no overrun; else -1.

    Most claims are so; what else could hold (floors, ceilings, budgets) does not come into it.
    """
    kind, value = guarantee.kind, guarantee.value
    if guarantee.families or guarantee.sectors is not _ANY or guarantee.times_a_year or guarantee.per is not _LINE:
        return -1
    left = shares.base - shares.amo - shares.local_scheme
    if kind is _TICKET_MODERATEUR:
        because.append(Reason(_AMC_TICKET_MODERATEUR, _OF_AMC, left, (1,)))
    elif kind is _PERCENT_BASE and guarantee.includes_amo and value >= FULL_BP:
        promised = share(shares.base, value) - shares.base + left
        because.append(Reason(_AMC_PERCENT_BASE_WITH_AMO, _OF_AMC, promised, (1, value, shares.base)))
        if promised > left:
            because.append(Reason(_AMC_LIMITED_TO_LEFT, _OF_AMC, left - promised, (1,)))
    else:
        return -1
    shares.amc = left
    return left


def _unreimbursed(line: Line, shares: Shares, situation: Situation, *, because: list[Reason]) -> tuple[int, ...]:
    """What AMO does not reimburse has no tariff, so no ticket modérateur; a contract may pay euros for it."""
    bare = Shares(shares.price, 0, 0, surcharge=0, local_scheme=0)
    turn = Turn(line, bare, situation, because=because)
    paid = tuple([_pay(turn, rank, contract) for rank, contract in enumerate(situation.cover.contracts, start=1)])
    shares.amc = bare.amc
    return paid


def _pay(turn: Turn, rank: int, contract: Contract) -> int:
    turn.of(rank, contract)
    if turn.situation.c2s[rank - 1]:
        pay_c2s(turn)
    else:
        for guarantee in contract.guarantees:
            if not guarantee.families or turn.family in guarantee.families:
                _apply(guarantee, turn)
        if turn.responsible:
            hold_to_rules(turn)
    return turn.shares.amc - turn.before


def _apply(guarantee: Guarantee, turn: Turn) -> None:
    """Pay what one guarantee adds to those before it."""
    if guarantee.sectors is not _ANY and not concerns_doctor(guarantee, turn):
        return
    if guarantee.kind is _HUNDRED_PERCENT_SANTE:
        if whole_is_due(turn):
            pay_whole(turn)
        return
    if guarantee.times_a_year or (guarantee.per is not _LINE and guarantee.per is not _ACT):
        pay_over_time(guarantee, turn)
        return
    promised = promise(guarantee, turn)
    turn.because.append(promised)
    take(turn, promised.effect_cents)
