"""The public doors of the system as the simulators use them: a channel, a badge (token), a call that repeats."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Final, TypeVar

import grpc

from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode, from_grpc
from chassis.tokens import MAX_LIFETIME, Role, TokenSigner

_REPEAT: Final = frozenset(
    {ErrorCode.UNAVAILABLE, ErrorCode.OVERLOADED, ErrorCode.QUOTA_EXCEEDED, ErrorCode.DEADLINE_EXCEEDED}
)
_FIRST_WAIT_S: Final = 0.1
_LONGEST_WAIT_S: Final = 5.0

Metadata = tuple[tuple[str, str], ...]
_R = TypeVar("_R")


class Badge:
    """The token of one caller, signed by the demo issuer, and signed again when half of its life is over."""

    def __init__(
        self, signer: TokenSigner, clock: Clock, *, subject: str, role: Role, attributes: Mapping[str, str]
    ) -> None:
        """Take what the token says."""
        self._signer, self._clock = signer, clock
        self._subject, self._role, self._attributes = subject, role, dict(attributes)
        self._token, self._renew_at = "", datetime.min.replace(tzinfo=UTC)

    def token(self) -> str:
        """Give a token with at least half of its life left."""
        if self._clock.now() >= self._renew_at:
            self._token = self._signer.sign(self._subject, self._role, attributes=self._attributes)
            self._renew_at = self._clock.now() + MAX_LIFETIME / 2
        return self._token

    def metadata(self) -> Metadata:
        """Give the metadata of one gRPC call."""
        return (("authorization", f"Bearer {self.token()}"),)


async def call(action: Callable[[], Awaitable[_R]], *, attempts: int = 8, timeout_s: float = 20.0) -> _R:
    """Make one idempotent call, again with growing waits while the other side is busy or away.

    Raises:
        DomainError: the answer of the last attempt, or one that repeating does not help.
    """
    wait_s = _FIRST_WAIT_S
    for left in range(attempts - 1, -1, -1):
        try:
            async with asyncio.timeout(timeout_s):
                return await action()
        except (grpc.aio.AioRpcError, TimeoutError) as error:
            refused = _refused(error)
            if left == 0 or refused.code not in _REPEAT:
                raise refused from error
        await asyncio.sleep(max(wait_s, refused.retry_after_s or 0.0))
        wait_s = min(2 * wait_s, _LONGEST_WAIT_S)
    raise ValueError("attempts must be 1 or more")


def _refused(error: grpc.aio.AioRpcError | TimeoutError) -> DomainError:
    return DomainError(ErrorCode.DEADLINE_EXCEEDED) if isinstance(error, TimeoutError) else from_grpc(error)
