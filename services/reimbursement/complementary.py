"""Owns what each complementary contract pays, in the insured's order, never above what is left."""

from reimbursement.c2s import pay_c2s
from reimbursement.guarantees import concerns_doctor, promise
from reimbursement.model import Contract, Guarantee, Line
from reimbursement.over_time import pay_over_time
from reimbursement.paying import pay_whole, take, whole_is_due
from reimbursement.reasons import Reason
from reimbursement.responsible import hold_to_rules
from reimbursement.shares import Shares
from reimbursement.situation import Situation
from reimbursement.turn import Turn
from reimbursement.vocabulary import Family, GuaranteeKind, Per, SectorScope

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_LINE, _ACT, _ANY = Per.LINE, Per.ACT, SectorScope.ANY
_HUNDRED_PERCENT_SANTE = GuaranteeKind.HUNDRED_PERCENT_SANTE
_HOMEOPATHY = Family.HOMEOPATHY


def complementary(line: Line, shares: Shares, situation: Situation, *, because: list[Reason]) -> tuple[int, ...]:
    """Return what each contract pays in cents, in the order the insured chose; called in the order of line_no."""
    contracts = situation.cover.contracts
    if not contracts:
        return ()
    if line.family is _HOMEOPATHY and not shares.amo:
        return _unreimbursed(line, shares, situation, because=because)
    turn = Turn(line, shares, situation, because=because)
    if len(contracts) == 1:
        return (_pay(turn, 1, contracts[0]),)
    return tuple([_pay(turn, rank, contract) for rank, contract in enumerate(contracts, start=1)])


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
