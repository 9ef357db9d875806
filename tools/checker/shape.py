"""Describes messages as dataclasses whose fields know their number, and reads them from the wire.

Proto3 rules that matter here: the last scalar wins, sub-messages of a singular field merge, a oneof keeps its last
member, a field of an unexpected wire type counts as unknown, text must be UTF-8.
"""

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from tools.checker.wire import LENGTH, VARINT, WireError, read_fields, read_varint

Message = TypeVar("Message")
_SIGN, _SPAN = 1 << 63, 1 << 64


@dataclass(frozen=True, slots=True)
class Spec:
    """One field on the wire: number, wire type, how one raw value is read."""

    number: int
    wire: int
    read: Callable[[Any], Any]
    default: Any
    repeated: bool = False
    message: type[Any] | None = None
    oneof: bool = False


def _signed(value: int) -> int:
    return value - _SPAN if value >= _SIGN else value


def _zigzag(value: int) -> int:
    return (value >> 1) ^ -(value & 1)


def _utf8(value: bytes) -> str:
    try:
        return value.decode()
    except UnicodeDecodeError as error:
        raise WireError("a text is not UTF-8") from error


def _field(spec: Spec) -> Any:
    default = () if spec.repeated else spec.default
    return dataclasses.field(default=default, metadata={"spec": spec})


def text(number: int) -> Any:
    """A string."""
    return _field(Spec(number, LENGTH, _utf8, ""))


def blob(number: int) -> Any:
    """Bytes."""
    return _field(Spec(number, LENGTH, bytes, b""))


def int64(number: int) -> Any:
    """An int64."""
    return _field(Spec(number, VARINT, _signed, 0))


def maybe_int64(number: int) -> Any:
    """An int64 whose presence counts; None when unset."""
    return _field(Spec(number, VARINT, _signed, None))


def uint64(number: int) -> Any:
    """A uint64."""
    return _field(Spec(number, VARINT, int, 0))


def uint32(number: int) -> Any:
    """A uint32, or an enum without negative members."""
    return _field(Spec(number, VARINT, lambda value: value & 0xFFFFFFFF, 0))


def zigzag(number: int) -> Any:
    """A sint32 or sint64."""
    return _field(Spec(number, VARINT, _zigzag, 0))


def flag(number: int) -> Any:
    """A bool."""
    return _field(Spec(number, VARINT, bool, False))


def texts(number: int) -> Any:
    """Repeated strings."""
    return _field(Spec(number, LENGTH, _utf8, (), repeated=True))


def int64s(number: int) -> Any:
    """Repeated int64, packed or not."""
    return _field(Spec(number, VARINT, _signed, (), repeated=True))


def zigzags(number: int) -> Any:
    """Repeated sint64, packed or not."""
    return _field(Spec(number, VARINT, _zigzag, (), repeated=True))


def one(number: int, kind: type[Any]) -> Any:
    """A sub-message; None when unset."""
    return _field(Spec(number, LENGTH, bytes, None, message=kind))


def member(number: int, kind: type[Any]) -> Any:
    """A sub-message that is a member of the message's only oneof; None when another member is set."""
    return _field(Spec(number, LENGTH, bytes, None, message=kind, oneof=True))


def many(number: int, kind: type[Any]) -> Any:
    """Repeated sub-messages."""
    return _field(Spec(number, LENGTH, lambda raw: decode(kind, raw), (), repeated=True))


_KNOWN: dict[type[Any], dict[int, tuple[str, Spec]]] = {}


def _specs(kind: type[Any]) -> dict[int, tuple[str, Spec]]:
    known = _KNOWN.get(kind)
    if known is None:
        known = {f.metadata["spec"].number: (f.name, f.metadata["spec"]) for f in dataclasses.fields(kind)}
        _KNOWN[kind] = known
    return known


def _unpack(raw: bytes, read: Callable[[Any], Any]) -> Iterable[Any]:
    at = 0
    while at < len(raw):
        value, at = read_varint(raw, at)
        yield read(value)


def _take(found: dict[str, Any], named: tuple[str, Spec], *, wire: int, value: Any) -> None:
    name, spec = named
    if spec.repeated and wire == spec.wire:
        found.setdefault(name, []).append(spec.read(value))
    elif spec.repeated and wire == LENGTH and spec.wire == VARINT:
        found.setdefault(name, []).extend(_unpack(value, spec.read))
    elif wire == spec.wire and spec.message is not None:
        found[name] = found.get(name, b"") + value
    elif wire == spec.wire:
        found[name] = spec.read(value)


def _forget_other_members(found: dict[str, Any], kind: type[Any], name: str) -> None:
    for other, spec in _specs(kind).values():
        if spec.oneof and other != name:
            found.pop(other, None)


def decode(kind: type[Message], data: bytes) -> Message:
    """Read one message.

    Raises:
        WireError: the bytes are not this message.
    """
    specs, found = _specs(kind), dict[str, Any]()
    for number, wire, value in read_fields(data):
        named = specs.get(number)
        if named is None:
            continue
        if named[1].oneof and wire == LENGTH:
            _forget_other_members(found, kind, named[0])
        _take(found, named, wire=wire, value=value)
    return kind(**{name: _finish(spec, found[name]) for name, spec in specs.values() if name in found})


def _finish(spec: Spec, value: Any) -> Any:
    if spec.message is not None:
        return decode(spec.message, value)
    return tuple(value) if spec.repeated else value
