"""The gRPC face of presentations, for practices; and of contexts, for services."""

from typing import Final, NamedTuple

from card_registry.caller import Caller, calling_practice
from card_registry.contexts import Contexts, Wanted
from card_registry.fields import read_day, read_id, read_ids, read_moment, read_purposes
from card_registry.presentation.nfc import NfcDesk
from card_registry.presentation.qr import QrDesk
from card_registry.presentation.redeeming import Asked
from card_registry.records import micros
from card_registry.store import PresentationStore, Standing
from chassis.callers import require
from chassis.directory import Listings
from vitale.card.v1 import presentation_service_pb2 as pb
from vitale.card.v1.presentation_service_pb2_grpc import PresentationServiceServicer

SERVICE_NAME: Final = "vitale.card.v1.PresentationService"
_MOST_CONTEXTS: Final = 500


class Parts(NamedTuple):
    """What the servicer works with."""

    directory: Listings
    qr: QrDesk
    nfc: NfcDesk
    contexts: Contexts
    store: PresentationStore


class PresentationServicer(PresentationServiceServicer):
    """Redemption of cards, contexts and care relations."""

    def __init__(self, parts: Parts) -> None:
        """Take the parts."""
        self._parts = parts

    async def Redeem(self, request: pb.RedeemRequest, _context: object) -> pb.RedeemResponse:  # noqa: N802 - contract
        """Redeem a QR; the first practice wins.

        Raises:
            DomainError: INVALID_ARGUMENT, PRESENTATION_INVALID, PRESENTATION_EXPIRED, CLOCK_WRONG, ALREADY_USED,
                CARD_OPPOSED, CARD_SUSPENDED, CARD_ENDED, UNKNOWN_BENEFICIARY, UNAVAILABLE.
        """
        scanned_at = None
        if request.HasField("deferred"):
            scanned_at = read_moment(request.deferred.scanned_at_us, "deferred.scanned_at_us")
        asked = Asked(
            self._caller(), read_id(request.request_id, "request_id"), read_purposes(request.purposes), scanned_at
        )
        return await self._parts.qr.redeem(request.qr, asked)

    async def BeginNfc(self, _request: pb.BeginNfcRequest, _context: object) -> pb.BeginNfcResponse:  # noqa: N802
        """Give a challenge for one exchange with a phone."""
        challenge, expires_at = self._parts.nfc.challenge(self._caller())
        return pb.BeginNfcResponse(challenge=challenge, expires_at_us=micros(expires_at))

    async def RedeemNfc(  # noqa: N802 - named by the contract
        self, request: pb.RedeemNfcRequest, _context: object
    ) -> pb.RedeemNfcResponse:
        """Redeem what a phone signed over our challenge.

        Raises:
            DomainError: as Redeem.
        """
        asked = Asked(self._caller(), read_id(request.request_id, "request_id"), read_purposes(request.purposes))
        reply = await self._parts.nfc.redeem(request.response, asked)
        return pb.RedeemNfcResponse(context=reply.context, face=reply.face)

    async def RenewContext(  # noqa: N802 - named by the contract
        self, request: pb.RenewContextRequest, _context: object
    ) -> pb.RenewContextResponse:
        """Give a further token for a context whose card is active."""
        return pb.RenewContextResponse(context=await self._parts.contexts.renew(request.token, self._caller()))

    async def EndContext(  # noqa: N802 - named by the contract
        self, request: pb.EndContextRequest, _context: object
    ) -> pb.EndContextResponse:
        """End a context before its time."""
        await self._parts.contexts.end(request.token, self._caller())
        return pb.EndContextResponse()

    async def OpenCareRelation(  # noqa: N802 - named by the contract
        self, request: pb.OpenCareRelationRequest, _context: object
    ) -> pb.OpenCareRelationResponse:
        """Open a care relation from a live context."""
        wanted = Wanted(request.kind, read_day(request.until, "until"), request.reference)
        opened = await self._parts.contexts.open_relation(request.token, wanted, self._caller())
        return pb.OpenCareRelationResponse(relation_id=opened)

    async def UseCareRelation(  # noqa: N802 - named by the contract
        self, request: pb.UseCareRelationRequest, _context: object
    ) -> pb.UseCareRelationResponse:
        """Give a context of a care relation of this practice."""
        relation_id = read_id(request.relation_id, "relation_id")
        return pb.UseCareRelationResponse(context=await self._parts.contexts.use_relation(relation_id, self._caller()))

    async def ResolveContexts(  # noqa: N802 - named by the contract
        self, request: pb.ResolveContextsRequest, _context: object
    ) -> pb.ResolveContextsResponse:
        """Say who stands behind contexts; for services only."""
        require("service")
        wanted = read_ids(request.context_ids, "context_ids", most=_MOST_CONTEXTS)
        known = await self._parts.store.contexts(wanted)
        return pb.ResolveContextsResponse(contexts=[_resolved(one, known.get(one)) for one in wanted])

    def _caller(self) -> Caller:
        return calling_practice(self._parts.directory)


def _resolved(context_id: bytes, standing: Standing | None) -> pb.ResolvedContext:
    if standing is None:
        return pb.ResolvedContext(context_id=context_id)
    context = standing.context
    return pb.ResolvedContext(
        context_id=context_id,
        known=True,
        subject_id=context.presented.subject_id,
        opener_subject_id=context.holder_id,
        home_id=context.presented.home_id,
        partition=context.presented.partition,
        card_serial=context.serial,
        card_state=standing.state,
        dead=context.dead,
        relation_id=context.relation_id or b"",
    )
