"""What the protocol refuses, as errors for the counter: a stable word, the minutes of a wrong clock, nothing more."""

from typing import Final

from card_protocol.errors import ProtocolError
from chassis.errors import DomainError, ErrorCode

_CLOCKS: Final = {"clock_ahead": "ahead", "clock_behind": "behind"}


def refusal(error: ProtocolError) -> DomainError:
    """PRESENTATION_INVALID, PRESENTATION_EXPIRED or CLOCK_WRONG."""
    if error.code in _CLOCKS:
        return clock_wrong(_CLOCKS[error.code], error.minutes)
    if error.code == "expired":
        return DomainError(ErrorCode.PRESENTATION_EXPIRED, {"minutes": str(error.minutes)})
    return DomainError(ErrorCode.PRESENTATION_INVALID, {"why": error.code})


def clock_wrong(direction: str, minutes: int) -> DomainError:
    """The phone's clock is "ahead" or "behind" by so many minutes, never told as 0."""
    return DomainError(ErrorCode.CLOCK_WRONG, {"direction": direction, "minutes": str(max(minutes, 1))})
