"""All pages of a practice's list, through the public door with the practice's token."""

from functools import partial
from typing import Final

import grpc

from tools.returns.model import whole_of
from tools.simulators.doors import Badge, call
from vitale.claim.v1.claim_service_pb2 import (
    ListClaimsRequest,
    ListClaimsResponse,
    ListedClaim,
    StateTotal,
)
from vitale.claim.v1.claim_service_pb2_grpc import ClaimServiceStub

_PAGE: Final = 500


async def fetch(channel: grpc.aio.Channel, badge: Badge, *, day: str, lot: int) -> tuple[list[ListedClaim], StateTotal]:
    """The claims of a day or lot, each once, and the totals of the whole.

    Raises:
        DomainError: the question was refused, or nobody answered.
    """
    stub, cursor = ClaimServiceStub(channel), ""
    pages: list[ListClaimsResponse] = []
    while not pages or cursor:
        request = ListClaimsRequest(day=day, lot=lot, cursor=cursor, page_size=_PAGE)
        pages.append(await call(partial(stub.ListClaims, request, metadata=badge.metadata())))
        cursor = pages[-1].next_cursor
    return whole_of(pages)
