"""Calls to peers: one channel each, always a deadline, the caller's token and trace, and errors as DomainError."""

import json
from collections.abc import AsyncIterator, Awaitable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final, Protocol, TypeVar

import grpc

from chassis.client_metrics import measuring
from chassis.errors import from_grpc
from chassis.settings import TlsSettings
from chassis.telemetry import OFF, Telemetry, inject_metadata
from chassis.tls import channel_credentials

Metadata = tuple[tuple[str, str], ...]

_Request_contra = TypeVar("_Request_contra", contravariant=True)
_Reply_co = TypeVar("_Reply_co", covariant=True)
_DEADLINE_S: Final = 5.0
_MESSAGE_BYTES: Final = 4 * 1024 * 1024


class UnaryMethod(Protocol[_Request_contra, _Reply_co]):
    """A method of an async stub that takes one message and gives one."""

    def __call__(
        self, request: _Request_contra, /, *, timeout: float | None, metadata: Metadata
    ) -> Awaitable[_Reply_co]:
        """Make the call."""
        ...


def channel(
    target: str,
    *,
    tls: TlsSettings | None = None,
    retried: Sequence[str] = (),
    max_message_bytes: int = _MESSAGE_BYTES,
    spread: bool = False,
    telemetry: Telemetry = OFF,
) -> grpc.aio.Channel:
    """Open a channel to a peer (host:port), to be kept for the life of the process; it connects when first used.

    `retried` names full services whose calls are idempotent: UNAVAILABLE is tried three times in all. `spread` takes
    the addresses of a target that has several in turn, call by call; otherwise one of them is kept. Calls are measured
    where `telemetry` is on.
    """
    options: list[tuple[str, Any]] = [
        ("grpc.max_receive_message_length", max_message_bytes),
        ("grpc.keepalive_time_ms", 30_000),
        ("grpc.keepalive_timeout_ms", 10_000),
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.initial_reconnect_backoff_ms", 100),
        ("grpc.max_reconnect_backoff_ms", 2_000),
        ("grpc.max_metadata_size", 16 * 1024),
        ("grpc.service_config", json.dumps(_service_config(retried, spread=spread))),
    ]
    if tls is None:
        return grpc.aio.insecure_channel(target, options=options, interceptors=measuring(telemetry))
    return grpc.aio.secure_channel(target, channel_credentials(tls), options=options, interceptors=measuring(telemetry))


def _service_config(retried: Sequence[str], *, spread: bool) -> Mapping[str, object]:
    policy = {
        "maxAttempts": 3,
        "initialBackoff": "0.05s",
        "maxBackoff": "0.5s",
        "backoffMultiplier": 3,
        "retryableStatusCodes": ["UNAVAILABLE"],
    }
    return {
        "methodConfig": [{"name": [{"service": name} for name in retried], "retryPolicy": policy}] if retried else [],
        **({"loadBalancingConfig": [{"round_robin": {}}]} if spread else {}),
    }


def with_token(token: str, metadata: Metadata = ()) -> Metadata:
    """Give call metadata with the token and the current trace context."""
    return (("authorization", f"Bearer {token}"), *inject_metadata(), *metadata)


async def call(
    method: UnaryMethod[_Request_contra, _Reply_co],
    request: _Request_contra,
    *,
    token: str,
    timeout_s: float = _DEADLINE_S,
    metadata: Metadata = (),
) -> _Reply_co:
    """Make a unary call with the token and a deadline in seconds; what fails is raised as the peer's DomainError.

    `metadata` adds to the token, such as a proof of possession.
    """
    with peer_errors():
        return await method(request, timeout=timeout_s, metadata=with_token(token, metadata))


@contextmanager
def peer_errors() -> Iterator[None]:
    """Turn failed calls into DomainError: UNAVAILABLE when the peer cannot be reached."""
    try:
        yield
    except grpc.RpcError as error:
        raise from_grpc(error) from error


async def replies(stream: AsyncIterator[_Reply_co]) -> AsyncIterator[_Reply_co]:
    """Give the replies of a streaming call, its failure raised as the peer's DomainError."""
    with peer_errors():
        async for reply in stream:
            yield reply
