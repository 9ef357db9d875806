# ruff: noqa: N802 - methods are named by the contract
"""The gRPC face of acquisition: who calls, with which key, and which part answers."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from datetime import datetime
from typing import Final, NamedTuple, Protocol

from adri.acquisition.answering import Answering
from adri.acquisition.contexts import Caller
from adri.acquisition.describing import Describing
from adri.acquisition.estimating import Estimating
from adri.acquisition.watching import Watching
from chassis.binding import require_binding
from chassis.callers import require
from chassis.clock import Clock
from chassis.directory import Listings
from chassis.errors import DomainError, ErrorCode, FieldViolation
from vitale.rights.v1 import acquisition_service_pb2 as pb
from vitale.rights.v1.acquisition_service_pb2_grpc import AcquisitionServiceServicer

SERVICE_NAME: Final = "vitale.rights.v1.AcquisitionService"
READING: Final = (f"{SERVICE_NAME}/GetRights",)
"""Methods that only read, but for the access that they keep, which is one with that of the call whose proof it is."""
MOST_QUERIES: Final = 50
_REGISTRY: Final = "card_registry"


class ByNumber(Protocol):
    """Access by number, with rules of its own."""

    async def get(self, request: pb.GetRightsByNumberRequest, caller: Caller) -> pb.GetRightsByNumberResponse:
        """Rights by number and second datum, or nothing to tell."""
        ...


class Accounts(Protocol):
    """Accounts that access by number froze."""

    async def release(self, actor_id: str, *, by: str, at: datetime) -> bool:
        """Release one after a review; False when it is not known."""
        ...


class Parts(NamedTuple):
    """What the methods are answered by."""

    directory: Listings
    answering: Answering
    watching: Watching
    estimating: Estimating
    describing: Describing
    by_number: ByNumber
    accounts: Accounts
    clock: Clock


class AcquisitionServicer(AcquisitionServiceServicer):
    """Rights for professionals."""

    def __init__(self, parts: Parts) -> None:
        """Take the parts."""
        self._parts = parts

    async def GetRights(self, request: pb.GetRightsRequest, _context: object) -> pb.GetRightsResponse:
        """Rights of the persons behind contexts; what is wrong with one query spoils no other.

        Raises:
            DomainError: PERMISSION_DENIED, PROFESSIONAL_SUSPENDED, BINDING_REQUIRED, UNAUTHENTICATED,
                INVALID_ARGUMENT, BATCH_TOO_LARGE, UNAVAILABLE.
        """
        caller = self._caller()
        _check_count(len(request.queries))
        answering = self._parts.answering
        if len(request.queries) == 1:  # the usual case, spared a task
            return pb.GetRightsResponse(results=[await answering.answer(request.queries[0], caller, "queries[0]")])
        asked = enumerate(request.queries)
        results = await asyncio.gather(*(answering.answer(one, caller, f"queries[{n}]") for n, one in asked))
        return pb.GetRightsResponse(results=results)

    async def WatchRights(
        self, request: pb.WatchRightsRequest, _context: object
    ) -> AsyncIterator[pb.WatchRightsResponse]:
        """The result of one query, then again at each change; ends after a problem that no change can mend.

        Raises:
            DomainError: as for GetRights.
        """
        async with aclosing(self._parts.watching.results(request.query, self._caller())) as results:
            async for result in results:
                yield pb.WatchRightsResponse(result=result)

    async def Estimate(
        self, request: pb.AcquisitionServiceEstimateRequest, _context: object
    ) -> pb.AcquisitionServiceEstimateResponse:
        """What a care by the calling practice would cost the person behind a context.

        Raises:
            DomainError: see Estimating.estimate; PERMISSION_DENIED, BINDING_REQUIRED, UNAUTHENTICATED, UNAVAILABLE.
        """
        caller = self._caller()
        found = await self._parts.estimating.estimate(request.context_token, request.care, caller)
        return pb.AcquisitionServiceEstimateResponse(estimate=found)

    async def GetRightsByNumber(
        self, request: pb.GetRightsByNumberRequest, _context: object
    ) -> pb.GetRightsByNumberResponse:
        """Rights of a person never presented; see adri.by_number.looking, which owns it."""
        return await self._parts.by_number.get(request, self._caller())

    async def GetPermissions(self, _request: pb.GetPermissionsRequest, _context: object) -> pb.GetPermissionsResponse:
        """What the calling practice may do beyond presented cards.

        Raises:
            DomainError: PERMISSION_DENIED, PROFESSIONAL_SUSPENDED, BINDING_REQUIRED, UNAUTHENTICATED, UNAVAILABLE.
        """
        return pb.GetPermissionsResponse(by_number=self._caller().listing.by_number)

    async def ReleaseAccount(self, request: pb.ReleaseAccountRequest, _context: object) -> pb.ReleaseAccountResponse:
        """Release an account that was frozen, after a review; for operators.

        Raises:
            DomainError: PERMISSION_DENIED, NOT_FOUND, UNAVAILABLE.
        """
        operator = require("operator").subject
        if not await self._parts.accounts.release(request.actor_id, by=operator, at=self._parts.clock.now()):
            raise DomainError(ErrorCode.NOT_FOUND, {"what": "account"})
        return pb.ReleaseAccountResponse()

    async def DescribeCard(self, request: pb.DescribeCardRequest, _context: object) -> pb.DescribeCardResponse:
        """Persons of a card, for the card registry alone.

        Raises:
            DomainError: PERMISSION_DENIED, INVALID_ARGUMENT, UNAVAILABLE.
        """
        if require("service").subject != _REGISTRY:
            raise DomainError(ErrorCode.PERMISSION_DENIED, {"service": _REGISTRY})
        return pb.DescribeCardResponse(persons=await self._parts.describing.persons(request))

    def _caller(self) -> Caller:
        return calling_practice(self._parts.directory)


def calling_practice(directory: Listings) -> Caller:
    """The practice of the present request.

    Raises:
        DomainError: PERMISSION_DENIED for another role, PROFESSIONAL_SUSPENDED; BINDING_REQUIRED or UNAUTHENTICATED
            without proof of a key.
    """
    claims = require("practice")
    listing = directory.check(claims)
    actor_id = claims.attributes.get("actor_id", claims.subject)
    profession = claims.attributes.get("profession", listing.profession)
    return Caller(listing, actor_id, profession, require_binding())


def _check_count(found: int) -> None:
    if not found:
        wrong = FieldViolation("queries", "count", f"Send 1 to {MOST_QUERIES} queries")
        raise DomainError(ErrorCode.INVALID_ARGUMENT, violations=[wrong])
    if found > MOST_QUERIES:
        facts = {"field": "queries", "found": str(found), "limit": str(MOST_QUERIES)}
        raise DomainError(ErrorCode.BATCH_TOO_LARGE, facts)
