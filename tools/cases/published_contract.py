"""Owns the contract of a published case: its guarantees as the rules hold them."""

from collections.abc import Mapping, Sequence
from typing import Any

from reimbursement.model import Contract, Exemption, Guarantee, GuaranteeKind, Per
from tools.cases.numbers import scaled

_IN_EUROS = frozenset({GuaranteeKind.EUROS, GuaranteeKind.TICKET_MODERATEUR_PLUS_EUROS})


def contracts_of(
    guarantees: Sequence[Mapping[str, Any]], exemptions: frozenset[Exemption], *, several: bool
) -> tuple[Contract, ...]:
    """Return the contract, taken as given: the format says that no case goes beyond what a responsible one may pay.

    A person with C2S has its share even where the case does not word it, and any amount in euros on top of it.
    `several`: the case has several lines.
    """
    c2s = Exemption.C2S in exemptions
    read = tuple(_guarantee(str(number), raw, several=several) for number, raw in enumerate(guarantees, start=1))
    if not c2s:
        return (Contract("", read, responsible=False),) if read else ()
    in_euros = tuple(guarantee for guarantee in read if guarantee.kind in _IN_EUROS)
    others = tuple(guarantee for guarantee in read if guarantee.kind not in _IN_EUROS)
    share = Contract("", others, c2s=True, responsible=False)
    return (share, Contract("", in_euros, responsible=False)) if in_euros else (share,)


def _guarantee(number: str, raw: Mapping[str, Any], *, several: bool) -> Guarantee:
    """An amount in euros is one for all the lines of a case: a budget that its lines share."""
    kind = GuaranteeKind(raw["kind"])
    value = 0 if raw["value"] is None else scaled(raw["value"], 100)  # percent points and euros alike
    shared = several and kind in _IN_EUROS
    return Guarantee(
        kind,
        value,
        includes_amo=bool(raw["includes_amo"]),
        per=Per.YEAR if shared else Per.LINE,
        budget=number if shared else "",
    )
