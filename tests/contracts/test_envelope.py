"""The envelope: what it seals it opens, what it does not know it names, and its headers are CloudEvents to others."""

from datetime import UTC, datetime

import pytest
from cloudevents.core.bindings.kafka import KafkaMessage, from_binary, to_binary
from cloudevents.core.formats.json import JSONFormat
from hypothesis import given
from hypothesis import strategies as st

from contracts.envelope import (
    TRACEPARENT,
    EnvelopeError,
    Headers,
    cloud_event,
    header,
    open_value,
    seal,
    trace_headers,
)

TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
WHEN = datetime(2026, 3, 3, 10, 30, tzinfo=UTC)
SUBJECT_ID = "ab" * 16


@given(st.binary(max_size=200))
def test_what_is_sealed_opens_to_the_same_bytes(payload: bytes) -> None:
    assert open_value(seal(payload)) == payload


def test_a_sealed_value_begins_with_version_one_and_no_data_key() -> None:
    assert seal(b"x") == b"\x01\x00x"


@pytest.mark.parametrize("missing", [None, b""])
def test_a_record_without_a_value_is_refused(missing: bytes | None) -> None:
    with pytest.raises(EnvelopeError, match="no value"):
        open_value(missing)


@pytest.mark.parametrize("version", [0, 2, 255])
def test_an_unknown_version_is_named_with_the_one_that_is_known(version: int) -> None:
    with pytest.raises(EnvelopeError, match=f"version {version} is unknown; this build reads version 1"):
        open_value(bytes((version, 0)) + b"secret")


@pytest.mark.parametrize("dek_id", [1, 255])
def test_an_encrypted_value_is_refused_and_never_taken_for_a_clear_one(dek_id: int) -> None:
    with pytest.raises(EnvelopeError, match="encrypted"):
        open_value(bytes((1, dek_id)) + b"cipher")


def test_a_version_alone_is_no_value() -> None:
    with pytest.raises(EnvelopeError):
        open_value(b"\x01")


@pytest.mark.parametrize("value", [b"\x07\x00Camille", b"\x01\x05Camille"])
def test_a_refusal_quotes_nothing_of_the_value(value: bytes) -> None:
    with pytest.raises(EnvelopeError) as refused:
        open_value(value)
    assert "Camille" not in str(refused.value)


def an_event(subject: str = SUBJECT_ID, *, extra: Headers = ()) -> Headers:
    """Headers of a claim."""
    return cloud_event(
        event_type="vitale.claim.v1.Claim", source="teletransmission", event_id="17", subject=subject, extra=extra
    )


def as_read_elsewhere(headers: Headers, value: bytes) -> tuple[dict[str, object], object]:
    """Attributes and data as the CloudEvents SDK reads a record."""
    event = from_binary(KafkaMessage(dict(headers), None, value), JSONFormat())
    return dict(event.get_attributes()), event.get_data()


def test_another_reader_of_cloud_events_finds_every_attribute_and_the_value() -> None:
    headers = an_event(extra=(("ce_time", b"2026-03-03T10:30:00Z"), *trace_headers({TRACEPARENT: TRACE})))
    attributes, data = as_read_elsewhere(headers, seal(b"\xff\xfe"))
    assert attributes == {
        "specversion": "1.0",
        "type": "vitale.claim.v1.Claim",
        "source": "teletransmission",
        "id": "17",
        "subject": SUBJECT_ID,
        "datacontenttype": "application/protobuf",
        "time": WHEN,
    }
    assert data == seal(b"\xff\xfe")


def test_what_another_writer_of_cloud_events_would_send_is_what_is_sent() -> None:
    headers = dict(an_event(extra=(("ce_time", b"2026-03-03T10:30:00Z"),)))
    again = to_binary(from_binary(KafkaMessage(headers, None, seal(b"\xff")), JSONFormat()), JSONFormat())
    assert again == KafkaMessage(headers, None, seal(b"\xff"))


def test_an_event_about_nobody_has_no_subject_since_cloud_events_forbid_an_empty_one() -> None:
    headers = an_event("")
    attributes, _ = as_read_elsewhere(headers, seal(b""))
    assert header(headers, "ce_subject") is None
    assert attributes["id"] == "17"


def test_the_first_of_several_headers_of_a_name_is_found() -> None:
    headers = (("a", b"1"), ("b", b"2"), ("a", b"3"))
    assert header(headers, "a") == b"1"
    assert header(headers, "c") is None
    assert header((), "a") is None
