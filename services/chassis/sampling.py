"""Which traces are kept: those a caller keeps, what is linked to one of them, and a part of what begins here."""

import re
from collections.abc import Sequence
from typing import Final

from opentelemetry.context import Context
from opentelemetry.sdk.trace.sampling import Decision, Sampler, SamplingResult
from opentelemetry.trace import Link, SpanKind, TraceState
from opentelemetry.util.types import Attributes

_SAMPLED: Final = frozenset(b"13579bdf")  # the lowest bit of the flags, the last hexadecimal digit of a traceparent
_WHOLE: Final = re.compile(rb"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


def is_sampled(traceparent: bytes) -> bool:
    """Tell whether the caller keeps this trace: one look at the last byte, since every record is asked."""
    return traceparent[-1:] != b"" and traceparent[-1] in _SAMPLED


def worth_keeping(traceparent: bytes | None) -> bytes | None:
    """Give what to store of a record's trace beside the record: a sampled traceparent, or None.

    A header is anybody's bytes, so one that is no traceparent is not stored either.
    """
    if traceparent is None or not is_sampled(traceparent) or _WHOLE.fullmatch(traceparent) is None:
        return None
    return traceparent


class Linked(Sampler):
    """Keeps what is linked to a sampled trace: a flush of many claims begins a trace of its own, kept with theirs."""

    def __init__(self, otherwise: Sampler) -> None:
        """Take who decides about everything else."""
        self._otherwise = otherwise

    def should_sample(  # noqa: PLR0917 - the SDK's signature
        self,
        parent_context: Context | None,
        trace_id: int,
        name: str,
        kind: SpanKind | None = None,
        attributes: Attributes = None,
        links: Sequence[Link] | None = None,
        trace_state: TraceState | None = None,
    ) -> SamplingResult:
        """See Sampler."""
        if any(link.context.trace_flags.sampled for link in links or ()):
            return SamplingResult(Decision.RECORD_AND_SAMPLE, attributes)
        return self._otherwise.should_sample(parent_context, trace_id, name, kind, attributes, links, trace_state)

    def get_description(self) -> str:
        """See Sampler."""
        return f"Linked{{{self._otherwise.get_description()}}}"
