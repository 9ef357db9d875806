"""The calls of the operations view: where the ledger stands, what is set aside, dry-runs, re-drives, resumes."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.responses import Response

from expenses.card.asking import PROBLEMS, CardAsked
from expenses.card.fields import Sent
from expenses.doors import answered, ask, present
from vitale.operations.v1 import operations_service_pb2 as pb

router = APIRouter(prefix="/v1/operations", tags=["operators"], responses={**PROBLEMS})
_SERVICE: Final = "receipts.operations"
_LAST_PARTITION: Final = 23

Name = Annotated[str, Path(pattern=r"^\d{1,9}-\d{1,9}-\d{1,18}$", description="<generation>-<partition>-<seq>.")]
Reason = Annotated[str, Query(max_length=40, pattern="^[A-Z_]*$", description="Only this reason; unset: any.")]


class Resume(Sent):
    """What an operator found before a partition goes on; free of personal data."""

    note: str = Field(min_length=3, max_length=500)


@router.get("/status", operation_id="getOperationsStatus")
async def status(asked: CardAsked) -> Response:
    """Where everything stands now (vitale.operations.v1.GetStatusResponse); what is not known is left out, never 0."""
    request = pb.GetStatusRequest()
    return answered(await ask(present(asked.doors.operations, _SERVICE).GetStatus, request, asked.caller))


@router.get("/waiting", operation_id="listWaitingClaims")
async def waiting(asked: CardAsked) -> Response:
    """Claims that wait, the oldest first (vitale.operations.v1.ListWaitingResponse)."""
    request = pb.ListWaitingRequest()
    return answered(await ask(present(asked.doors.operations, _SERVICE).ListWaiting, request, asked.caller))


@router.get("/parked", operation_id="listParkedRecords")
async def parked(asked: CardAsked, reason: Reason = "") -> Response:
    """Records set aside and still open (vitale.operations.v1.ListParkedResponse)."""
    request = pb.ListParkedRequest(reason=reason)
    return answered(await ask(present(asked.doors.operations, _SERVICE).ListParked, request, asked.caller))


@router.get("/parked/{name}", operation_id="getParkedRecord")
async def one(asked: CardAsked, name: Name) -> Response:
    """One of them, never its content (vitale.operations.v1.GetParkedResponse)."""
    request = pb.GetParkedRequest(name=name)
    return answered(await ask(present(asked.doors.operations, _SERVICE).GetParked, request, asked.caller))


@router.post("/parked/{name}/dry-run", operation_id="dryRunParkedRecord")
async def dry_run(asked: CardAsked, name: Name) -> Response:
    """What it would become, for nothing (vitale.operations.v1.DryRunParkedResponse)."""
    request = pb.DryRunParkedRequest(name=name)
    return answered(await ask(present(asked.doors.operations, _SERVICE).DryRunParked, request, asked.caller))


@router.post("/parked/{name}/redrive", operation_id="redriveParkedRecord")
async def redrive(asked: CardAsked, name: Name) -> Response:
    """Send it again (vitale.operations.v1.RedriveParkedResponse)."""
    request = pb.RedriveParkedRequest(names=[name])
    return answered(await ask(present(asked.doors.operations, _SERVICE).RedriveParked, request, asked.caller))


@router.post("/partitions/{partition}/resume", operation_id="resumePartition")
async def resume(asked: CardAsked, partition: Annotated[int, Path(ge=0, le=_LAST_PARTITION)], sent: Resume) -> Response:
    """Let a halted partition go on (vitale.operations.v1.ResumePartitionResponse)."""
    request = pb.ResumePartitionRequest(partition=partition, note=sent.note)
    return answered(await ask(present(asked.doors.operations, _SERVICE).ResumePartition, request, asked.caller))
