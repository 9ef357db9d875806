"""Asks each service how old its outbox is, over its health port: no service reads the schema of another."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

import httpx

from vitale.operations.v1.operations_service_pb2 import OutboxStatus

_ASK_S: Final = 2.0


class Outboxes(Protocol):
    """Where outboxes are asked for."""

    async def ages(self) -> Sequence[OutboxStatus]:
        """Every service that has one, by name; one that does not answer says so in `problem`. Never raises."""
        ...


class HttpOutboxes:
    """Over HTTP: GET /status of each service."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        """Take the URL by service."""
        self._urls = urls
        self._client = httpx.AsyncClient(trust_env=False, timeout=_ASK_S)

    async def ages(self) -> Sequence[OutboxStatus]:
        """See Outboxes."""
        return await asyncio.gather(*(self._age(name, url) for name, url in sorted(self._urls.items())))

    async def _age(self, service: str, url: str) -> OutboxStatus:
        try:
            answer = await self._client.get(url)
            figures = answer.raise_for_status().json()["outbox"]
            return OutboxStatus(service=service, rows=int(figures["rows"]), oldest_s=float(figures["oldest_s"]))
        except httpx.HTTPStatusError as error:
            return OutboxStatus(service=service, problem=f"HTTP_{error.response.status_code}")
        except httpx.HTTPError:
            return OutboxStatus(service=service, problem="UNREACHABLE")
        except (KeyError, TypeError, ValueError):
            return OutboxStatus(service=service, problem="UNREADABLE")

    async def stop(self) -> None:
        """Close the connections."""
        await self._client.aclose()


class MemoryOutboxes:
    """Says what it was told."""

    def __init__(self, *known: OutboxStatus) -> None:
        """Take what to say."""
        self.known = list(known)

    async def ages(self) -> Sequence[OutboxStatus]:
        """See Outboxes."""
        return sorted(self.known, key=lambda status: status.service)
