"""Guarantee tables: checked, serialised deterministically and named by their SHA-256. Pure."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from adri.fields import check_amc_number
from chassis.errors import DomainError, ErrorCode, FieldViolation
from reimbursement.model import Family, Per, SectorScope
from vitale.rights.v1.guarantees_pb2 import (
    GUARANTEE_KIND_EUROS,
    GUARANTEE_KIND_PERCENT_PMSS,
    GUARANTEE_KIND_TICKET_MODERATEUR_PLUS_EUROS,
    GUARANTEE_KIND_UNSPECIFIED,
    Guarantee,
    GuaranteeKind,
    GuaranteeTable,
)

_KINDS: Final = frozenset(GuaranteeKind.values()) - {GUARANTEE_KIND_UNSPECIFIED}
_OF_MONEY: Final = frozenset(
    {GUARANTEE_KIND_EUROS, GUARANTEE_KIND_TICKET_MODERATEUR_PLUS_EUROS, GUARANTEE_KIND_PERCENT_PMSS}
)
_FAMILIES: Final = frozenset(family.value for family in Family)
_PERS: Final = frozenset(Per)
_BUDGETS: Final = _PERS - {Per.LINE, Per.ACT}
_SECTORS: Final = frozenset(SectorScope)
_BUDGET: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,39}")
_MOST_TIMES: Final = 366
_MOST_LINES: Final = 200
_MAX_VALUE: Final = 99_999_999


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A sound guarantee table: its hash (32 bytes), its insurer, its deterministic bytes."""

    hash: bytes
    amc_number: str
    body: bytes


def read_table(sent: GuaranteeTable) -> NamedTable:
    """The named form of a table; equal content gives equal bytes and hash.

    Raises:
        DomainError: INVALID_ARGUMENT with every wrong field.
    """
    violations = tuple(_check(sent))
    if violations:
        raise DomainError(ErrorCode.INVALID_ARGUMENT, violations=violations)
    table = GuaranteeTable()
    table.CopyFrom(sent)
    table.DiscardUnknownFields()
    body = table.SerializeToString(deterministic=True)
    return NamedTable(hashlib.sha256(body).digest(), table.amc_number, body)


def _check(table: GuaranteeTable) -> Iterator[FieldViolation]:
    yield from check_amc_number(table.amc_number, "table.amc_number")
    if not 1 <= len(table.guarantees) <= _MOST_LINES:
        yield FieldViolation("table.guarantees", "guarantee_count", f"Send 1 to {_MOST_LINES} guarantees")
        return
    periods: dict[str, str] = {}
    for index, guarantee in enumerate(table.guarantees):
        field = f"table.guarantees[{index}]"
        yield from _check_line(guarantee, field)
        yield from _check_limits(guarantee, field)
        if guarantee.budget and periods.setdefault(guarantee.budget, guarantee.per) != guarantee.per:
            yield FieldViolation(f"{field}.per", "budget_of_two_periods", "Give a budget one period, or two names")


def _check_line(guarantee: Guarantee, field: str) -> Iterator[FieldViolation]:
    if guarantee.kind not in _KINDS:
        yield FieldViolation(f"{field}.kind", "kind_unknown", "Send a kind that this version knows")
    if guarantee.sectors not in _SECTORS:
        yield FieldViolation(f"{field}.sectors", "sectors_unknown", "Send a name of the rules, or leave it unset")
    if not 0 <= guarantee.value <= _MAX_VALUE:
        yield FieldViolation(f"{field}.value", "value_range", "Send basis points or cents, 0 or more")
    for index, family in enumerate(guarantee.families):
        if family not in _FAMILIES:
            yield FieldViolation(f"{field}.families[{index}]", "family_unknown", "Send a name of the rules")


def _check_limits(guarantee: Guarantee, field: str) -> Iterator[FieldViolation]:
    if guarantee.per not in _PERS:
        yield FieldViolation(f"{field}.per", "per_unknown", "Send a name of the rules, or leave it unset for the line")
    elif guarantee.per in _BUDGETS and guarantee.kind not in _OF_MONEY:
        yield FieldViolation(f"{field}.per", "per_of_no_amount", "Only an amount of money is a budget: leave it unset")
    if guarantee.budget and _BUDGET.fullmatch(guarantee.budget) is None:
        yield FieldViolation(f"{field}.budget", "budget_form", "Send 1 to 40 letters, digits, spaces, - or _")
    elif guarantee.budget and guarantee.per not in _BUDGETS and not guarantee.times_a_year:
        yield FieldViolation(f"{field}.budget", "budget_of_nothing", "Send per or times_a_year, or leave it unset")
    if guarantee.times_a_year > _MOST_TIMES:
        yield FieldViolation(f"{field}.times_a_year", "times_range", f"Send at most {_MOST_TIMES}, or 0 for no limit")
