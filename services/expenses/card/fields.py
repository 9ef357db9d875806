"""Shapes of what the card's pages send: identifiers in hex, bytes in base64, each bounded before anything reads it."""

import base64
from typing import Annotated, Final

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

HEX_16: Final = "^[0-9a-f]{32}$"
Identifier = Annotated[str, Path(pattern=HEX_16, description="16 bytes in hex.")]


class Sent(BaseModel):
    """A body in camelCase; a field that is not known is refused, so that a misspelt one is not silently lost."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid")


_BASE64: Final = "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$"
Base64 = Annotated[str, Field(max_length=8192, pattern=_BASE64)]
Hex16 = Annotated[str, Field(pattern=HEX_16)]


def from_base64(text: str) -> bytes:
    """The bytes of a checked field."""
    return base64.b64decode(text)
