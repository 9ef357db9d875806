"""A small gRPC service of raw bytes, for tests of the server wiring: what it does is asked for in the request."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import grpc

from chassis.binding import require_binding
from chassis.callers import current_claims, require
from chassis.errors import DomainError, ErrorCode, FieldViolation

ECHO = "vitale.test.Echo"


class EchoService:
    """Echoes; `who`, `key`, `refuse`, `crash <text>`, `wait`, `only-scheme` do what they say."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self.entered = asyncio.Event()
        self.released = asyncio.Event()

    async def once(self, request: bytes, _context: object) -> bytes:
        """Answer one message."""
        word, _, rest = request.partition(b" ")
        match word:
            case b"who":
                return current_claims().subject.encode()
            case b"only-scheme":
                return require("scheme").subject.encode()
            case b"key":
                return str(require_binding().jkt).encode()
            case b"refuse":
                violation = FieldViolation("claims[3].nir", "key", "read the card again")
                raise DomainError(ErrorCode.NIR_KEY_WRONG, {"position": "3"}, [violation])
            case b"crash":
                raise KeyError(rest.decode())
            case b"wait":
                self.entered.set()
                await self.released.wait()
        return request

    async def stream_out(self, request: bytes, context: object) -> AsyncIterator[bytes]:
        """Answer one message three times, then do what it says."""
        for _ in range(3):
            yield request
        await self.once(request, context)

    async def both_ways(self, requests: AsyncIterator[bytes], context: object) -> AsyncIterator[bytes]:
        """Answer each message."""
        async for request in requests:
            yield await self.once(request, context)


def add_echo(servicer: EchoService, server: Any) -> None:
    """Register the service, as a generated add_..._to_server function would."""
    handlers: dict[str, Any] = {
        "Once": grpc.unary_unary_rpc_method_handler(servicer.once),
        "StreamOut": grpc.unary_stream_rpc_method_handler(servicer.stream_out),
        "BothWays": grpc.stream_stream_rpc_method_handler(servicer.both_ways),
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(ECHO, handlers),))
