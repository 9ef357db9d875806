"""Accesses as they are kept: who asked, of whom, under which context, what became of it; many in one statement."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, NamedTuple

from adri.acquisition.contexts import Caller
from adri.acquisition.rights_store import AccessLog
from adri.records import SOURCE
from chassis.batched import LONG_REST_S, SHORT_REST_S, Batched
from chassis.telemetry import inject_headers
from contracts.access import AccessRow, access_row
from vitale.access.v1.access_pb2 import (
    ACCESS_BASIS_CARE_RELATION,
    ACCESS_BASIS_PRESENTATION,
    AccessDecision,
    AccessEvent,
)
from vitale.card.v1.presentation_service_pb2 import ResolvedContext

_ID_BYTES: Final = 16
_ASKED_AGAIN_S: Final = 60


class Access(NamedTuple):
    """One access: `action` such as "rights", `asked` all that makes two of them the same."""

    action: str
    asked: bytes
    decision: "AccessDecision.ValueType"
    at: datetime


class Accesses:
    """Keeps accesses."""

    def __init__(self, log: AccessLog, kept: Callable[[], None]) -> None:
        """Take where they are kept, and what to call when some are, so that the relay looks at once."""
        self._log, self._kept = log, kept
        self._keeping: Batched[AccessRow, None] = Batched(self._keep, rest_s=SHORT_REST_S, long_rest_s=LONG_REST_S)

    async def note(self, caller: Caller, whom: ResolvedContext, access: Access) -> None:
        """Keep an access by context: durable when this returns; DomainError UNAVAILABLE otherwise."""
        basis = ACCESS_BASIS_CARE_RELATION if whom.relation_id else ACCESS_BASIS_PRESENTATION
        event = AccessEvent(
            subject_id=whom.subject_id,
            at_us=round(access.at.timestamp() * 1_000_000),
            access_id=_access_id(caller, whom, access),
            practice_id=caller.listing.practice_id,
            actor_id=caller.actor_id,
            profession=caller.profession,
            action=access.action,
            purpose="care",
            basis=basis,
            decision=access.decision,
            context_id=whom.context_id,
            practice_name=caller.listing.name,
        )
        row = access_row(event, home_id=whom.home_id, partition=whom.partition, source=SOURCE, at=access.at)
        if trace := inject_headers():
            row = row._replace(headers=(*row.headers, *trace))
        await self.keep(row)

    async def keep(self, row: AccessRow) -> None:
        """Keep an access that is ready as a row: durable when this returns."""
        await self._keeping.ask(row)

    async def _keep(self, rows: Sequence[AccessRow]) -> Sequence[None]:
        await self._log.keep(rows)
        self._kept()
        return [None] * len(rows)


def _access_id(caller: Caller, whom: ResolvedContext, access: Access) -> bytes:
    """The same question by the same actor under the same context within a minute is one access, asked again."""
    minute = int(access.at.timestamp()) // _ASKED_AGAIN_S
    parts = (access.action.encode(), whom.context_id, caller.actor_id.encode(), access.asked, bytes([access.decision]))
    framed = b"".join([len(part).to_bytes(2) + part for part in parts])
    return hashlib.sha256(framed + minute.to_bytes(8)).digest()[:_ID_BYTES]
