"""Every service behind the front at one loopback door: notes each call as it came over the wire, answers emptily."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Never, TypeAlias

import grpc
from google.protobuf import descriptor_pool, message_factory
from google.protobuf.message import Message

from chassis.error_status import DETAILS_KEY, to_grpc_status
from chassis.errors import DomainError

Context: TypeAlias = "grpc.aio.ServicerContext[Any, Any]"

SUPPORT_ID = "0000-0000-00"
"""Of every refusal."""


@dataclass
class Behind(grpc.GenericRpcHandler):
    """What was asked, in order: the method's name, the request, the metadata."""

    asked: list[tuple[str, Message, dict[str, str | bytes]]] = field(default_factory=list)
    refusal: DomainError | None = None
    messages: int = 1

    def service(self, details: grpc.HandlerCallDetails) -> "grpc.RpcMethodHandler[Any, Any] | None":
        """The handler of any method of any service that is declared."""
        name, _, method_name = details.method.lstrip("/").partition("/")
        method = descriptor_pool.Default().FindServiceByName(name).methods_by_name[method_name]
        taken, given = map(message_factory.GetMessageClass, (method.input_type, method.output_type))

        async def unary(request: Message, context: Context) -> Message:
            await self._note(method_name, request, context)
            return given()

        async def stream(request: Message, context: Context) -> AsyncIterator[Message]:
            for _ in range(self.messages):
                yield given()
            await self._note(method_name, request, context)

        read, write = taken.FromString, given.SerializeToString
        if method.server_streaming:
            return grpc.unary_stream_rpc_method_handler(stream, request_deserializer=read, response_serializer=write)
        return grpc.unary_unary_rpc_method_handler(unary, request_deserializer=read, response_serializer=write)

    async def _note(self, name: str, request: Message, context: Context) -> None:
        self.asked.append((name, request, dict(context.invocation_metadata() or ())))
        if self.refusal is not None:
            await _abort(context, self.refusal)


async def _abort(context: Context, error: DomainError) -> Never:
    status = to_grpc_status(error, SUPPORT_ID)
    await context.abort(error.row.grpc_status, status.message, ((DETAILS_KEY, status.SerializeToString()),))


@asynccontextmanager
async def behind() -> AsyncIterator[tuple[Behind, grpc.aio.Channel]]:
    """It, and a channel to it."""
    found, server = Behind(), grpc.aio.server()
    server.add_generic_rpc_handlers((found,))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
            yield found, channel
    finally:
        await server.stop(None)
