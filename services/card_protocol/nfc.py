"""The presentation by NFC as APDUs (ISO 7816-4): select, read the certificate, sign the reader's challenge.

The norm of the real exchange is not public: applet identifier and commands here are a stand-in of ours.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from card_protocol import certificate as certificates
from card_protocol.certificate import DeviceCertificate
from card_protocol.cose import Sign1, encode, sign1
from card_protocol.errors import ProtocolError
from card_protocol.fields import fields_of, octets, whole
from card_protocol.keys import KeyRing, SigningKey
from card_protocol.presentation import SKEW

APPLET: Final = bytes.fromhex("f056495441c4c501")
SELECT, READ, AUTHENTICATE = 0xA4, 0xCA, 0x88
OK, NOT_FOUND, NOT_ALLOWED, WRONG_LENGTH, UNKNOWN = 0x9000, 0x6A82, 0x6985, 0x6700, 0x6D00
CHALLENGE_BYTES: Final = 32
_PRACTICE_BYTES: Final = 16
_ASKED: Final = CHALLENGE_BYTES + _PRACTICE_BYTES + 1
_CHALLENGE, _PRACTICE, _ISSUED, _REFERENCE, _CERTIFICATE, _PURPOSE = 1, 2, 3, 4, 5, 6
_REQUIRED: Final = frozenset({_CHALLENGE, _PRACTICE, _ISSUED, _CERTIFICATE, _PURPOSE})
_LARGEST_DATA: Final = 1024
_HEAD: Final = 7
_STATUS_BYTES: Final = 2
LIFE: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Command:
    """A command with extended lengths: instruction and data."""

    instruction: int
    data: bytes = b""

    def encode(self) -> bytes:
        """Class 0, no parameters, three bytes of length, data, two bytes for any length of answer."""
        return bytes((0, self.instruction, 0, 0, 0)) + len(self.data).to_bytes(2) + self.data + b"\0\0"

    @classmethod
    def decode(cls, apdu: bytes) -> "Command":
        """A command of this exact shape; ProtocolError malformed otherwise."""
        if len(apdu) > _LARGEST_DATA or len(apdu) < _HEAD + 2 or apdu[:1] + apdu[2:5] != bytes(4):
            raise ProtocolError("malformed")
        size = int.from_bytes(apdu[5:7])
        if len(apdu) != _HEAD + size + 2 or apdu[-2:] != bytes(2):
            raise ProtocolError("malformed")
        return cls(apdu[1], apdu[7:-2])


@dataclass(frozen=True, slots=True)
class Response:
    """An answer: data and a status word."""

    status: int
    data: bytes = b""

    def encode(self) -> bytes:
        """Data, then two bytes of status."""
        return self.data + self.status.to_bytes(2)

    @classmethod
    def decode(cls, apdu: bytes) -> "Response":
        """An answer; ProtocolError malformed when it is too short or too long."""
        if not _STATUS_BYTES <= len(apdu) <= _LARGEST_DATA:
            raise ProtocolError("malformed")
        return cls(int.from_bytes(apdu[-2:]), apdu[:-2])


def practice_digest(practice_id: str) -> bytes:
    """How a practice is named to a phone: 16 bytes of SHA-256."""
    return hashlib.sha256(practice_id.encode()).digest()[:_PRACTICE_BYTES]


@dataclass(slots=True)
class CardSide:
    """The phone: answers only SELECT until the applet is selected, and signs one challenge for each selection."""

    key: SigningKey
    certificate: bytes
    reference: bytes = b""
    _selected: bool = False

    def answer(self, apdu: bytes, now: datetime) -> bytes:
        """The answer to one command; `now` is the phone's clock."""
        try:
            command = Command.decode(apdu)
        except ProtocolError:
            return Response(WRONG_LENGTH).encode()
        return self._answer(command, now).encode()

    def _answer(self, command: Command, now: datetime) -> Response:
        if command.instruction == SELECT:
            self._selected = command.data == APPLET
            return Response(OK if self._selected else NOT_FOUND)
        if not self._selected:
            return Response(NOT_ALLOWED)
        if command.instruction == READ:
            return Response(OK, self.certificate)
        return self._signed(command, now) if command.instruction == AUTHENTICATE else Response(UNKNOWN)

    def _signed(self, command: Command, now: datetime) -> Response:
        if len(command.data) != _ASKED:
            return Response(WRONG_LENGTH)
        self._selected = False
        fields: dict[int, object] = {
            _CHALLENGE: command.data[:CHALLENGE_BYTES],
            _PRACTICE: command.data[CHALLENGE_BYTES:-1],
            _ISSUED: int(now.timestamp()),
        }
        if self.reference:
            fields[_REFERENCE] = self.reference
        fields |= {_CERTIFICATE: self.certificate, _PURPOSE: command.data[-1]}
        return Response(OK, sign1(self.key, encode(fields)))


@dataclass(slots=True)
class ReaderSide:
    """The practice's reader; `transcript` holds every command and answer in order."""

    practice_id: str
    transcript: list[tuple[bytes, bytes]] = field(default_factory=list)

    def present(self, card: CardSide, challenge: bytes, *, purpose: int, now: datetime) -> bytes:
        """Run the exchange; give what the phone signed. ProtocolError refused when the phone says no."""
        self._exchange(card, Command(SELECT, APPLET), now)
        self._exchange(card, Command(READ), now)
        asked = challenge + practice_digest(self.practice_id) + bytes((purpose,))
        return self._exchange(card, Command(AUTHENTICATE, asked), now)

    def _exchange(self, card: CardSide, command: Command, now: datetime) -> bytes:
        sent = command.encode()
        received = card.answer(sent, now)
        self.transcript.append((sent, received))
        response = Response.decode(received)
        if response.status != OK:
            raise ProtocolError("refused")
        return response.data


@dataclass(frozen=True, slots=True)
class NfcPresentation:
    """A proven answer: the certificate of the device, whom it presents, when it signed, for what."""

    certificate: DeviceCertificate
    reference: bytes
    issued_at: datetime
    purpose: int


def verify_response(
    data: bytes, ring: KeyRing, *, challenge: bytes, practice_id: str, now: datetime
) -> NfcPresentation:
    """Prove what a phone signed over this challenge for this practice.

    Raises:
        ProtocolError: malformed, unknown_key, signature; challenge, audience; certificate when it has ended;
            clock_ahead, clock_behind with the minutes.
    """
    message = Sign1.parse(data)
    fields = fields_of(message.payload, required=_REQUIRED, optional=frozenset({_REFERENCE}))
    certificate = certificates.read(octets(fields, _CERTIFICATE, range(1, 300)), ring)
    message.verify(certificate.key)
    if octets(fields, _CHALLENGE, CHALLENGE_BYTES) != challenge:
        raise ProtocolError("challenge")
    if octets(fields, _PRACTICE, _PRACTICE_BYTES) != practice_digest(practice_id):
        raise ProtocolError("audience")
    issued_at = datetime.fromtimestamp(whole(fields, _ISSUED), UTC)
    _check_clock(issued_at, now)
    if not certificate.issued_at - SKEW <= issued_at <= certificate.expires_at:
        raise ProtocolError("certificate")
    reference = octets(fields, _REFERENCE, 8) if _REFERENCE in fields else b""
    return NfcPresentation(certificate, reference, issued_at, whole(fields, _PURPOSE, most=255))


def _check_clock(issued_at: datetime, now: datetime) -> None:
    """The challenge proves freshness; a clock far off would still write a wrong moment into the proof."""
    gap = issued_at - now
    if abs(gap) > LIFE + SKEW:
        minutes = round(abs(gap) / timedelta(minutes=1))
        raise ProtocolError("clock_ahead" if gap > timedelta(0) else "clock_behind", minutes=minutes)
