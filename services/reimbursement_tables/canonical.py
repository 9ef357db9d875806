"""Owns the stored form of the tables: the same content gives the same bytes, and the bytes give the tables back."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from reimbursement.dated import DatedValue, Parameter, Source
from reimbursement.rule_tables import ENGINE, Act, Tables, Variant

_SUPPORTED_ENGINES = frozenset({ENGINE})


def tables_of(parameters: Mapping[str, Parameter], acts: Mapping[str, Act]) -> Tables:
    """Return the tables with the version that their content has."""
    unversioned = Tables(parameters, acts, version="")
    return Tables(parameters, acts, version=_version(dump(unversioned)))


def dump(tables: Tables) -> bytes:
    """Return the canonical bytes of the tables (sorted JSON in UTF-8)."""
    content = {
        "engine": ENGINE,
        "parameters": {name: _parameter(parameter) for name, parameter in tables.parameters.items()},
        "acts": {
            code: [*act[:4], [list(variant) for variant in act.variants], *act[5:]] for code, act in tables.acts.items()
        },
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def parse(stored: bytes) -> Tables:
    """Return the tables of `dump`; raise ValueError for bytes of an engine that this code does not hold."""
    content: dict[str, Any] = json.loads(stored)
    if content["engine"] not in _SUPPORTED_ENGINES:
        raise ValueError(f"tables of engine {content['engine']}; this code holds {sorted(_SUPPORTED_ENGINES)}")
    parameters = {name: _read_parameter(name, fields) for name, fields in content["parameters"].items()}
    acts = {code: _read_act(fields) for code, fields in content["acts"].items()}
    return Tables(parameters, acts, version=_version(stored))


def _version(stored: bytes) -> str:
    return f"{ENGINE}-{hashlib.sha256(stored).hexdigest()[:12]}"


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "unit": parameter.unit,
        "description": parameter.description,
        "law": list(parameter.law) if parameter.law else None,
        "last_checked": parameter.last_checked.isoformat(),
        "history": [[e.since.isoformat(), e.value, e.grade, e.source.title, e.source.link] for e in parameter.history],
    }


def _read_parameter(name: str, fields: dict[str, Any]) -> Parameter:
    history = tuple(
        DatedValue(date.fromisoformat(since), value, grade, Source(title, link))
        for since, value, grade, title, link in fields["history"]
    )
    return Parameter(
        name,
        history,
        unit=fields["unit"],
        description=fields["description"],
        law=Source(*fields["law"]) if fields["law"] else None,
        last_checked=date.fromisoformat(fields["last_checked"]),
    )


def _read_act(fields: list[Any]) -> Act:
    code, label_fr, label_en, tariffs, variants, below_age, lower_sectors, own_sector_2, compulsory_exam = fields
    return Act(
        code,
        label_fr,
        label_en,
        tuple(tariffs),
        tuple(Variant(kind, start, end, tuple(names)) for kind, start, end, names in variants),
        below_age=below_age,
        lower_sectors=lower_sectors,
        own_sector_2=own_sector_2,
        compulsory_exam=compulsory_exam,
    )
