"""Asks a process whether it is ready, as an orchestrator would: HTTP /ready, and gRPC health where it serves gRPC."""

import asyncio
from collections.abc import Awaitable, Callable

import grpc

PATIENCE_SECONDS = 3.0
Check = grpc.aio.UnaryUnaryMultiCallable[bytes, bytes]
SERVING = b"\x08\x01"  # HealthCheckResponse{status: SERVING}


async def http_ready(port: int) -> bool:
    """Say whether GET /ready on loopback is answered 200."""
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await _get_ready(port)
    except (OSError, TimeoutError):
        return False


async def _get_ready(port: int) -> bool:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(b"GET /ready HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        await writer.drain()
        return b" 200 " in await reader.readline()
    finally:
        writer.close()


async def grpc_serving(port: int) -> bool:
    """Say whether the server as a whole is SERVING."""
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        check: Check = channel.unary_unary(
            "/grpc.health.v1.Health/Check"
        )  # bytes in, bytes out: no stubs needed for this
        try:
            answer = await check(b"", timeout=PATIENCE_SECONDS)
        except grpc.aio.AioRpcError:
            return False
        return bool(answer == SERVING)


def probe(*, health_port: int, grpc_port: int = 0) -> Callable[[], Awaitable[bool]]:
    """Return the question for one process."""

    async def ask() -> bool:
        return await http_ready(health_port) and (not grpc_port or await grpc_serving(grpc_port))

    return ask
