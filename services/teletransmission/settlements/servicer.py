# ruff: noqa: ARG002, N802 - names and arguments are those of the generated base class
"""The gRPC face of settlement intake."""

from typing import Final

import grpc

from chassis.callers import require
from chassis.errors import DomainError, ErrorCode
from teletransmission.admission import Admission
from teletransmission.settlements.intake import SettlementIntake
from teletransmission.settlements.payer import payer_of
from vitale.settlement.v1.settlement_service_pb2 import PutSettlementsRequest, PutSettlementsResponse
from vitale.settlement.v1.settlement_service_pb2_grpc import SettlementServiceServicer

SERVICE_NAME: Final = "vitale.settlement.v1.SettlementService"
MAX_SETTLEMENTS: Final = 500
_Context = grpc.aio.ServicerContext[object, object]


class SettlementServicer(SettlementServiceServicer):
    """PutSettlements for the scheme or the complementary insurer that calls."""

    def __init__(self, intake: SettlementIntake, admission: Admission) -> None:
        """Take the batch pipeline and the quotas of payers."""
        self._intake = intake
        self._admission = admission

    async def PutSettlements(self, request: PutSettlementsRequest, context: _Context) -> PutSettlementsResponse:
        """One acknowledgement for each settlement, same order.

        Raises:
            DomainError: PERMISSION_DENIED, QUOTA_EXCEEDED, BATCH_TOO_LARGE, INVALID_ARGUMENT, UNAVAILABLE.
        """
        payer = payer_of(require("scheme", "insurer"))
        with self._admission.admit(f"{payer.kind}:{payer.number}") as pay:
            count = len(request.settlements)
            pay(count)
            if count > MAX_SETTLEMENTS:
                facts = {"unit": "settlements", "found": str(count), "limit": str(MAX_SETTLEMENTS)}
                advice = {"advice": f"split the batch: at most {MAX_SETTLEMENTS} settlements a call"}
                raise DomainError(ErrorCode.BATCH_TOO_LARGE, {**facts, **advice})
            if not count:
                raise DomainError(
                    ErrorCode.INVALID_ARGUMENT, {"problem": "the batch is empty, send 1 to 500 settlements"}
                )
            return PutSettlementsResponse(acknowledgements=await self._intake.take(request.settlements, payer))
