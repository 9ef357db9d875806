"""What telemetry costs while it is off: its calls on the path of a flush, against what the flush itself takes."""

import timeit

from chassis.telemetry import OFF
from contracts.envelope import TRACEPARENT, cloud_event, header
from tools.bench.figures import Part

_CLAIMS = 500
_NUMBER = 200


def _wiring_of_a_flush() -> float:
    """Seconds that the calls of one flush of 500 claims take while telemetry is off."""
    histogram = OFF.seconds("vitale.ledger.flush.duration")
    headers = cloud_event(event_type="vitale.claim.v1.Claim", source="bench", event_id="1", subject="0" * 32)

    def once() -> None:
        with OFF.span("ledger.flush", {"vitale.records": _CLAIMS}):
            pass
        histogram.record(0.01)
        for _ in range(_CLAIMS):
            header(headers, TRACEPARENT)

    return min(timeit.repeat(once, number=_NUMBER, repeat=5)) / _NUMBER


def run(claims_per_second: float) -> Part:
    """Share of a flush of 500 claims, given what the ledger alone settles per second in such flushes."""
    part = Part("telemetry off")
    wiring, flush = _wiring_of_a_flush(), _CLAIMS / claims_per_second
    part.add("wiring while off", wiring * 1e6, "µs a flush of 500")
    part.add("share of a flush", 100 * wiring / flush, "%", most=2)
    return part
