"""JSON put together from texts that are JSON already, in the shape of a model: its contract without its making.

A page holds some thousands of values, most of them the same as on the page before; a model of each, to be written out
and thrown away, was most of what the front spent on it. The names and their order come from the models, which the
OpenAPI document is made from; tests read each text back through its model and write it again.
"""

from collections.abc import Iterable
from json.encoder import encode_basestring
from typing import Final

from pydantic import BaseModel

NULL: Final = "null"


def shape(model: type[BaseModel]) -> str:
    """The JSON of a model, to be filled by `%` with a mapping from each field's name to the text of its value."""
    return "{" + ",".join(f'"{field.alias}":%({name})s' for name, field in model.model_fields.items()) + "}"


def text(value: str) -> str:
    """A text as JSON, as json.dumps writes it without escaping what is not ASCII, and without making an encoder."""
    return encode_basestring(value)


def plain(value: str) -> str:
    """A text that needs no escape as JSON: digits, letters and what stands in days and instants."""
    return f'"{value}"'


def text_or_null(value: str) -> str:
    """A text as JSON, null when it is empty."""
    return text(value) if value else NULL


def flag(value: bool) -> str:
    """True or false as JSON."""
    return "true" if value else "false"


def listed(values: Iterable[str]) -> str:
    """A list of what is JSON already."""
    return "[" + ",".join(values) + "]"


def written(model: BaseModel | None) -> str:
    """A model as JSON."""
    return NULL if model is None else model.model_dump_json(by_alias=True)
