"""How calls to peers go, seen from the caller: rate, errors by code, duration; the same for streams when they end."""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

import grpc

from chassis.error_status import from_grpc
from chassis.telemetry import Telemetry

_CANCELLED: Final = "CANCELLED"


def measuring(telemetry: Telemetry) -> Sequence[grpc.aio.ClientInterceptor]:
    """Give the interceptors of a channel; none while telemetry is off, so that it costs nothing then."""
    if not telemetry.enabled:
        return ()
    measure = _Measure(telemetry)
    return (_UnaryCalls(measure), _AnsweredByStream(measure), _BothWays(measure))


class _Measure:
    """Where figures go: method and code alone, never who calls or what about."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._seconds = telemetry.client_seconds
        self._ending: set[asyncio.Task[None]] = set()

    def record(self, method: str | bytes, begun: float, code: str) -> None:
        text = method.decode() if isinstance(method, bytes) else method
        service, _, name = text.lstrip("/").partition("/")
        attributes = {"rpc.system": "grpc", "rpc.service": service, "rpc.method": name, "rpc.status": code}
        self._seconds.record(time.perf_counter() - begun, attributes)

    def when_ended(self, call: Any, method: str | bytes) -> None:
        """Record a stream once it has ended, however that comes."""
        task = asyncio.create_task(self._ended(call, method, time.perf_counter()))
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    async def _ended(self, call: Any, method: str | bytes, begun: float) -> None:
        self.record(method, begun, await _code(call))


async def _code(call: Any) -> str:
    """The code our servers raised, as a caller reads it; gRPC's own where the call never got there."""
    status: grpc.StatusCode = await call.code()
    if status is grpc.StatusCode.OK:
        return "OK"
    if status is grpc.StatusCode.CANCELLED:
        return _CANCELLED
    trailing, details = await call.trailing_metadata(), await call.details()
    error = grpc.aio.AioRpcError(status, grpc.aio.Metadata(), trailing or grpc.aio.Metadata(), details)
    return from_grpc(error).code.value


class _UnaryCalls(grpc.aio.UnaryUnaryClientInterceptor):
    def __init__(self, measure: _Measure) -> None:
        self._measure = measure

    async def intercept_unary_unary(
        self, continuation: Callable[..., Any], client_call_details: Any, request: Any
    ) -> Any:
        begun, code = time.perf_counter(), _CANCELLED
        try:
            call = await continuation(client_call_details, request)
            code = await _code(call)
        finally:
            self._measure.record(client_call_details.method, begun, code)
        return call


class _AnsweredByStream(grpc.aio.UnaryStreamClientInterceptor):
    def __init__(self, measure: _Measure) -> None:
        self._measure = measure

    async def intercept_unary_stream(
        self, continuation: Callable[..., Any], client_call_details: Any, request: Any
    ) -> Any:
        call = await continuation(client_call_details, request)
        self._measure.when_ended(call, client_call_details.method)
        return call


class _BothWays(grpc.aio.StreamStreamClientInterceptor):
    def __init__(self, measure: _Measure) -> None:
        self._measure = measure

    async def intercept_stream_stream(
        self, continuation: Callable[..., Any], client_call_details: Any, request_iterator: Any
    ) -> Any:
        call = await continuation(client_call_details, request_iterator)
        self._measure.when_ended(call, client_call_details.method)
        return call
