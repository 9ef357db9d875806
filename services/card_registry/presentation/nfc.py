"""Presentations by NFC: challenges that need no memory, each good for one practice, one minute and one card."""

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Final

from card_protocol import cose
from card_protocol import nfc as protocol
from card_protocol.cose import Sign1
from card_protocol.errors import ProtocolError
from card_protocol.keys import KeyRing
from card_protocol.nfc import CHALLENGE_BYTES, NfcPresentation
from card_registry.caller import Caller
from card_registry.pairwise import Pairwise
from card_registry.presentation.redeeming import Asked, Redeeming
from card_registry.presentation.refusals import refusal
from card_registry.presentation.scan import Scan, presentation_id_of
from card_registry.records import micros, moment
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode
from vitale.card.v1 import card_pb2
from vitale.card.v1 import presentation_service_pb2 as pb

CHALLENGE_LIFE: Final = timedelta(seconds=60)
_CHALLENGE: Final = 1
_TIME_BYTES: Final = 8
_RANDOM_BYTES: Final = 8
_TAG_AT: Final = _TIME_BYTES + _RANDOM_BYTES


class NfcDesk:
    """Gives challenges and takes what phones signed over them.

    A challenge is its moment, random bytes, and a tag of the registry over both, the practice and its key: any process
    of the registry knows it again. Its single use is that of the presentation.
    """

    def __init__(self, redeeming: Redeeming, ring: KeyRing, pairwise: Pairwise, clock: Clock) -> None:
        """Take what redeems, the public keys of the registry, what makes the tags, and the clock."""
        self._redeeming, self._ring, self._pairwise, self._clock = redeeming, ring, pairwise, clock

    def challenge(self, caller: Caller) -> tuple[bytes, datetime]:
        """A challenge of 32 bytes for one exchange of this practice, and when it ends."""
        now = self._clock.now()
        head = micros(now).to_bytes(_TIME_BYTES) + secrets.token_bytes(_RANDOM_BYTES)
        return head + self._tag(head, caller), now + CHALLENGE_LIFE

    async def redeem(self, response: bytes, asked: Asked) -> pb.RedeemResponse:
        """A context and the face of the card.

        Raises:
            DomainError: PRESENTATION_INVALID, PRESENTATION_EXPIRED, CLOCK_WRONG; and see Redeeming.redeem.
        """
        try:
            challenge = _challenge_in(response)
            given_at = self._given_at(challenge, asked.caller)
            practice_id = asked.caller.practice.practice_id
            # The phone signed soon after the challenge was given, however late its answer comes here.
            proven = protocol.verify_response(
                response, self._ring, challenge=challenge, practice_id=practice_id, now=given_at
            )
        except ProtocolError as error:
            raise refusal(error) from None
        return await self._redeem(_scan(proven, challenge, given_at), asked, given_at)

    async def _redeem(self, scan: Scan, asked: Asked, given_at: datetime) -> pb.RedeemResponse:
        late = self._clock.now() - given_at
        if late <= CHALLENGE_LIFE:
            return await self._redeeming.redeem(scan, asked)
        again = await self._redeeming.repeated(scan, asked)
        if again is None:
            minutes = str(-(-(late - CHALLENGE_LIFE) // timedelta(minutes=1)))
            raise DomainError(ErrorCode.PRESENTATION_EXPIRED, {"minutes": minutes})
        return again

    def _given_at(self, challenge: bytes, caller: Caller) -> datetime:
        head, tag = challenge[:_TAG_AT], challenge[_TAG_AT:]
        if len(challenge) != CHALLENGE_BYTES or not hmac.compare_digest(tag, self._tag(head, caller)):
            raise ProtocolError("challenge")
        return moment(int.from_bytes(head[:_TIME_BYTES]))

    def _tag(self, head: bytes, caller: Caller) -> bytes:
        return self._pairwise.challenge_tag(head, caller.practice.practice_id.encode(), caller.key_thumbprint.encode())


def _challenge_in(response: bytes) -> bytes:
    """The challenge that an answer says it signed; whether it did is proven afterwards."""
    payload = cose.decode(Sign1.parse(response).payload)
    challenge = payload.get(_CHALLENGE) if isinstance(payload, dict) else None
    if not isinstance(challenge, bytes):
        raise ProtocolError("malformed")
    return challenge


def _scan(proven: NfcPresentation, challenge: bytes, given_at: datetime) -> Scan:
    serial = proven.certificate.serial
    return Scan(
        presentation_id=presentation_id_of(serial, challenge),
        serial=serial,
        method=card_pb2.PROOF_METHOD_NFC,
        freshness=card_pb2.FRESHNESS_FRESH,
        reference=proven.reference,
        # Proven to lie between the challenge and its answer: our own clock says it better than the phone's.
        signed_at=given_at,
        expires_at=given_at + CHALLENGE_LIFE,
    )
