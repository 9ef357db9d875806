"""The bench's own client of gRPC, against the library's server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import grpc
import pytest

from tools.bench.grpc_wire import CallFailed, Wire, header_block

PATH = "/bench.Echo/Say"


@asynccontextmanager
async def echo(*, most: int = 1000) -> AsyncIterator[str]:
    """A server that answers with what it was sent and by whom; refuses b"no"."""

    async def say(request: bytes, context: Any) -> bytes:
        if request == b"no":
            await context.abort(grpc.StatusCode.INVALID_ARGUMENT, "no")
        await asyncio.sleep(0.001 * (len(request) % 7))
        who = str(dict(context.invocation_metadata())["authorization"])
        return request + b" of " + who.encode()

    server = grpc.aio.server(options=[("grpc.max_concurrent_streams", most)])
    handler = grpc.method_handlers_generic_handler("bench.Echo", {"Say": grpc.unary_unary_rpc_method_handler(say)})
    server.add_generic_rpc_handlers((handler,))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    try:
        yield f"127.0.0.1:{port}"
    finally:
        await server.stop(None)


@pytest.mark.asyncio
@pytest.mark.parametrize("most", [3, 1000])
async def test_every_call_gets_its_own_answer(most: int) -> None:
    """More calls than the server takes at once, more bytes than its windows hold, a token longer than 127 bytes."""
    async with echo(most=most) as target:
        wire = await Wire.connect(target)
        names = ["a", "b" * 126, "c" * 127, "d" * 900]
        blocks = [header_block(PATH, (("authorization", name),)) for name in names]
        bodies = [b"%d" % number * (number + 1) for number in range(300)]
        answers = await asyncio.gather(*(wire.call(blocks[n % 4], body) for n, body in enumerate(bodies)))
        wire.close()
    assert answers == [body + b" of " + names[n % 4].encode() for n, body in enumerate(bodies)]


@pytest.mark.asyncio
async def test_a_refused_call_fails_and_no_other() -> None:
    """An answer without a message is an error of that call."""
    async with echo() as target:
        wire = await Wire.connect(target)
        block = header_block(PATH, (("authorization", "me"),))
        first, refused, last = wire.call(block, b"1"), wire.call(block, b"no"), wire.call(block, b"3")
        with pytest.raises(CallFailed, match="no message"):
            await refused
        assert (await first, await last) == (b"1 of me", b"3 of me")
        wire.close()


@pytest.mark.asyncio
async def test_what_fits_no_frame_is_said() -> None:
    """A call too large for this client fails with its size, and holds up none behind it."""
    async with echo() as target:
        wire = await Wire.connect(target)
        block = header_block(PATH, (("authorization", "me"),))
        large, small = wire.call(block, bytes(20_000)), wire.call(block, b"s")
        with pytest.raises(CallFailed, match="20005 bytes"):
            await large
        assert await small == b"s of me"
        wire.close()


@pytest.mark.asyncio
async def test_calls_fail_when_the_server_goes() -> None:
    """Under way or later: no call waits for ever."""
    async with echo() as target:
        wire = await Wire.connect(target)
        block = header_block(PATH, (("authorization", "me"),))
        assert await wire.call(block, b"1")
        under_way = wire.call(block, b"123456")
    with pytest.raises(CallFailed):
        await asyncio.wait_for(under_way, 5)
    with pytest.raises(CallFailed):
        await asyncio.wait_for(wire.call(block, b"1"), 5)
