"""The page proves a QR without network: its verdict is that of the services, on every card that is none and on ours."""

import json
from datetime import timedelta
from typing import Any

import pytest

from card_protocol import dpop, presentation
from card_protocol.encoding import base45, from_base45
from card_protocol.keys import SigningKey, jwk_of, key_from_jwk, key_from_point, kid8, thumbprint
from tests.card_protocol.made import DEVICE_KEY, NOW, REGISTRY_KEY, RING, device_certificate, qr
from tests.card_protocol.test_cose_refused import REFUSED
from tests.card_protocol.twin import Twin

pytestmark = pytest.mark.browser
AT = int(NOW.timestamp())
Verdicts = dict[str, dict[str, Any]]
METHOD = "/vitale.card.v1.PresentationService/Redeem"
# A key made and used in the browser; what it wrote leaves as hex and text.
WRITES = """async ({certificate, now, method}) => {
  const { generate, compressed, point, thumbprint } = await import("/protocol/keys.js");
  const { hex, fromHex } = await import("/protocol/bytes.js");
  const { write } = await import("/protocol/presentation.js");
  const { proof } = await import("/protocol/dpop.js");
  const pair = await generate();
  const { text } = await write(pair.privateKey, {
    certificate: fromHex(certificate), beacon: null, reference: fromHex("0102030405060708"), counter: 7, nowS: now });
  return { text, proof: await proof(pair, method, "token", now), jkt: await thumbprint(pair.publicKey),
           point: hex(compressed(await point(pair.publicKey))) };
}"""
PHONE = """async ({jwk, certificate, now}) => {
  const { fromHex } = await import("/protocol/bytes.js");
  const { write } = await import("/protocol/presentation.js");
  const key = await crypto.subtle.importKey("jwk", jwk, {name: "ECDSA", namedCurve: "P-256"}, false, ["sign"]);
  return (await write(key, {
    certificate: fromHex(certificate), reference: fromHex("0102030405060708"), counter: 2**32 - 1, nowS: now })).text;
}"""
NAMES = """async (jwk) => {
  const { fromJwk, fromPoint, kid8, point, compressed, thumbprint } = await import("/protocol/keys.js");
  const { hex } = await import("/protocol/bytes.js");
  const key = await fromJwk(jwk);
  const again = await fromPoint(compressed(await point(key)));
  return [await thumbprint(key), hex(await kid8(again)), hex(compressed(await point(again)))];
}"""
LETTERS = """async (texts) => {
  const { base45, fromBase45, hex } = await import("/protocol/bytes.js");
  return texts.map((text) => { try { return hex(fromBase45(text)); } catch { return "malformed"; } });
}"""


@pytest.fixture(scope="module")
def said(twin: Twin) -> Verdicts:
    """The page's verdict of every card that is none."""
    texts = [make() for make, _ in REFUSED.values()]
    return dict(zip(REFUSED, twin.verdicts(texts, now=AT, registry=REGISTRY_KEY), strict=True))


@pytest.mark.parametrize("case", REFUSED)
def test_the_page_refuses_what_is_not_a_card_by_the_same_word(said: Verdicts, case: str) -> None:
    assert said[case]["verdict"] == REFUSED[case][1]


@pytest.mark.parametrize(("seconds", "verdict", "minutes"), [
    (30, "ok", None), (31, "clock_ahead", 1), (61, "clock_ahead", 2), (-90, "ok", None), (-91, "expired", 1),
    (-3660, "expired", 60),
])  # fmt: skip
def test_the_page_tells_a_wrong_clock_in_the_same_minutes(
    twin: Twin, seconds: int, verdict: str, minutes: int | None
) -> None:
    at = NOW + timedelta(seconds=seconds)
    shown = qr(issued_at=at, expires_at=at + timedelta(seconds=60))
    [told] = twin.verdicts([shown], now=AT, registry=REGISTRY_KEY)
    assert (told["verdict"], told.get("minutes")) == (verdict, minutes)


def test_the_page_takes_our_card_and_sees_whether_it_is_fresh(twin: Twin) -> None:
    fresh, alone = twin.verdicts([qr(), qr(beacon=None)], now=AT, registry=REGISTRY_KEY)
    assert fresh == {"verdict": "ok", "fresh": True, "demo": True}
    assert alone == {"verdict": "ok", "fresh": False, "demo": True}


def test_what_a_phone_in_the_page_signs_is_a_card_for_the_services(twin: Twin) -> None:
    given = {"jwk": json.loads(DEVICE_KEY.private_jwk()), "certificate": device_certificate().hex(), "now": AT}
    del given["jwk"]["kid"]
    verified = presentation.verify(presentation.read(twin.run(PHONE, given)), RING, NOW)
    assert verified.presentation.reference == bytes(range(1, 9))
    assert verified.presentation.counter == 2**32 - 1


def test_a_proof_of_possession_of_the_page_is_one_for_the_services(twin: Twin) -> None:
    wrote = twin.run(WRITES, {"certificate": device_certificate().hex(), "now": AT, "method": METHOD})
    proven = dpop.verify(wrote["proof"], method=METHOD, token="token", now=NOW)
    assert proven.jkt == wrote["jkt"] == thumbprint(key_from_point(bytes.fromhex(wrote["point"])))
    presentation.read(wrote["text"])


def test_the_page_names_a_key_as_the_services_do(twin: Twin) -> None:
    for _ in range(16):  # points of both signs
        key = SigningKey.generate().public
        jkt, short, point = twin.run(NAMES, jwk_of(key))
        assert (jkt, short) == (thumbprint(key), kid8(key).hex())
        assert thumbprint(key_from_point(bytes.fromhex(point))) == jkt == thumbprint(key_from_jwk(jwk_of(key)))


def test_the_page_reads_base45_as_the_services_do(twin: Twin) -> None:
    letters = [base45(bytes(range(size))) for size in range(20)]
    assert twin.run(LETTERS, letters) == [from_base45(text).hex() for text in letters]
    assert twin.run(LETTERS, ["GGW", ":::", "::", "A", "BB8a", "BB8é"]) == ["malformed"] * 6
