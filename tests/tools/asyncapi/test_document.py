"""The committed AsyncAPI document is what the topics say now, and says of each what its writers do."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from adri.records import control_headers, rights_headers
from card_registry.records import card_headers
from contracts.access import access_row
from contracts.envelope import Headers
from contracts.topics import ACCESS, CARD, CLAIM, CONTROL, RECEIPT, RIGHTS, TOPICS, Topic, topic
from receipts.operations.parked import ParkedName, ParkedRecord, again
from receipts.worker.deadlines import deadline_record
from receipts.worker.publication import dead_letter_record, receipt_record
from teletransmission import records as claims
from teletransmission.drafts import Draft, Filed
from tests.receipts.worker.test_publication import ENTRIES, TRACE, placed
from tools.asyncapi import document, headers
from tools.asyncapi.proto_text import standalone
from vitale.access.v1.access_pb2 import AccessEvent
from vitale.card.v1.card_pb2 import CardEvent

AT = datetime(2026, 3, 3, 10, tzinfo=UTC)
ID = bytes(range(16))
TRACED = (("traceparent", TRACE),)
FILED = Filed("1", "F-1", AT.date(), None, 0)
DRAFT = Draft(ID, bytes(32), 1_772_000_000_000_000, ID, 3, ID, b"", FILED, trace=TRACED)
ACCESSED = access_row(AccessEvent(access_id=ID, subject_id=ID), home_id=ID, partition=3, source="adri", at=AT)
DEAD = dead_letter_record(1, placed(ENTRIES["RecordParked"]))
PARKED = ParkedRecord(ParkedName(1, 3, 5), CLAIM.name, 9, AT, "", "", "", ID, b"", claims.headers(DRAFT), None)
WRITTEN: Mapping[str, tuple[Topic, Headers]] = {
    "claim": (CLAIM, claims.headers(DRAFT)),
    "claim sent again": (CLAIM, again(PARKED).headers),
    "rights": (RIGHTS, rights_headers(ID, 4, AT, TRACED)),
    "guarantees": (CONTROL, control_headers(bytes(32), 3, AT)),
    "deadline": (CONTROL, deadline_record(3, ID).headers),
    "card": (CARD, card_headers(CardEvent(card_serial=ID, subject_id=ID), TRACED)),
    "access": (ACCESS, (*ACCESSED.headers, *TRACED)),
    "dead letter": (topic(f"{CLAIM.name}.dlq"), DEAD.headers if DEAD else ()),
    **{kind: (RECEIPT, receipt_record(2, placed(entry)).headers) for kind, entry in ENTRIES.items()},
}


def wrongs(schema: Mapping[str, Any], written: Headers) -> list[str]:
    """What the schema of the headers does not allow, as far as it speaks of presence, names, constants and forms."""
    names = {name for name, _ in written}
    found = [f"missing {name}" for name in schema["required"] if name not in names]
    for name, value in written:
        rule = schema["properties"].get(name)
        if rule is None:
            found += [] if schema["additionalProperties"] else [f"unknown {name}"]
        elif "const" in rule and value.decode() != rule["const"]:
            found.append(f"{name} is not {rule['const']}")
        elif "pattern" in rule and not re.search(rule["pattern"], value.decode()):
            found.append(f"{name} has another form")
    return found


def test_the_committed_document_is_what_the_topics_say() -> None:
    assert document.PLACE.read_text(encoding="utf-8") == document.text(), "run: python -m tools.asyncapi"


def test_a_changed_topic_makes_it_stale() -> None:
    changed = [replace(found, partitions=12) if found is CARD else found for found in TOPICS]
    assert document.document(changed) != document.document(TOPICS)


@pytest.mark.parametrize("declared", TOPICS, ids=lambda found: found.name)
def test_partitions_retention_size_and_both_ends_of_every_topic_are_in_it(declared: Topic) -> None:
    rendered: Any = document.document()
    kafka = rendered["channels"][declared.name]["bindings"]["kafka"]
    assert kafka["partitions"] == declared.partitions
    assert kafka["topicConfiguration"]["retention.ms"] == declared.retention_ms
    assert kafka["topicConfiguration"]["max.message.bytes"] == declared.max_message_bytes
    operations = rendered["operations"]
    ends = {name for name in operations if name.endswith(f".{declared.name}")}
    assert ends == {f"{name}.send.{declared.name}" for name in declared.producers} | {
        f"{name}.receive.{declared.name}" for name in declared.consumers
    }


@pytest.mark.parametrize("written", list(WRITTEN))
def test_what_each_writer_writes_is_what_the_document_says_of_its_headers(written: str) -> None:
    declared, record = WRITTEN[written]
    assert wrongs(headers.schema(declared), record) == []


def test_a_header_that_is_missing_unknown_or_of_another_form_is_seen() -> None:
    declared, record = WRITTEN["claim"]
    schema: Any = headers.schema(declared)
    assert wrongs(schema, record[1:]) == ["missing ce_specversion"]
    assert wrongs(schema, (*record, ("nir", b"1"))) == ["unknown nir"]
    assert wrongs(schema, (*record, ("traceparent", b"x"))) == ["traceparent has another form"]


def test_a_message_is_shown_with_what_it_is_made_of_and_nothing_else() -> None:
    assert CLAIM.message is not None
    text = standalone(CLAIM.message)
    assert "message Claim {" in text
    assert "message LineDetail {" in text
    assert "// Care pathway of the claim" in text
    assert "import" not in text


def test_what_another_file_gives_stands_beside_it_under_its_plain_name() -> None:
    assert RECEIPT.message is not None
    text = standalone(RECEIPT.message)
    assert "message Payer {" in text
    assert "vitale.settlement.v1." not in text.replace("package vitale", "")
