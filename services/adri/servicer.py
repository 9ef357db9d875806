# ruff: noqa: N802 - methods are named by the contract
"""The gRPC face of rights intake: who calls, what they sent, what became of it."""

import asyncio
from collections.abc import Sequence
from typing import Final

from adri.contract_intake import ContractIntake
from adri.guarantees import read_table
from adri.intake import Ports, take_state
from adri.outcomes import problems_of
from chassis.callers import require
from chassis.errors import DomainError, ErrorCode, FieldViolation
from vitale.rights.v1.rights_service_pb2 import (
    PutContractsRequest,
    PutContractsResponse,
    PutGuaranteesRequest,
    PutGuaranteesResponse,
    PutRightsBatchRequest,
    PutRightsBatchResponse,
    PutRightsOutcome,
    PutRightsRequest,
    PutRightsResponse,
)
from vitale.rights.v1.rights_service_pb2_grpc import RightsServiceServicer

__all__ = ["SERVICE_NAME", "Ports", "RightsServicer"]

SERVICE_NAME: Final = "vitale.rights.v1.RightsService"
_STATES: Final = 200
_CONTRACTS: Final = 500
_AT_ONCE: Final = 8


class RightsServicer(RightsServiceServicer):
    """Rights as schemes state them, contracts and guarantees as insurers do."""

    def __init__(self, ports: Ports) -> None:
        """Take the ports."""
        self._ports = ports
        self._contracts = ContractIntake(ports)

    async def PutRights(self, request: PutRightsRequest, _context: object) -> PutRightsResponse:
        """Replace the full state of an opener and of everybody on their card.

        Raises:
            DomainError: PERMISSION_DENIED, INVALID_ARGUMENT, IDENTIFIER_INVALID, NIR_KEY_WRONG, UNKNOWN_GUARANTEES,
                STALE_STATE, CONTENT_CONFLICT, BATCH_TOO_LARGE, UNAVAILABLE.
        """
        scheme = require("scheme").attribute("scheme")
        return PutRightsResponse(revisions=await take_state(self._ports, request, scheme))

    async def PutRightsBatch(self, request: PutRightsBatchRequest, _context: object) -> PutRightsBatchResponse:
        """The same for many openers: each is taken or refused by itself; states of one opener in the order sent.

        Raises:
            DomainError: PERMISSION_DENIED, INVALID_ARGUMENT, BATCH_TOO_LARGE.
        """
        scheme = require("scheme").attribute("scheme")
        _check_count("states", len(request.states), _STATES)
        by_opener: dict[str, list[int]] = {}
        for index, state in enumerate(request.states):
            by_opener.setdefault(state.opener.person.scheme_person_id, []).append(index)
        outcomes: dict[int, PutRightsOutcome] = {}
        permits = asyncio.Semaphore(_AT_ONCE)

        async def one_opener(indexes: Sequence[int]) -> None:
            async with permits:
                for index in indexes:
                    outcomes[index] = await self._outcome(request.states[index], scheme)

        await asyncio.gather(*map(one_opener, by_opener.values()))
        return PutRightsBatchResponse(outcomes=[outcomes[index] for index in range(len(request.states))])

    async def PutContracts(self, request: PutContractsRequest, _context: object) -> PutContractsResponse:
        """Contracts of the insurer that calls, each taken or refused by itself.

        Raises:
            DomainError: PERMISSION_DENIED, INVALID_ARGUMENT, BATCH_TOO_LARGE, UNAVAILABLE.
        """
        insurer = require("insurer").attribute("amc_number")
        _check_count("contracts", len(request.contracts), _CONTRACTS)
        return PutContractsResponse(outcomes=await self._contracts.take(request.contracts, insurer))

    async def PutGuarantees(self, request: PutGuaranteesRequest, _context: object) -> PutGuaranteesResponse:
        """Keep a guarantee table and send it to every partition of the ledger; an insurer gives its own tables only.

        Raises:
            DomainError: PERMISSION_DENIED, INVALID_ARGUMENT, UNAVAILABLE.
        """
        claims = require("scheme", "insurer")
        table = read_table(request.table)
        if claims.role == "insurer" and table.amc_number != claims.attribute("amc_number"):
            raise DomainError(
                ErrorCode.PERMISSION_DENIED, {"field": "table.amc_number", "problem": "another insurer's"}
            )
        if await self._ports.store.put_table(table, self._ports.clock.now()):
            self._ports.kept()
        return PutGuaranteesResponse(guarantees_hash=table.hash)

    async def _outcome(self, state: PutRightsRequest, scheme: str) -> PutRightsOutcome:
        try:
            return PutRightsOutcome(revisions=await take_state(self._ports, state, scheme))
        except DomainError as error:
            return PutRightsOutcome(code=error.code.value, problems=problems_of(error))


def _check_count(field: str, found: int, most: int) -> None:
    if not found:
        raise DomainError(ErrorCode.INVALID_ARGUMENT, violations=[FieldViolation(field, "count", f"Send 1 to {most}")])
    if found > most:
        raise DomainError(ErrorCode.BATCH_TOO_LARGE, {"field": field, "found": str(found), "limit": str(most)})
