"""Owns what one guarantee promises for a line, before it is limited to what is left."""

from reimbursement.model import Guarantee
from reimbursement.money import share
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.turn import Turn
from reimbursement.vocabulary import GuaranteeKind, Per, Sector, SectorScope

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_OF_AMC = Amount.AMC
_TICKET_MODERATEUR = GuaranteeKind.TICKET_MODERATEUR
_TICKET_MODERATEUR_PLUS_EUROS = GuaranteeKind.TICKET_MODERATEUR_PLUS_EUROS
_EUROS, _PERCENT_BASE = GuaranteeKind.EUROS, GuaranteeKind.PERCENT_BASE
_PERCENT_PMSS = GuaranteeKind.PERCENT_PMSS
_ACT, _ANY, _OPTAM = Per.ACT, SectorScope.ANY, SectorScope.OPTAM
_AMC_TICKET_MODERATEUR = ReasonCode.AMC_TICKET_MODERATEUR
_AMC_TICKET_MODERATEUR_PLUS_EUROS = ReasonCode.AMC_TICKET_MODERATEUR_PLUS_EUROS
_AMC_PERCENT_PMSS = ReasonCode.AMC_PERCENT_PMSS
_EUROS_CODES = (ReasonCode.AMC_EUROS_WITH_AMO, ReasonCode.AMC_EUROS)
_PERCENT_BASE_CODES = (ReasonCode.AMC_PERCENT_BASE_WITH_AMO, ReasonCode.AMC_PERCENT_BASE_ON_TOP)
_REAL_COST_CODES = (ReasonCode.AMC_REAL_COST_WITH_AMO, ReasonCode.AMC_REAL_COST)
WITHOUT_OPTAM = frozenset({Sector.TWO, Sector.THREE})
PMSS = "pmss.monthly"
MONEY_KINDS = frozenset({_EUROS, _TICKET_MODERATEUR_PLUS_EUROS, _PERCENT_PMSS})
"""Kinds whose value is an amount of money, that a budget can hold."""


def concerns_family(guarantee: Guarantee, turn: Turn) -> bool:
    """Tell whether the guarantee is for such care."""
    return not guarantee.families or turn.family in guarantee.families


def concerns_doctor(guarantee: Guarantee, turn: Turn) -> bool:
    """Tell whether the guarantee is for the sector of the doctor; sector 1 and no sector count as OPTAM."""
    if guarantee.sectors is _ANY:
        return True
    return (turn.situation.care.professional.sector in WITHOUT_OPTAM) is not (guarantee.sectors is _OPTAM)


def promise(guarantee: Guarantee, turn: Turn) -> Reason:
    """Return what it adds to the line. AMO counts before the out-of-pathway surcharge, the local scheme with AMO."""
    kind, shares, rank = guarantee.kind, turn.shares, turn.rank
    if kind is _PERCENT_BASE:
        target = share(shares.base, guarantee.value)
        return _reach(guarantee, target, turn, _PERCENT_BASE_CODES, (rank, guarantee.value, shares.base))
    if kind is _TICKET_MODERATEUR:
        return Reason(_AMC_TICKET_MODERATEUR, _OF_AMC, shares.ticket_left, (rank,))
    if kind is _TICKET_MODERATEUR_PLUS_EUROS:
        euros = money_of(guarantee, turn)
        return Reason(_AMC_TICKET_MODERATEUR_PLUS_EUROS, _OF_AMC, shares.ticket_left + euros, (rank, euros))
    if kind is _EUROS:
        euros = money_of(guarantee, turn)
        return _reach(guarantee, euros, turn, _EUROS_CODES, (rank, euros))
    if kind is _PERCENT_PMSS:
        pmss = turn.situation.values[PMSS]
        cents = reach(guarantee, money_of(guarantee, turn), turn)
        values = (rank, guarantee.value, pmss.value)
        return Reason(_AMC_PERCENT_PMSS, _OF_AMC, cents, values, pmss.parameter, pmss.since)
    target = share(shares.price, guarantee.value)
    return _reach(guarantee, target, turn, _REAL_COST_CODES, (rank, guarantee.value, shares.price))


def money_of(guarantee: Guarantee, turn: Turn) -> int:
    """Return in cents the amount that the guarantee names: for the line, all its acts, or a period."""
    value = guarantee.value
    if guarantee.kind is _PERCENT_PMSS:
        value = share(turn.situation.values[PMSS].value, value)
    return value * turn.line.quantity if guarantee.per is _ACT else value


def reach(guarantee: Guarantee, target: int, turn: Turn) -> int:
    """A guarantee "AMO included" pays up to the target together with AMO; one "on top" pays it alone.

    What the contract itself has paid of the line counts, what contracts before it have does not: each is held to its
    own guarantee, and all to the cost.
    """
    if not guarantee.includes_amo:
        return target
    left = target - counted_with(turn)
    return left if left > 0 else 0  # noqa: FURB136 - max() costs three times as much here


def counted_with(turn: Turn) -> int:
    """Return in cents what a guarantee "AMO included" counts with its own payment."""
    shares = turn.shares
    return shares.amo + shares.local_scheme + shares.amc - turn.before


def _reach(
    guarantee: Guarantee,
    target: int,
    turn: Turn,
    codes: tuple[ReasonCode, ReasonCode],
    values: tuple[int, ...],
) -> Reason:
    return Reason(codes[0 if guarantee.includes_amo else 1], _OF_AMC, reach(guarantee, target, turn), values)
