"""CloudEvents 1.0 over Kafka in binary mode: headers, and the prefix {version, dek_id} in front of every value.

Headers and keys carry random identifiers only, never a civil identifier, a name or a health fact.
"""

from collections.abc import Iterable, Mapping

Headers = tuple[tuple[str, bytes], ...]

VERSION = 1
CLEAR = 0
"""dek_id of a value that is not encrypted."""

_CLEAR_PREFIX = bytes((VERSION, CLEAR))
_CONTENT_TYPE = ("content-type", b"application/protobuf")
_SPEC_VERSION = ("ce_specversion", b"1.0")

SUBJECT = "ce_subject"
POSITION = "ledger-position"
REDRIVE_OF = "redrive-of"
TRACEPARENT = "traceparent"


class EnvelopeError(ValueError):
    """The value does not begin with a known envelope; says what was found and what is known, nothing of the value."""


def seal(payload: bytes) -> bytes:
    """A value for a topic: prefix {version, dek_id 0} and the serialised message in clear."""
    return _CLEAR_PREFIX + payload


def open_value(value: bytes | None) -> bytes:
    """The serialised message inside a value.

    Raises:
        EnvelopeError: no value, unknown version, or a data key that this build cannot use.
    """
    if not value:
        raise EnvelopeError("the record has no value; expected envelope version 1")
    if value[:2] == _CLEAR_PREFIX:
        return value[2:]
    if value[0] != VERSION:
        raise EnvelopeError(f"envelope version {value[0]} is unknown; this build reads version {VERSION}")
    raise EnvelopeError("the value is encrypted; this build has no data keys")


def cloud_event(
    *,
    event_type: str,
    source: str,
    event_id: str,
    subject: str,
    extra: Iterable[tuple[str, bytes]] = (),
) -> Headers:
    """Headers of one event. `subject` is a pseudonym in hex, or empty; `extra` adds e.g. trace context."""
    # CloudEvents forbid an empty subject: an event about nobody has no such header.
    about = ((SUBJECT, subject.encode()),) if subject else ()
    return (
        _SPEC_VERSION,
        ("ce_type", event_type.encode()),
        ("ce_source", source.encode()),
        ("ce_id", event_id.encode()),
        *about,
        _CONTENT_TYPE,
        *extra,
    )


def header(headers: Iterable[tuple[str, bytes]], name: str) -> bytes | None:
    """The first header called `name`, or None."""
    for key, value in headers:
        if key == name:
            return value
    return None


def trace_headers(carrier: Mapping[str, str]) -> Headers:
    """Trace context as record headers; empty when there is none."""
    return tuple((key, value.encode()) for key, value in carrier.items())
