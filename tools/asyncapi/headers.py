"""The headers of a record as JSON schemas: CloudEvents 1.0 in binary mode, and what a topic adds."""

from collections.abc import Mapping
from typing import Final

from contracts.envelope import POSITION, REDRIVE_OF, SUBJECT, TRACEPARENT
from contracts.topics import LEDGER_INPUTS, RECEIPT, Topic

Schema = Mapping[str, object]


def _text(description: str, **rest: object) -> Schema:
    return {"type": "string", "description": description, **rest}


_ALWAYS: Final[Mapping[str, Schema]] = {
    "ce_specversion": _text("CloudEvents.", const="1.0"),
    "ce_type": _text("Full name of the message inside the value."),
    "ce_source": _text("Who produced it."),
    "ce_id": _text("Unique with ce_source. Made of random identifiers, revisions and positions.", minLength=1),
    "content-type": _text("Of the value behind its envelope.", const="application/protobuf"),
}
_SOMETIMES: Final[Mapping[str, Schema]] = {
    SUBJECT: _text("Subject id of the vault in hex: random, never a civil identifier.", pattern="^[0-9a-f]{32}$"),
    "ce_time": _text("When it happened.", format="date-time"),
    TRACEPARENT: _text("W3C trace context of the call that caused it.", pattern="^00-[0-9a-f]{32}-[0-9a-f]{16}-..$"),
}
_RE_DRIVEN: Final = {REDRIVE_OF: _text("Set by operators who sent a parked record again: the name of the record.")}
_RECEIPT: Final[Mapping[str, Schema]] = {
    POSITION: _text(
        "A serialised vitale.receipt.v1.LedgerPosition: generation, partition, seq, prev_seq, vector of inputs. "
        "A reader drops what it has seen by (generation, partition, seq).",
        format="binary",
    ),
}
_ISSUED: Final = {"audience": _text("Number of the audience of an issued receipt.", pattern="^[0-9]+$")}
_NUMBER: Final = "^[0-9]+$"
_DEAD: Final[Mapping[str, Schema]] = {
    "dlq-reason": _text("Why it was set aside, as a code."),
    "dlq-detail": _text("The field and what to do; masked."),
    "dlq-stack-class": _text("Class of the failure, empty when the record itself was wrong."),
    "dlq-topic": _text("Where it was read."),
    "dlq-partition": _text("Partition it was read from.", pattern=_NUMBER),
    "dlq-offset": _text("Offset it was read at.", pattern=_NUMBER),
    "dlq-timestamp-ms": _text("Time of the record, milliseconds since 1970 UTC.", pattern=_NUMBER),
    "dlq-entry": _text("Its entry in the ledger: generation-partition-seq.", pattern="^[0-9]+-[0-9]+-[0-9]+$"),
}


def schema(declared: Topic) -> Schema:
    """What the headers of a record of this topic are; a header that is not named here is none of ours."""
    if declared.message is None:  # whatever the record came with goes along, even when it makes no sense
        return _object(_DEAD, {}, open_to_others=True)
    always = {**_ALWAYS, **(_RECEIPT if declared is RECEIPT else {})}
    added = _ISSUED if declared is RECEIPT else _RE_DRIVEN if declared in LEDGER_INPUTS else {}
    return _object(always, {**_SOMETIMES, **added}, open_to_others=False)


def _object(always: Mapping[str, Schema], sometimes: Mapping[str, Schema], *, open_to_others: bool) -> Schema:
    return {
        "type": "object",
        "required": sorted(always),
        "properties": {**always, **sometimes},
        "additionalProperties": open_to_others,
    }
