"""Admission: how many claims a second a practice may send, decided before any of its bytes are read."""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from chassis.errors import DomainError, ErrorCode

_REMEMBERED: Final = 20_000
_LEAST_RETRY_S: Final = 0.1


@dataclass(frozen=True, slots=True)
class Quota:
    """What one practice may send: claims a second on average, claims at once, calls at the same time."""

    claims_per_s: float
    burst: int
    calls_in_flight: int


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled_at: float
    in_flight: int = 0


class Admission:
    """One token bucket for each practice.

    A practice is let in while its bucket is above zero and pays for its batch afterwards, so the bucket may fall
    below zero and the next call waits longer: a refusal costs a look into a dictionary, no parsing. Calls in flight
    are bounded as well, so a practice cannot hold all connections to the database.
    """

    def __init__(self, quota: Quota, monotonic: Callable[[], float]) -> None:
        """Take the quota and a clock that only goes forward, in seconds."""
        self._quota = quota
        self._monotonic = monotonic
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    @contextmanager
    def admit(self, issuer: str) -> Iterator[Callable[[int], None]]:
        """Let a call of a practice in, and give the function by which it pays for its claims.

        Raises:
            DomainError: QUOTA_EXCEEDED with the seconds to wait.
        """
        bucket = self._filled(issuer)
        if bucket.tokens <= 0:
            raise _exceeded("claims_per_s", self._quota.claims_per_s, self._wait_s(bucket))
        if bucket.in_flight >= self._quota.calls_in_flight:
            raise _exceeded("calls_in_flight", self._quota.calls_in_flight, _LEAST_RETRY_S)

        def pay(claims: int) -> None:
            bucket.tokens -= max(claims, 1)

        bucket.in_flight += 1
        try:
            yield pay
        finally:
            bucket.in_flight -= 1

    def _filled(self, issuer: str) -> _Bucket:
        now = self._monotonic()
        bucket = self._buckets.get(issuer)
        if bucket is None:
            bucket = self._buckets[issuer] = _Bucket(self._quota.burst, now)
            self._forget_one()
        self._buckets.move_to_end(issuer)
        bucket.tokens = min(self._quota.burst, bucket.tokens + (now - bucket.filled_at) * self._quota.claims_per_s)
        bucket.filled_at = now
        return bucket

    def _forget_one(self) -> None:
        """Forget the practice that has been silent longest, unless it owes or is at work."""
        if len(self._buckets) <= _REMEMBERED:
            return
        issuer, bucket = next(iter(self._buckets.items()))
        idle_s = self._monotonic() - bucket.filled_at
        if not bucket.in_flight and bucket.tokens + idle_s * self._quota.claims_per_s >= self._quota.burst:
            del self._buckets[issuer]

    def _wait_s(self, bucket: _Bucket) -> float:
        return max((1 - bucket.tokens) / self._quota.claims_per_s, _LEAST_RETRY_S)


def _exceeded(quota: str, limit: float, retry_after_s: float) -> DomainError:
    return DomainError(ErrorCode.QUOTA_EXCEEDED, {"quota": quota, "limit": f"{limit:g}"}, retry_after_s=retry_after_s)
