"""Every method of every door and every route of the front, called with people where none belong."""

import asyncio
import contextlib
import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final
from urllib.parse import quote

import grpc
import httpx

from tests.telemetry.house import WHO, House
from tests.telemetry.people import ADDRESS, MOTHER, NAMES, NUMBER, PLAIN, WORDS
from tools.local.plan import PROCESSES
from tools.simulators.doors import Badge, Metadata
from tools.simulators.practice.practices import practices
from vitale.access.v1 import audit_service_pb2
from vitale.card.v1 import card_service_pb2, desk_service_pb2, enrolment_service_pb2, presentation_service_pb2
from vitale.claim.v1 import claim_service_pb2
from vitale.identity.v1 import identity_service_pb2
from vitale.operations.v1 import operations_service_pb2
from vitale.receipt.v1 import receipt_service_pb2
from vitale.rights.v1 import acquisition_service_pb2, rights_service_pb2
from vitale.settlement.v1 import settlement_service_pb2

DOORS: Final[Mapping[str, tuple[Any, ...]]] = {
    "identity": (identity_service_pb2,),
    "adri": (rights_service_pb2, acquisition_service_pb2),
    "card_registry": (card_service_pb2, desk_service_pb2, enrolment_service_pb2, presentation_service_pb2),
    "teletransmission": (claim_service_pb2, settlement_service_pb2),
    "audit": (audit_service_pb2,),
    "receipts.api": (receipt_service_pb2,),
    "receipts.operations": (operations_service_pb2,),
}
"""Modules of the services behind each door."""
BORN: Final = MOTHER.birth_date.isoformat()
TEXTS: Final = (NUMBER, PLAIN, BORN, ADDRESS, WORDS, *NAMES)
HEADERS: Final = {
    "traceparent": f"00-{'a' * 32}-{'b' * 16}-01",
    "tracestate": f"vitale={NUMBER},name={quote(NAMES[0])}",
    "baggage": f"person={quote(NAMES[2])},number={NUMBER}",
    "Last-Event-ID": f"{NUMBER}-{PLAIN}",
    "If-None-Match": f'"{PLAIN}"',
    "User-Agent": f"{PLAIN} {NUMBER}",
    "X-Forwarded-For": ADDRESS,
}
"""What a stranger's software may put into the head of a call."""
QUERY: Final = {"person": NUMBER, "year": PLAIN, "file": NAMES[0], "day": BORN, "cursor": ADDRESS}
_AT_ONCE: Final = 8
_WAIT_S: Final = 1.5


async def calls_every_method(house: House) -> int:
    """With bytes that are no message, and with messages whose every field holds somebody: how many calls."""
    made = 0
    for door, modules in DOORS.items():
        async with grpc.aio.insecure_channel(house.stage.state.targets[door]) as channel:
            calls = [_called(channel, house, method, body) for method in _methods(modules) for body in _bodies(method)]
            await asyncio.gather(*calls)
            made += len(calls)
    return made


def doors_are_all() -> bool:
    """Whether DOORS names every process that serves gRPC."""
    return set(DOORS) == {process.name for process in PROCESSES if process.serves == "grpc"}


def _methods(modules: tuple[Any, ...]) -> Iterator[Any]:
    for module in modules:
        for service in module.DESCRIPTOR.services_by_name.values():
            yield from service.methods


def _bodies(method: Any) -> tuple[bytes, ...]:
    return " ".join(TEXTS).encode(), _filled(method.input_type, 0)


def _filled(kind: Any, depth: int) -> bytes:
    """A message with somebody in each text and each sequence of bytes, down to messages in messages."""
    body = b""
    for place, field in enumerate(kind.fields):
        value = b""
        if field.type in (field.TYPE_STRING, field.TYPE_BYTES):
            value = TEXTS[(place + depth) % len(TEXTS)].encode()
        elif field.type == field.TYPE_MESSAGE and depth < 3:
            value = _filled(field.message_type, depth + 1)
        if value:
            body += _varint(field.number << 3 | 2) + _varint(len(value)) + value
    return body


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


async def _called(channel: grpc.aio.Channel, house: House, method: Any, body: bytes) -> None:
    path = f"/{method.containing_service.full_name}/{method.name}"
    ask: Any = partial(_once, channel, method, path, body)
    for role in ("practice", "scheme", "insured", "operator", "service"):
        await ask((*_badge(house, role).metadata(), ("dpop", f"{NUMBER}.{PLAIN}"), ("x-who", PLAIN)))
    await ask((("authorization", f"Bearer {NUMBER}.{PLAIN}"),))


async def _once(channel: grpc.aio.Channel, method: Any, path: str, body: bytes, metadata: Metadata) -> None:
    """One call; of a stream only what comes first."""
    call: Any
    with contextlib.suppress(grpc.aio.AioRpcError):
        if method.client_streaming:
            call = channel.stream_stream(path)
            await call(iter([body]), metadata=metadata, timeout=_WAIT_S).read()
        elif method.server_streaming:
            call = channel.unary_stream(path)
            await call(body, metadata=metadata, timeout=_WAIT_S).read()
        else:
            call = channel.unary_unary(path)
            await call(body, metadata=metadata, timeout=5.0)


def _badge(house: House, role: Any) -> Badge:
    attributes = {
        "practice": practices()[0].attributes,
        "scheme": {"scheme": "01"},
        "insured": {"subject_id": house.stage.known[WHO].subject_id},
    }.get(role, {})
    return Badge(house.stage.signer, house.stage.clock, subject="x", role=role, attributes=attributes)


async def asks_every_route(house: House) -> int:
    """Somebody in the path, the query, the head and the body, rightly formed and not: how many requests."""
    document = (await house.stage.client.get("/openapi.json")).json()
    tokens = [_badge(house, role).token() for role in ("insured", "practice", "operator")]
    requests = [
        house.stage.client.build_request(
            method.upper(), _path(path), params=QUERY, content=body, headers=_head(token), timeout=_WAIT_S
        )
        for path, operations in document["paths"].items()
        for method in operations
        for body in ((b"",) if method == "get" else _json_bodies())
        for token in (*tokens, f"{NUMBER}.{PLAIN}")
    ]
    few = asyncio.Semaphore(_AT_ONCE)
    await asyncio.gather(*(_asked(house.stage.client, few, request) for request in requests))
    return len(requests)


def _json_bodies() -> tuple[bytes, ...]:
    fields = ("number", "birthDate", "state", "code", "contextToken", "claims", "queries", "qr", "note", "careDate")
    sound = {field: TEXTS[place % len(TEXTS)] for place, field in enumerate(fields)}
    nested = {"claims": [{"claimId": PLAIN, "named": {"openerNir": NUMBER, "birthDate": BORN}, NAMES[0]: WORDS}]}
    return (
        json.dumps(sound).encode(),
        json.dumps(nested, ensure_ascii=False).encode(),
        f'{{"{NUMBER}": {PLAIN}'.encode(),
    )


def _path(path: str) -> str:
    filled = path
    for place, part in enumerate([part for part in path.split("/") if part.startswith("{")]):
        filled = filled.replace(part, quote((NUMBER, PLAIN)[place % 2]), 1)
    return filled


def _head(token: str) -> dict[str, str]:
    return {**HEADERS, "Authorization": f"Bearer {token}", "Content-Type": "application/json"}


async def _asked(client: httpx.AsyncClient, few: asyncio.Semaphore, request: httpx.Request) -> None:
    """One request; of a stream only what comes first."""
    async with few:
        with contextlib.suppress(httpx.TimeoutException, TimeoutError):
            async with asyncio.timeout(2 * _WAIT_S):
                answer = await client.send(request, stream=True)
                try:
                    await anext(answer.aiter_bytes(), b"")
                finally:
                    await answer.aclose()
