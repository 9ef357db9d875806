"""How the OpenAPI document describes server-sent events: the schema of each event, not of the text of the stream."""

from collections.abc import Mapping


def event_schema(*names: str) -> Mapping[str, object]:
    """Each event: its name, its data as JSON in a text, and where it stands in the stream if that can be resumed."""
    return {
        "type": "object",
        "description": "One event; the stream is any number of them, with comments between.",
        "required": ["event", "data"],
        "properties": {
            "event": {"type": "string", "enum": list(names)},
            "data": {"type": "string", "contentMediaType": "application/json"},
            "id": {"type": "string"},
            "retry": {"type": "integer", "description": "Milliseconds to wait before connecting again."},
        },
    }
