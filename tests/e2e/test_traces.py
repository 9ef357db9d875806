"""What looks for a secret in what was sent finds it in every form that a page could give it."""

import base64
import hashlib
import json
from urllib.parse import quote

import pytest

from tests.e2e.traces import carries

CODE = "271828"
PLAIN = CODE.encode()
DIGEST = hashlib.sha256(PLAIN).digest()
FORMS = {
    "plain": PLAIN,
    "in hexadecimal": PLAIN.hex().encode(),
    "in base64 inside JSON": json.dumps({"code": base64.b64encode(b"code=" + PLAIN).decode()}).encode(),
    "in the claims of a token": b"eyJhbGciOiJFUzI1NiJ9." + base64.urlsafe_b64encode(b'{"c":"271828"}').rstrip(b"="),
    "digest in hexadecimal": DIGEST.hex().encode(),
    "digest in capitals": DIGEST.hex().upper().encode(),
    "digest in base64": base64.b64encode(DIGEST),
    "digest in base64url": base64.urlsafe_b64encode(DIGEST).rstrip(b"="),
    "digest in an address": b"https://front.invalid/?c=" + quote(base64.b64encode(DIGEST), safe="").encode(),
    "digest as bytes": b"\x00" + DIGEST + b"\x00",
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_a_secret_is_found_in_every_form(form: str) -> None:
    assert carries(FORMS[form], CODE)


def test_nothing_is_found_where_nothing_is() -> None:
    other = hashlib.sha256(b"271829").digest()
    assert not carries(b"a: " + base64.b64encode(other) + other.hex().encode() + b" 27182 8", CODE)
