"""Owns the reading of a file of claims: JSON Lines of written cases (one person, their care) or of published cases."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from reimbursement.errors import RulesError
from reimbursement.rule_tables import Tables
from tools.cases.fields import WrittenCaseError
from tools.cases.prices import with_prices
from tools.cases.published import PublishedCase, UnreadableCase
from tools.cases.published import read_case as published_case
from tools.cases.written import Step, WrittenCase
from tools.cases.written import case_of as written_case

_PUBLISHED = "care_date"  # a field that only published cases have


class UnreadableClaims(Exception):  # noqa: N818 - the file's fault, told to whoever wrote it
    """The file is no file of claims; the message says which line."""


class Claim(NamedTuple):
    """One line of the file: its name, and what happens, in the order in which it is settled."""

    name: str
    case: WrittenCase


def read_claims(path: Path, tables: Tables) -> list[Claim]:
    """Return the claims of the file; raise UnreadableClaims with the line that is wrong, OSError without a file.

    A published price that is not stated is taken as the format asks, once, with `tables`.
    """
    claims = []
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if text.strip():
            try:
                claims.append(_claim(number, json.loads(text, parse_float=str, parse_int=str), tables))
            except (json.JSONDecodeError, WrittenCaseError, UnreadableCase) as error:
                raise UnreadableClaims(f"{path.name}:{number}: {error}") from error
    return claims


def _claim(number: int, raw: Any, tables: Tables) -> Claim:
    if isinstance(raw, dict) and _PUBLISHED in raw:
        return _of_published(published_case(raw), tables)
    fields = dict(raw) if isinstance(raw, dict) else raw
    name = str(fields.pop("name", f"claim {number}")) if isinstance(fields, dict) else ""
    return Claim(name, written_case(_texts(fields)))


def _of_published(case: PublishedCase, tables: Tables) -> Claim:
    if case.unknown_stay_facts:
        raise UnreadableCase(f"stay.{case.unknown_stay_facts[0]}: its meaning is not known")
    try:
        care = with_prices(case.care, case.cover, tables)
    except RulesError:
        care = case.care  # without a base there is no price to take: settling it says why
    return Claim(case.case_id, WrittenCase((Step(case.category, 1, replaces=False, cover=case.cover, care=care),)))


def _texts(raw: Any) -> Any:
    """A written case holds texts: JSON may write its flags bare, as its numbers."""
    if isinstance(raw, Mapping):
        return {name: _texts(value) for name, value in raw.items()}
    if isinstance(raw, list):
        return [_texts(value) for value in raw]
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return raw
