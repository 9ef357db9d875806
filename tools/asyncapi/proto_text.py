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
    """Two messages of different files share a name, so they cannot stand in one text. Says which."""


def standalone(message: type[Message]) -> str:
    """The text of `message` and of all that its fields reach, file by file; the parser of AsyncAPI follows no import.

    What comes from other packages stands in the message's own, under its plain name.

    Raises:
        ProtoTextError: two files give the same name to what is reached.
    """
    descriptor = cast("Descriptor", message.DESCRIPTOR)  # typed as either of two implementations
    reached = {_outermost(found) for found in _reached(descriptor)}
    names = [found.name for found in reached]
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ProtoTextError(f"{descriptor.full_name} reaches two messages called {', '.join(twice)}")
    files = sorted({found.file.name for found in reached} - {descriptor.file.name})
    blocks = [block for name in (descriptor.file.name, *files) for block in _blocks(name, set(names))]
    text = "\n\n".join(['syntax = "proto3";', f"package {descriptor.file.package};", *blocks]) + "\n"
    for package in {found.file.package for found in reached} - {descriptor.file.package}:
        text = text.replace(f"{package}.", "")
    return text


def _blocks(file: str, wanted: set[str]) -> list[str]:
    source = (PROTOS / file).read_text(encoding="utf-8")
    return [match.group() for match in _BLOCK.finditer(source) if match.group(1) in wanted]


def _reached(root: Descriptor) -> list[_Type]:
    found: list[_Type] = [root]
    for reached in found:  # grows while it is read: each type once, in the order met
        found += [part for part in dict.fromkeys(_parts(reached)) if part not in found]
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
