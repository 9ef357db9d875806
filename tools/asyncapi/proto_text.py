"""One message as a proto3 text that stands alone: the message, what it is made of, their comments, nothing else."""

import re
from collections.abc import Iterator
from typing import Final, cast

from google.protobuf.descriptor import Descriptor, EnumDescriptor
from google.protobuf.message import Message

from tools.local.protos import PROTOS

_BLOCK: Final = re.compile(r"(?:^//[^\n]*\n)*^(?:message|enum) (\w+) \{(?:\}|.*?^\})", re.MULTILINE | re.DOTALL)
_Type = Descriptor | EnumDescriptor


class ProtoTextError(ValueError):
    """A message is made of parts of another file; the parser of AsyncAPI follows no import. Says which."""


def standalone(message: type[Message]) -> str:
    """The text of `message` and of all that its fields reach, in the order of its file.

    Raises:
        ProtoTextError: a field reaches into another file.
    """
    descriptor = cast("Descriptor", message.DESCRIPTOR)  # typed as either of two implementations
    wanted = {_outermost(found).name for found in _reached(descriptor)}
    source = (PROTOS / descriptor.file.name).read_text(encoding="utf-8")
    blocks = [match.group() for match in _BLOCK.finditer(source) if match.group(1) in wanted]
    return "\n\n".join(['syntax = "proto3";', f"package {descriptor.file.package};", *blocks]) + "\n"


def _reached(root: Descriptor) -> list[_Type]:
    found: list[_Type] = [root]
    for reached in found:  # grows while it is read: each type once, in the order met
        for part in _parts(reached):
            if part.file.name != root.file.name:
                raise ProtoTextError(f"{root.full_name} reaches {part.full_name} in {part.file.name}")
            if part not in found:
                found.append(part)
    return found


def _parts(of: _Type) -> Iterator[_Type]:
    for field in of.fields if isinstance(of, Descriptor) else ():
        if field.message_type is not None:
            yield field.message_type
        if field.enum_type is not None:
            yield field.enum_type


def _outermost(found: _Type) -> _Type:
    while found.containing_type is not None:
        found = found.containing_type
    return found
