"""The gRPC face of the access list: a person's own, live too; and the proof of the chain for operators."""

import asyncio
from collections.abc import AsyncIterator
from typing import Final

from audit.chain import START, Entry, broken_at
from audit.store import ChainStore
from audit.watchers import Watchers
from chassis.callers import current_claims, require
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode
from vitale.access.v1 import audit_service_pb2 as pb
from vitale.access.v1.access_pb2 import AccessEvent
from vitale.access.v1.audit_service_pb2_grpc import AuditServiceServicer

SERVICE_NAME: Final = "vitale.access.v1.AuditService"
_MOST, _USUAL = 100, 20
_LOOK_S: Final = 1.0


class AuditServicer(AuditServiceServicer):
    """Reads of the chain."""

    def __init__(self, store: ChainStore, watchers: Watchers, clock: Clock) -> None:
        """Take the store, who is watching, and the clock that ends a token."""
        self._store, self._watchers, self._clock = store, watchers, clock

    async def ListAccesses(  # noqa: N802 - named by the contract
        self, request: pb.ListAccessesRequest, _context: object
    ) -> pb.ListAccessesResponse:
        """List accesses to the caller's own data, newest first.

        Another person's list is NOT_FOUND, a child's too: who may see whom is the ledger's to say, and not asked yet.
        """
        subject_id = _caller()
        if request.subject_id not in (b"", subject_id):
            raise DomainError(ErrorCode.NOT_FOUND)
        most = min(request.page_size or _USUAL, _MOST)
        found = await self._store.of_subject(subject_id, before=request.before_seq, most=most + 1)
        shown = found[:most]
        more = shown[-1].seq if len(found) > most else 0
        return pb.ListAccessesResponse(accesses=[_access(entry) for entry in shown], next_before_seq=more)

    async def WatchAccesses(  # noqa: N802 - named by the contract
        self, _request: pb.WatchAccessesRequest, _context: object
    ) -> AsyncIterator[pb.WatchAccessesResponse]:
        """Tell of accesses as they happen, until the caller's token ends."""
        subject_id, ends = _caller(), current_claims().expires_at
        with self._watchers.watching(subject_id) as queue:
            while self._clock.now() < ends:
                try:
                    entry = await asyncio.wait_for(queue.get(), _LOOK_S)
                except TimeoutError:
                    continue
                yield pb.WatchAccessesResponse(access=_access(entry))
        raise DomainError(ErrorCode.TOKEN_EXPIRED)

    async def VerifyChain(  # noqa: N802 - named by the contract
        self, _request: pb.VerifyChainRequest, _context: object
    ) -> pb.VerifyChainResponse:
        """Recompute the whole chain."""
        require("operator")
        entries, broken, head = 0, 0, START
        async for entry in self._store.whole():
            _, broken, head = broken_at([entry], before=head, first=entries + 1)
            entries += 1
            if broken:
                break
        return pb.VerifyChainResponse(entries=entries, broken_at=broken, head=head)


def _caller() -> bytes:
    return bytes.fromhex(require("insured").attribute("subject_id"))


def _access(entry: Entry) -> pb.Access:
    return pb.Access(event=AccessEvent.FromString(entry.body), seq=entry.seq, hash=entry.hash)
