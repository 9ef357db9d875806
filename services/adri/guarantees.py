"""Guarantee tables: checked, serialised deterministically and named by their SHA-256. Pure."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from adri.fields import check_amc_number
from chassis.errors import DomainError, ErrorCode, FieldViolation
from reimbursement.model import Family
from vitale.rights.v1.guarantees_pb2 import GUARANTEE_KIND_UNSPECIFIED, Guarantee, GuaranteeKind, GuaranteeTable

_KINDS: Final = frozenset(GuaranteeKind.values()) - {GUARANTEE_KIND_UNSPECIFIED}
_FAMILIES: Final = frozenset(family.value for family in Family)
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
    for index, guarantee in enumerate(table.guarantees):
        yield from _check_line(guarantee, f"table.guarantees[{index}]")


def _check_line(guarantee: Guarantee, field: str) -> Iterator[FieldViolation]:
    if guarantee.kind not in _KINDS:
        yield FieldViolation(f"{field}.kind", "kind_unknown", "Send a kind that this version knows")
    if not 0 <= guarantee.value <= _MAX_VALUE:
        yield FieldViolation(f"{field}.value", "value_range", "Send basis points or cents, 0 or more")
    for index, family in enumerate(guarantee.families):
        if family not in _FAMILIES:
            yield FieldViolation(f"{field}.families[{index}]", "family_unknown", "Send a name of the rules")
