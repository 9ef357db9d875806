"""An intake with a method for each of the contract, to be replaced by a test that needs one."""

from typing import Any

from vitale.claim.v1 import claim_service_pb2 as pb
from vitale.claim.v1.claim_service_pb2_grpc import ClaimServiceServicer

Context = Any


class SilentIntake(ClaimServiceServicer):
    """Answers nothing."""

    async def SubmitClaims(self, request: pb.SubmitClaimsRequest, context: Context) -> pb.SubmitClaimsResponse:  # noqa: N802
        raise NotImplementedError

    async def CorrectClaim(self, request: pb.CorrectClaimRequest, context: Context) -> pb.CorrectClaimResponse:  # noqa: N802
        raise NotImplementedError

    async def CancelClaim(self, request: pb.CancelClaimRequest, context: Context) -> pb.CancelClaimResponse:  # noqa: N802
        raise NotImplementedError

    async def GetClaim(self, request: pb.GetClaimRequest, context: Context) -> pb.GetClaimResponse:  # noqa: N802
        raise NotImplementedError

    async def ListClaims(self, request: pb.ListClaimsRequest, context: Context) -> pb.ListClaimsResponse:  # noqa: N802
        raise NotImplementedError
