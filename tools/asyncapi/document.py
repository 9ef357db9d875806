"""The AsyncAPI document: a channel and a message for each topic, an operation for each producer and consumer."""

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import contracts
from contracts.envelope import CLEAR, VERSION
from contracts.topics import TOPICS, Topic
from tools.asyncapi import headers
from tools.asyncapi.proto_text import standalone

PLACE: Final = Path(contracts.__file__).parent / "asyncapi.json"
PROTOBUF: Final = "application/vnd.google.protobuf;version=3"
_BINDING: Final = "0.5.0"
_ENVELOPE: Final = (
    f"The value of a record is two bytes, envelope version ({VERSION}) and data key ({CLEAR} = in clear), then the "
    "serialised message. Keys and headers carry random identifiers only: no civil identifier, name or health fact."
)
_RAW: Final = "The record as it was read, envelope and all; why it could not be applied is in the headers."
_HOME: Final = {
    "type": "string",
    "format": "binary",
    "minLength": 16,
    "maxLength": 16,
    "description": "Home id of the household: 16 random bytes of the vault; 16 zero bytes when it concerns no home.",
}
_RAW_KEY: Final = {"type": "string", "format": "binary", "description": "The key as it was read; may be empty."}
Object = Mapping[str, object]


def document(topics: Sequence[Topic] = TOPICS) -> Object:
    """The document of these topics, ready for JSON."""
    return {
        "asyncapi": "3.1.0",
        "info": {
            "title": "vitale-live topics",
            "version": "1.0.0",
            "description": f"Rendered from contracts.topics by python -m tools.asyncapi. {_ENVELOPE}",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/protobuf",
        "channels": {found.name: _channel(found) for found in topics},
        "operations": dict(operation for found in topics for operation in _operations(found)),
        "components": {"messages": {found.name: _message(found) for found in topics}},
    }


def text() -> str:
    """The committed form."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _channel(declared: Topic) -> Object:
    config = declared.config
    named = {"retention.ms": declared.retention_ms, "max.message.bytes": declared.max_message_bytes}
    return {
        "address": declared.name,
        "description": _about(declared),
        "messages": {declared.name: {"$ref": f"#/components/messages/{declared.name}"}},
        "bindings": {
            "kafka": {
                "topic": declared.name,
                "partitions": declared.partitions,
                "topicConfiguration": {**config, **named, "cleanup.policy": config["cleanup.policy"].split(",")},
                "bindingVersion": _BINDING,
            }
        },
        "x-built": declared.built,
        **({"x-dead-letter": declared.dead_letter} if declared.dead_letter else {}),
    }


def _about(declared: Topic) -> str:
    kept = "for ever" if declared.retention_ms < 0 else f"for {declared.retention_ms // 86_400_000} days"
    letters = f" What cannot be applied goes to {declared.dead_letter}." if declared.dead_letter else ""
    planned = "" if declared.built else " Declared, not created yet."
    return f"{declared.partitions} partition(s), kept {kept}.{letters}{planned}"


def _message(declared: Topic) -> Object:
    raw = declared.message is None
    return {
        "name": declared.name if declared.message is None else declared.message.DESCRIPTOR.full_name,
        "contentType": "application/octet-stream" if raw else "application/protobuf",
        "description": _RAW if raw else _ENVELOPE,
        "headers": headers.schema(declared),
        "payload": _payload(declared),
        "bindings": {"kafka": {"key": _RAW_KEY if raw else _HOME, "bindingVersion": _BINDING}},
    }


def _payload(declared: Topic) -> Object:
    if declared.message is None:
        return {"type": "string", "format": "binary"}
    return {"schemaFormat": PROTOBUF, "schema": standalone(declared.message)}


def _operations(declared: Topic) -> Iterator[tuple[str, Object]]:
    for action, services in (("send", declared.producers), ("receive", declared.consumers)):
        for service in services:
            yield f"{service}.{action}.{declared.name}", _operation(service, action, declared)


def _operation(service: str, action: str, declared: Topic) -> Object:
    channel = f"#/channels/{declared.name}"
    return {
        "action": action,
        "channel": {"$ref": channel},
        "messages": [{"$ref": f"{channel}/messages/{declared.name}"}],
        "tags": [{"name": service}],
    }
