"""Shapes of what the card's pages send: identifiers in hex, bytes in base64, each bounded before anything reads it."""

import base64
import binascii
from typing import Annotated, Final

from fastapi import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

HEX_16: Final = "^[0-9a-f]{32}$"
Identifier = Annotated[str, Path(pattern=HEX_16, description="16 bytes in hex.")]


def _base64(text: str) -> str:
    try:
        base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("must be base64") from None
    return text


class Sent(BaseModel):
    """A body in camelCase; a field that is not known is refused, so that a misspelt one is not silently lost."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True, extra="forbid")


Base64 = Annotated[str, Field(max_length=8192), AfterValidator(_base64)]
Hex16 = Annotated[str, Field(pattern=HEX_16)]


def from_base64(text: str) -> bytes:
    """The bytes of a checked field."""
    return base64.b64decode(text)
