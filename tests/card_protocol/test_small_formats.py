"""Published examples of base45, proofs of possession, the NFC exchange, check proofs and thumbprints."""

import base64
from dataclasses import replace
from datetime import date, timedelta
from itertools import product

import pytest

from card_protocol import check_proof, context_token, dpop, nfc
from card_protocol.check_proof import CheckProof
from card_protocol.encoding import b64url, base45, from_b64url, from_base45
from card_protocol.errors import ProtocolError
from card_protocol.keys import jwk_of, key_from_jwk, thumbprint
from tests.card_protocol.made import ADRI_KEY, DEVICE_KEY, NOW, RING, STRANGER, TOKEN, device_certificate, token

METHOD = "/vitale.rights.v1.AcquisitionService/GetRights"


@pytest.mark.parametrize(
    ("data", "text"), [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0")]
)
def test_base45_is_that_of_rfc_9285(data: bytes, text: str) -> None:
    assert (base45(data), from_base45(text)) == (text, data)


@pytest.mark.parametrize("text", ["GGW", ":::", "A", "BB8a", "ÿ"])
def test_what_no_encoder_writes_is_no_base45(text: str) -> None:
    with pytest.raises(ProtocolError):
        from_base45(text)


@pytest.mark.parametrize("letters", [1, 2, 3, 4])
def test_bytes_have_one_base64url_only(letters: int) -> None:
    taken = [text for text in map("".join, product("AQgw+/=-_ZÉ\n", repeat=letters)) if _bytes_of(text) is not None]
    assert [b64url(_bytes_of(text) or b"") for text in taken] == taken
    whole = [data for size in range(letters) for data in map(bytes, product((0, 15, 63, 64, 251, 255), repeat=size))]
    assert [_bytes_of(base64.urlsafe_b64encode(data).rstrip(b"=").decode()) for data in whole] == whole


def _bytes_of(text: str) -> bytes | None:
    try:
        return from_b64url(text)
    except ProtocolError:
        return None


def test_a_context_token_comes_back_as_it_was_signed() -> None:
    whole = replace(TOKEN, relation_id=bytes(16), demo=True, jkt=None, x5t="c" * 43)
    assert context_token.read(token(relation_id=bytes(16), demo=True, jkt=None, x5t="c" * 43), RING, NOW) == whole


def test_an_ended_context_token_is_read_for_late_billing_only() -> None:
    late = NOW + timedelta(days=1)
    assert context_token.read(token(), RING, None).context_id == TOKEN.context_id
    with pytest.raises(ProtocolError, match="expired"):
        context_token.read(token(), RING, late)


def test_a_check_proof_comes_back_as_it_was_signed() -> None:
    said = CheckProof(
        proof_id=bytes(16), context_id=bytes(16), practice_id="750000001", presence="qr", freshness="fresh",
        proof_time=NOW, care_date=date(2026, 3, 10), prescription_date=date(2026, 3, 1),
        reference_date=date(2026, 3, 1), nature="lpp", rights_revision=3, staleness_s=5, payment_guarantee=True,
        issued_at=NOW, jkt="k" * 43,
    )  # fmt: skip
    assert check_proof.read(check_proof.sign(ADRI_KEY, said), RING) == said
    with pytest.raises(ProtocolError, match="unknown_key"):
        check_proof.read(check_proof.sign(STRANGER, said), RING)
    with pytest.raises(ProtocolError, match="wrong_type"):
        check_proof.read(token(), RING)


def test_a_proof_of_possession_is_of_its_call_token_and_minute() -> None:
    proof = dpop.make(DEVICE_KEY, METHOD, "token", NOW)
    assert dpop.verify(proof, method=METHOD, token="token", now=NOW).jkt == thumbprint(DEVICE_KEY.public)
    for changes, code in (
        ({"method": "/other"}, "audience"),
        ({"token": "another"}, "binding"),
        ({"now": NOW + timedelta(seconds=62)}, "expired"),
        ({"now": NOW - timedelta(seconds=61)}, "not_yet_valid"),
    ):
        with pytest.raises(ProtocolError, match=code):
            dpop.verify(proof, **{"method": METHOD, "token": "token", "now": NOW, **changes})  # type: ignore[arg-type]


def test_a_proof_of_possession_is_good_once_and_forgotten_when_it_cannot_come_back() -> None:
    replays = dpop.Replays()
    proof = dpop.verify(dpop.make(DEVICE_KEY, METHOD, "t", NOW), method=METHOD, token="t", now=NOW)
    replays.admit(proof, NOW)
    for seconds in (0, 60, 121, 122):  # the last at which its own moment lets it in is 121
        with pytest.raises(ProtocolError, match="replayed"):
            replays.admit(proof, NOW + timedelta(seconds=seconds))
    replays.admit(proof, NOW + timedelta(seconds=245))


def test_a_proof_is_remembered_over_a_turn_of_the_memory() -> None:
    replays, first, later = dpop.Replays(), dpop.Proof("key", "first"), dpop.Proof("key", "later")
    replays.admit(first, NOW)
    replays.admit(later, NOW + timedelta(seconds=120))
    for seconds in (123, 180, 241):
        with pytest.raises(ProtocolError, match="replayed"):
            replays.admit(later, NOW + timedelta(seconds=seconds))
    with pytest.raises(ProtocolError, match="replayed"):
        replays.admit(dpop.Proof("key", "later"), NOW + timedelta(seconds=242))
    replays.admit(dpop.Proof("other", "later"), NOW + timedelta(seconds=242))
    replays.admit(first, NOW + timedelta(seconds=246))


def test_the_thumbprint_is_of_the_key_and_not_of_its_spelling() -> None:
    assert thumbprint(key_from_jwk(jwk_of(DEVICE_KEY.public))) == thumbprint(DEVICE_KEY.public)
    assert thumbprint(STRANGER.public) != thumbprint(DEVICE_KEY.public)


def test_the_nfc_exchange_signs_the_challenge_for_one_practice() -> None:
    card, reader = nfc.CardSide(DEVICE_KEY, device_certificate(), bytes(8)), nfc.ReaderSide("750000001")
    signed = reader.present(card, bytes(32), purpose=1, now=NOW)
    assert [nfc.Command.decode(sent).instruction for sent, _ in reader.transcript] == [0xA4, 0xCA, 0x88]
    proven = nfc.verify_response(signed, RING, challenge=bytes(32), practice_id="750000001", now=NOW)
    assert (proven.reference, proven.purpose) == (bytes(8), 1)
    for challenge, practice, late, code in (
        (bytes([1] * 32), "750000001", timedelta(), "challenge"),
        (bytes(32), "750000002", timedelta(), "audience"),
        (bytes(32), "750000001", timedelta(minutes=5), "clock_behind"),
        (bytes(32), "750000001", timedelta(minutes=-5), "clock_ahead"),
    ):
        with pytest.raises(ProtocolError, match=code):
            nfc.verify_response(signed, RING, challenge=challenge, practice_id=practice, now=NOW + late)


def test_a_phone_answers_nothing_before_it_is_selected_and_signs_once() -> None:
    card = nfc.CardSide(DEVICE_KEY, device_certificate())
    asked = nfc.Command(nfc.AUTHENTICATE, bytes(49)).encode()
    assert nfc.Response.decode(card.answer(asked, NOW)).status == nfc.NOT_ALLOWED
    assert nfc.Response.decode(card.answer(nfc.Command(nfc.SELECT, b"other").encode(), NOW)).status == nfc.NOT_FOUND
    card.answer(nfc.Command(nfc.SELECT, nfc.APPLET).encode(), NOW)
    assert nfc.Response.decode(card.answer(nfc.Command(0x10).encode(), NOW)).status == nfc.UNKNOWN
    assert nfc.Response.decode(card.answer(b"\x00", NOW)).status == nfc.WRONG_LENGTH
    assert nfc.Response.decode(card.answer(asked, NOW)).status == nfc.OK
    assert nfc.Response.decode(card.answer(asked, NOW)).status == nfc.NOT_ALLOWED
