"""Unary gRPC calls over one HTTP/2 connection at a fraction of the library's cost: what loads must not be the load.

grpc.aio takes about 260 µs of the two cores for each call, nearly half of what intake takes for one.
This knows only what the bench sends: no TLS, no compression, no header that has to be understood. A call that brings
no message has failed; why is asked of the service's log, not of its trailers.
"""

import asyncio
import struct
from collections import deque
from collections.abc import Iterable
from typing import Final, NamedTuple, Self, cast

_PREFACE: Final = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
_DATA, _HEADERS, _SETTINGS, _PING, _WINDOW = 0, 1, 4, 6, 8
_END_STREAM, _ACK, _END_HEADERS, _PADDED = 1, 1, 4, 8
_HEAD: Final = 9
"""Bytes before the payload of a frame: its length in 24 bits, type, flags, stream."""
_PREFIX: Final = 5
"""Bytes before a gRPC message: compressed or not, its length."""
_LARGEST_WINDOW: Final = 2**31 - 1
_FIRST_WINDOW: Final = 65_535
_FRAME: Final = 16_384
_STREAMS, _INITIAL_WINDOW = 3, 4
_TABLE_SIZE: Final = 1
_REFUSED: Final = struct.pack(">I", 7)
"""REFUSED_STREAM: a server may for a moment take fewer calls than it said."""


class CallFailed(Exception):  # noqa: N818 - it is what happened to a call
    """A call that brought no message, or whose connection ended."""


def frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    """One frame of HTTP/2 (RFC 9113, 4.1)."""
    return struct.pack(">I", len(payload))[1:] + bytes((kind, flags)) + struct.pack(">I", stream) + payload


def header_block(path: str, metadata: Iterable[tuple[str, str]]) -> bytes:
    """Request headers of a call, every one a literal that no table remembers (RFC 7541, 6.2.2)."""
    named = (
        (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "bench"),
        ("te", "trailers"), ("content-type", "application/grpc"),
    )  # fmt: skip
    return b"".join(b"\0" + _text(name) + _text(value) for name, value in (*named, *metadata))


def _text(text: str) -> bytes:
    """A string literal without Huffman code (RFC 7541, 5.1 and 5.2)."""
    raw, whole = text.encode("ascii"), 0x7F
    if len(raw) < whole:
        return bytes((len(raw),)) + raw
    size, left = bytearray((whole,)), len(raw) - whole
    while left > whole:
        size.append(left & whole | 0x80)
        left >>= 7
    size.append(left)
    return bytes(size) + raw


class _Call(NamedTuple):
    headers: bytes
    message: bytes
    future: "asyncio.Future[bytes]"
    body: bytearray
    """What came of the answer."""


class Wire(asyncio.Protocol):
    """One connection. Calls beyond what the server's windows and limits allow wait, in order."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport
        self._received = bytearray()
        self._answers: dict[int, _Call] = {}
        self._waiting: deque[_Call] = deque()
        self._stream = 1
        self._window, self._stream_window, self._most = _FIRST_WINDOW, _FIRST_WINDOW, 0
        self._lost: Exception | None = None
        self._sending = False

    @classmethod
    async def connect(cls, target: str) -> Self:
        """Open a connection to host:port; OSError when nobody listens."""
        host, _, port = target.rpartition(":")
        _, wire = await asyncio.get_running_loop().create_connection(cls, host, int(port))
        return wire

    def close(self) -> None:
        """Close; calls under way fail."""
        self._transport.close()

    def call(self, headers: bytes, message: bytes) -> "asyncio.Future[bytes]":
        """The answer to come: the bytes of one message. Raises CallFailed there when there is none."""
        future: asyncio.Future[bytes] = asyncio.get_running_loop().create_future()
        if self._lost is not None:
            future.set_exception(CallFailed("the connection has ended"))
            return future
        self._waiting.append(_Call(headers, message, future, bytearray()))
        if not self._sending:  # those that are due at the same moment leave in one write
            self._sending = True
            asyncio.get_running_loop().call_soon(self._send)
        return future

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say what every connection begins with: no table of headers, and windows that never close."""
        self._transport = cast("asyncio.Transport", transport)
        wanted = struct.pack(">HIHI", _TABLE_SIZE, 0, _INITIAL_WINDOW, _LARGEST_WINDOW)
        more = struct.pack(">I", _LARGEST_WINDOW - _FIRST_WINDOW)
        self._transport.write(_PREFACE + frame(_SETTINGS, 0, 0, wanted) + frame(_WINDOW, 0, 0, more))

    def connection_lost(self, exc: Exception | None) -> None:
        """Everything under way has failed."""
        self._lost = exc or ConnectionError("closed")
        under_way = [*self._answers.values(), *self._waiting]
        self._answers.clear()
        self._waiting.clear()
        for call in under_way:
            _fail(call.future, "the connection has ended")

    def data_received(self, data: bytes) -> None:
        """Take what came, frame by frame."""
        received, at = self._received, 0
        received += data
        while len(received) - at >= _HEAD:
            end = at + _HEAD + int.from_bytes(received[at : at + 3], "big")
            if len(received) < end:
                break
            stream = int.from_bytes(received[at + 5 : at + _HEAD], "big")
            self._take(received[at + 3], received[at + 4], stream, bytes(received[at + _HEAD : end]))
            at = end
        del received[:at]
        self._send()

    def _send(self) -> None:
        """Send what waits and may go, in one write."""
        self._sending = False
        out = []
        while self._waiting and len(self._answers) < self._most:
            call = self._waiting[0]
            size = len(call.message) + _PREFIX
            if size > min(self._window, self._stream_window, _FRAME) or len(call.headers) > _FRAME:
                if self._answers:  # an answer may open the window
                    break
                self._waiting.popleft()
                _fail(call.future, f"a call of {size} bytes does not fit a frame or the windows")
                continue
            self._waiting.popleft()
            self._window -= size
            body = b"\0" + struct.pack(">I", len(call.message)) + call.message
            out.append(frame(_HEADERS, _END_HEADERS, self._stream, call.headers))
            out.append(frame(_DATA, _END_STREAM, self._stream, body))
            self._answers[self._stream] = call
            self._stream += 2
        if out:
            self._transport.write(b"".join(out))

    def _take(self, kind: int, flags: int, stream: int, payload: bytes) -> None:
        match kind:
            case 0 if stream in self._answers:  # DATA
                self._answers[stream].body.extend(
                    payload[1 : len(payload) - payload[0]] if flags & _PADDED else payload
                )
            case 3 if payload == _REFUSED and stream in self._answers:  # RST_STREAM
                self._waiting.appendleft(self._answers.pop(stream))  # nothing was done for it: it may go again
            case 3:
                self._end(stream)
            case 4 if not flags & _ACK:  # SETTINGS
                self._settle(payload)
            case 6 if not flags & _ACK:  # PING
                self._transport.write(frame(_PING, _ACK, 0, payload))
            case 7:  # GOAWAY
                self._transport.close()
            case 8 if stream == 0:  # WINDOW_UPDATE; one of a stream means nothing, its request was sent whole
                self._window += int.from_bytes(payload, "big")
        if kind in {_DATA, _HEADERS} and flags & _END_STREAM:
            self._end(stream)

    def _settle(self, payload: bytes) -> None:
        self._most = self._most or _LARGEST_WINDOW  # nothing is sent before the server has said what it takes
        for name, value in struct.iter_unpack(">HI", payload):
            if name == _STREAMS:
                self._most = value
            elif name == _INITIAL_WINDOW:
                self._stream_window = value
        self._transport.write(frame(_SETTINGS, _ACK, 0, b""))

    def _end(self, stream: int) -> None:
        call = self._answers.pop(stream, None)
        if call is None or call.future.done():
            return
        body = call.body
        if len(body) < _PREFIX or len(body) != _PREFIX + int.from_bytes(body[1:_PREFIX], "big"):
            call.future.set_exception(CallFailed("the call brought no message; the service's log says why"))
        else:
            call.future.set_result(bytes(body[_PREFIX:]))


def _fail(future: "asyncio.Future[bytes]", why: str) -> None:
    if not future.done():
        future.set_exception(CallFailed(why))
