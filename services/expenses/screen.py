"""From care to screen: how long a claim took from its acceptance to the frame that shows it; the end of its trace."""

from opentelemetry.trace import SpanKind

from chassis.clock import Clock, SystemClock
from chassis.telemetry import OFF, Telemetry, extract
from expenses.watching import Signal
from vitale.receipt.v1.receipt_service_pb2 import WatchResponse

NAME = "vitale.care_to_screen.duration"


class Screen:
    """Measures what streams of this process show; costs nothing while telemetry is off."""

    def __init__(self, telemetry: Telemetry = OFF, clock: Clock | None = None) -> None:
        self._telemetry = telemetry
        self._clock = clock or SystemClock()
        self._seconds = telemetry.seconds(NAME)

    def written(self, event: WatchResponse | Signal, *, live: bool) -> None:
        """One event was written to its connection. What a resume brings is old and measures nothing."""
        if not live or isinstance(event, Signal) or event.WhichOneof("event") != "receipt":
            return
        if not self._telemetry.enabled:
            return
        self._seconds.record(max(0.0, self._clock.now().timestamp() - event.receipt.receipt.accepted_at_us / 1e6))
        parent = extract([("traceparent", event.receipt.traceparent)]) if event.receipt.traceparent else None
        if parent is not None:
            with self._telemetry.span("care to screen", kind=SpanKind.CONSUMER, parent=parent):
                pass
