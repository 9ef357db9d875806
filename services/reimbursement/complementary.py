"""Owns step 6: what each complementary contract pays, never above what is left, never what it may not pay."""

from reimbursement.errors import NotEstablished
from reimbursement.guarantees import amount_of
from reimbursement.model import Contract, Guarantee, Line
from reimbursement.money import share
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.shares import Shares
from reimbursement.situation import Situation
from reimbursement.vocabulary import Family, GuaranteeKind, Sector

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_OF_AMC = Amount.AMC
_AMC_LIMITED_TO_LEFT = ReasonCode.AMC_LIMITED_TO_LEFT
_AMC_C2S_TICKET_MODERATEUR = ReasonCode.AMC_C2S_TICKET_MODERATEUR
_AMC_C2S_SURCHARGE = ReasonCode.AMC_C2S_SURCHARGE
_AMC_C2S_TOP_UP = ReasonCode.AMC_C2S_TOP_UP
_AMC_RESPONSIBLE_OVERRUN = ReasonCode.AMC_RESPONSIBLE_OVERRUN
_WITHOUT_OPTAM = frozenset({Sector.TWO, Sector.THREE})
_WHOLE_C2S = (Guarantee(GuaranteeKind.C2S),)


def complementary(line: Line, shares: Shares, situation: Situation, *, because: list[Reason]) -> tuple[int, ...]:
    """Return what each contract pays in cents, in the order the insured chose."""
    contracts = situation.cover.contracts
    if not contracts:
        return ()
    family = situation.act_of(line).family
    if len(contracts) == 1:
        return (_pay(1, contracts[0], family, shares=shares, situation=situation, because=because),)
    return tuple(
        _pay(number, contract, family, shares=shares, situation=situation, because=because)
        for number, contract in enumerate(contracts, start=1)
    )


def _pay(
    number: int, contract: Contract, family: Family, *, shares: Shares, situation: Situation, because: list[Reason]
) -> int:
    if situation.c2s[number - 1]:
        before = shares.amc
        for guarantee in contract.guarantees or _WHOLE_C2S:
            if _concerns(guarantee, family):
                _pay_c2s(number, guarantee, shares, because)
        return shares.amc - before
    before, ticket = shares.amc, shares.ticket_left
    for guarantee in contract.guarantees:
        if _concerns(guarantee, family):
            code, amount, values = amount_of(guarantee, shares)
            _add(code, amount, shares, because, (number, *values))
    overrun = shares.amc - before - ticket
    if contract.responsible and overrun > 0:
        _hold_to_contract(number, overrun, shares, situation=situation, because=because)
    return shares.amc - before


def _concerns(guarantee: Guarantee, family: Family) -> bool:
    return not guarantee.families or family in guarantee.families


def _add(code: ReasonCode, amount: int, shares: Shares, because: list[Reason], values: tuple[int, ...]) -> None:
    left = shares.left
    because.append(Reason(code, _OF_AMC, amount, values))
    if amount > left:
        because.append(Reason(_AMC_LIMITED_TO_LEFT, _OF_AMC, left - amount, values[:1]))
        amount = left
    shares.amc += amount


def _pay_c2s(number: int, guarantee: Guarantee, shares: Shares, because: list[Reason]) -> None:
    """C2S pays the ticket modérateur and the surcharge; alone, it takes the surcharge off the person."""
    _add(_AMC_C2S_TICKET_MODERATEUR, shares.ticket_left, shares, because, (number,))
    surcharge = shares.surcharge - shares.surcharge_by_c2s
    if surcharge:
        shares.surcharge_by_c2s += surcharge
        _add(_AMC_C2S_SURCHARGE, surcharge, shares, because, (number,))
    if guarantee.value:
        _add(_AMC_C2S_TOP_UP, guarantee.value, shares, because, (number,))


def _hold_to_contract(
    number: int, overrun: int, shares: Shares, *, situation: Situation, because: list[Reason]
) -> None:
    """A responsible contract pays at most 100 % of the base of an overrun without OPTAM, and not all of one out of
    the pathway (that floor, "about 8 euros", is not established)."""
    if situation.care.professional.sector in _WITHOUT_OPTAM:
        limit = situation.values["responsible.overrun_without_optam"]
        excess = overrun - share(shares.base, limit.value)
        if excess > 0:
            because.append(
                Reason(
                    _AMC_RESPONSIBLE_OVERRUN,
                    _OF_AMC,
                    -excess,
                    (number, limit.value),
                    limit.parameter,
                    limit.since,
                )
            )
            shares.amc -= excess
    if situation.out_of_pathway:
        raise NotEstablished("responsible.out_of_pathway_overrun_floor", situation.day)
