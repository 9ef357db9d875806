"""Owns the stored form of the tables: the same content gives the same bytes, and the bytes give the tables back."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from reimbursement.dated import DatedValue, Parameter, Source
from reimbursement.rule_tables import ENGINE, Act, Tables, Variant
from reimbursement.vocabulary import Basket, Family, Prevention

_SUPPORTED_ENGINES = frozenset({ENGINE})
_ACT_WORDS = {"family": Family, "prevention": Prevention, "basket": Basket}


def tables_of(parameters: Mapping[str, Parameter], acts: Mapping[str, Act]) -> Tables:
    """Return the tables with the version that their content has."""
    unversioned = Tables(parameters, acts, version="")
    return Tables(parameters, acts, version=_version(dump(unversioned)))


def dump(tables: Tables) -> bytes:
    """Return the canonical bytes of the tables (sorted JSON in UTF-8); sources stand once, values name their place."""
    sources = sorted({source for parameter in tables.parameters.values() for source in _sources(parameter)})
    place = {source: index for index, source in enumerate(sources)}
    content = {
        "engine": ENGINE,
        "sources": sources,
        "parameters": {name: _parameter(parameter, place) for name, parameter in tables.parameters.items()},
        "acts": {code: _act(act) for code, act in tables.acts.items()},
    }
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def parse(stored: bytes) -> Tables:
    """Return the tables of `dump`; raise ValueError for bytes of an engine that this code does not hold."""
    content: dict[str, Any] = json.loads(stored)
    if content["engine"] not in _SUPPORTED_ENGINES:
        raise ValueError(f"tables of engine {content['engine']}; this code holds {sorted(_SUPPORTED_ENGINES)}")
    sources = [Source(title, link) for title, link in content["sources"]]
    parameters = {name: _read_parameter(name, fields, sources) for name, fields in content["parameters"].items()}
    acts = {code: _read_act(fields) for code, fields in content["acts"].items()}
    return Tables(parameters, acts, version=_version(stored))


def _version(stored: bytes) -> str:
    return f"{ENGINE}-{hashlib.sha256(stored).hexdigest()[:12]}"


def _sources(parameter: Parameter) -> set[Source]:
    law = {parameter.law} if parameter.law else set()
    return law | {entry.source for entry in parameter.history}


def _parameter(parameter: Parameter, place: Mapping[Source, int]) -> dict[str, Any]:
    return {
        "unit": parameter.unit,
        "description": parameter.description,
        "law": place[parameter.law] if parameter.law else None,
        "last_checked": parameter.last_checked.isoformat(),
        "history": [[e.since.isoformat(), e.value, e.grade, place[e.source]] for e in parameter.history],
    }


def _read_parameter(name: str, fields: dict[str, Any], sources: list[Source]) -> Parameter:
    history = tuple(
        DatedValue(date.fromisoformat(since), value, grade, sources[place])
        for since, value, grade, place in fields["history"]
    )
    return Parameter(
        name,
        history,
        unit=fields["unit"],
        description=fields["description"],
        law=None if fields["law"] is None else sources[fields["law"]],
        last_checked=date.fromisoformat(fields["last_checked"]),
    )


def _act(act: Act) -> dict[str, Any]:
    """Leave out what most acts leave out: catalogues hold thousands."""
    usual = Act._field_defaults
    return {name: value for name, value in act._asdict().items() if name not in usual or value != usual[name]}


def _read_act(fields: dict[str, Any]) -> Act:
    variants = tuple(Variant(kind, start, end, tuple(names)) for kind, start, end, names in fields["variants"])
    words = {name: words(fields[name]) for name, words in _ACT_WORDS.items() if name in fields}
    return Act(**{**fields, **words, "variants": variants, "tariffs": tuple(fields["tariffs"])})
