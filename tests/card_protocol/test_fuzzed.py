"""Noise, and sound messages with one thing changed: nothing but a ProtocolError ever comes out, and no trust."""

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from card_protocol import beacon, certificate, check_proof, context_token, directory, dpop, nfc, presentation
from card_protocol.cose import Sign1, sign1
from card_protocol.encoding import b64url, base45, from_b64url, from_base45
from card_protocol.errors import ProtocolError
from card_protocol.keys import SigningKey, key_from_point
from tests.card_protocol.made import NOW, RING, device_certificate, qr, token

TEXT = st.text(max_size=200) | st.text("ABCDEF0123456789.:-_$%*+/ ", max_size=200)
READERS: dict[str, Callable[[str], object]] = {
    "context": lambda text: context_token.read(text, RING, NOW),
    "proof": lambda text: check_proof.read(text, RING),
    "directory": lambda text: directory.read(text, RING),
    "dpop": lambda text: dpop.verify(text, method="/m", token="t", now=NOW),
    "qr": lambda text: presentation.verify(presentation.read(text), RING, NOW),
    "base45": from_base45,
    "base64url": from_b64url,
}
BYTE_READERS: dict[str, Callable[[bytes], object]] = {
    "cose": Sign1.parse,
    "certificate": lambda data: certificate.read(data, RING),
    "beacon": lambda data: beacon.read(data, RING),
    "command": nfc.Command.decode,
    "response": nfc.Response.decode,
    "point": key_from_point,
    "answer": lambda data: nfc.verify_response(data, RING, challenge=bytes(32), practice_id="x", now=NOW),
}


@given(text=TEXT)
def test_no_text_breaks_a_reader(text: str) -> None:
    for read in READERS.values():
        try:
            read(text)
        except ProtocolError:
            continue


@given(data=st.binary(max_size=300))
def test_no_bytes_break_a_reader(data: bytes) -> None:
    for read in BYTE_READERS.values():
        try:
            read(data)
        except ProtocolError:
            continue


@given(at=st.integers(0, 10_000), letter=st.sampled_from("ABCXYZ059_-. "))
def test_a_token_with_one_letter_changed_is_never_taken(at: int, letter: str) -> None:
    text = token()
    place = at % len(text)
    if text[place] == letter:
        return
    try:
        context_token.read(text[:place] + letter + text[place + 1 :], RING, NOW)
    except ProtocolError:
        return
    raise AssertionError(f"a change at {place} was taken")


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_qr_with_one_bit_changed_is_never_taken(at: int, bit: int) -> None:
    data = bytearray(from_base45(qr().removeprefix("VL1:")))
    data[at % len(data)] ^= 1 << bit
    try:
        presentation.verify(presentation.read("VL1:" + base45(bytes(data))), RING, NOW)
    except ProtocolError:
        return
    raise AssertionError("a changed QR was taken")


@given(at=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_certificate_with_one_bit_changed_is_never_taken(at: int, bit: int) -> None:
    data = bytearray(device_certificate())
    data[at % len(data)] ^= 1 << bit
    try:
        certificate.read(bytes(data), RING)
    except ProtocolError:
        return
    raise AssertionError("a changed certificate was taken")


@given(data=st.binary(max_size=200))
def test_bytes_come_back_from_their_text(data: bytes) -> None:
    assert from_base45(base45(data)) == data
    assert from_b64url(b64url(data)) == data


@given(data=st.binary(min_size=1, max_size=64))
def test_a_signature_is_of_its_bytes_only(data: bytes) -> None:
    key = SigningKey.generate()
    message = Sign1.parse(sign1(key, data))
    assert message.verify(key.public) == data
