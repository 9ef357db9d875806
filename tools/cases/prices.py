"""Owns the price of a published line that is not stated: what the format says to take in its place."""

from reimbursement.adjudicate import adjudicate
from reimbursement.model import Care, Contract, Cover, Family, GuaranteeKind, Line
from reimbursement.money import FULL_BP
from reimbursement.rule_tables import Tables

_AMPLE = 10  # a price that does not limit the contract, as the format asks
_OF_BASE = GuaranteeKind.PERCENT_BASE
_IN_EUROS = frozenset({GuaranteeKind.EUROS, GuaranteeKind.TICKET_MODERATEUR_PLUS_EUROS, GuaranteeKind.C2S})


def with_prices(care: Care, cover: Cover, tables: Tables) -> Care:
    """Return the care with its prices: not stated, the base; with guarantees, high enough not to limit them.

    Raise what the rules raise where a base cannot be found.
    """
    care = care._replace(lines=tuple(_of_stay(line, care) for line in care.lines))
    guarantees = sum((contract.guarantees for contract in cover.contracts), ())
    if not guarantees or all(line.price_cents is not None or _is_stay(line, care) for line in care.lines):
        return care
    bases = adjudicate(care, cover._replace(contracts=_without_guarantees(cover)), (), tables).lines
    most = sum(guarantee.value for guarantee in guarantees if guarantee.kind in _IN_EUROS)
    ample = max(_AMPLE, 1 + sum(guarantee.value for guarantee in guarantees if guarantee.kind is _OF_BASE) // FULL_BP)
    lines = tuple(
        line
        if line.price_cents is not None or _is_stay(line, care)
        else line._replace(
            price_cents=max(ample * receipt.base_cents, receipt.base_cents + most),
            base_cents=receipt.base_cents,  # that of the line as its source states it: the price here is no overrun
        )
        for line, receipt in zip(care.lines, bases, strict=True)
    )
    return care._replace(lines=lines)


def _of_stay(line: Line, care: Care) -> Line:
    """A price equal to the base is that of the days: the daily fees come on top of it, as when none is stated."""
    if _is_stay(line, care) and line.price_cents == line.base_cents:
        return line._replace(price_cents=None)
    return line


def _is_stay(line: Line, care: Care) -> bool:
    return line.family is Family.HOSPITAL_DAY and care.stay is not None


def _without_guarantees(cover: Cover) -> tuple[Contract, ...]:
    """Bases do not depend on what contracts pay, only C2S on being one."""
    return tuple(contract for contract in cover.contracts if contract.pays_c2s)
