"""Presentations by QR: proven, then redeemed; the order is size, structure, key, signature, time, card, single use."""

from datetime import datetime, timedelta
from math import ceil
from typing import Final

from card_protocol import beacon, certificate
from card_protocol import presentation as protocol
from card_protocol.errors import ProtocolError
from card_protocol.keys import KeyRing
from card_protocol.presentation import Presentation, Unverified, Verified
from card_registry.card import SKEW
from card_registry.fields import wrong
from card_registry.presentation.redeeming import Asked, Redeeming
from card_registry.presentation.refusals import clock_wrong, refusal
from card_registry.presentation.scan import DEFERRED_WINDOW, Scan, presentation_id_of
from chassis.clock import Clock
from vitale.card.v1 import card_pb2
from vitale.card.v1 import presentation_service_pb2 as pb

_MINUTE: Final = timedelta(minutes=1)


class QrDesk:
    """Takes the text of a QR."""

    def __init__(self, redeeming: Redeeming, ring: KeyRing, clock: Clock) -> None:
        """Take what redeems, the public keys of the registry, and the clock."""
        self._redeeming, self._ring, self._clock = redeeming, ring, clock

    async def redeem(self, qr: str, asked: Asked) -> pb.RedeemResponse:
        """A context and the face of the card.

        Raises:
            DomainError: PRESENTATION_INVALID, PRESENTATION_EXPIRED, CLOCK_WRONG, INVALID_ARGUMENT for a deferred scan
                out of its 72 hours; and see Redeeming.redeem.
        """
        now = self._clock.now()
        seen_at = now if asked.scanned_at is None else _in_window(asked.scanned_at, now)
        try:
            unverified = protocol.read(qr)
            verified = protocol.verify(unverified, self._ring, seen_at)
        except ProtocolError as error:
            if error.code != "expired":
                raise refusal(error) from None
            return await self._late(unverified, asked, error, seen_at)
        return await self._redeeming.redeem(_scan(verified, deferred=asked.scanned_at is not None), asked)

    async def _late(
        self, unverified: Unverified, asked: Asked, error: ProtocolError, seen_at: datetime
    ) -> pb.RedeemResponse:
        """The reply that was lost, asked for again after the time of the QR; else what is wrong with its time."""
        signed_at = unverified.presentation.issued_at
        try:
            verified = protocol.verify(unverified, self._ring, signed_at)
        except ProtocolError as other:
            error = other if other.code != "certificate" else error
        else:
            again = await self._redeeming.repeated(_scan(verified, deferred=asked.scanned_at is not None), asked)
            if again is not None:
                return again
        if error.code == "expired" and signed_at + SKEW < self._later_than(unverified.presentation):
            raise clock_wrong("behind", ceil((seen_at - signed_at) / _MINUTE))
        raise refusal(error) from None

    def _later_than(self, presentation: Presentation) -> datetime:
        """The latest moment that the registry itself wrote into the presentation: it was signed after that."""
        made = certificate.read(presentation.certificate, self._ring).issued_at
        if presentation.beacon is None:
            return made
        return max(made, beacon.read(presentation.beacon, self._ring).at)


def _in_window(scanned_at: datetime, now: datetime) -> datetime:
    if not now - DEFERRED_WINDOW <= scanned_at <= now + SKEW:
        raise wrong("deferred.scanned_at_us", "scan_window", "Send a scan of the last 72 hours")
    return scanned_at


def _scan(verified: Verified, *, deferred: bool) -> Scan:
    presentation, serial = verified.presentation, verified.certificate.serial
    fresh = card_pb2.FRESHNESS_FRESH if verified.fresh else card_pb2.FRESHNESS_PRE_SIGNABLE
    return Scan(
        presentation_id=presentation_id_of(serial, presentation.jti),
        serial=serial,
        method=card_pb2.PROOF_METHOD_QR,
        freshness=card_pb2.FRESHNESS_DEFERRED if deferred else fresh,
        reference=presentation.reference,
        signed_at=presentation.issued_at,
        expires_at=presentation.expires_at,
    )
