"""Keys in files and rings: read back as written, found under both of their names, refused without a word of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from card_protocol.certificate import REGISTRY
from card_protocol.errors import ProtocolError
from card_protocol.keys import (
    KeyRing,
    SigningKey,
    compressed,
    jwk_of,
    key_from_jwk,
    key_from_point,
    kid8,
    point,
    sign_raw,
    thumbprint,
    verify_raw,
)
from tests.card_protocol.made import ADRI_KEY, REGISTRY_KEY, STRANGER

JWK: dict[str, Any] = json.loads(REGISTRY_KEY.private_jwk())
OTHER: dict[str, Any] = json.loads(STRANGER.private_jwk())
BAD_FILES: dict[str, str] = {
    "empty": "",
    "no JSON": "{",
    "a list": "[]",
    "a text": '"key"',
    "null": "null",
    "a number": "1",
    "a public key": json.dumps(jwk_of(REGISTRY_KEY.public)),
    "halves of two keys": json.dumps(JWK | {"d": OTHER["d"]}),
    "secret zero": json.dumps(JWK | {"d": "AA"}),
    "secret beyond the order": json.dumps(JWK | {"d": "_" * 42 + "8"}),
    "secret with padding": json.dumps(JWK | {"d": JWK["d"] + "="}),
    "secret a number": json.dumps(JWK | {"d": 7}),
    "another curve": json.dumps(JWK | {"crv": "P-521"}),
}
BAD_RINGS: dict[str, str] = {
    "empty": "",
    "a list": "[]",
    "an issuer with a list": json.dumps({REGISTRY: []}),
    "an issuer with a text": json.dumps({REGISTRY: "keys"}),
    "keys a number": json.dumps({REGISTRY: {"keys": 1}}),
    "no keys": json.dumps({REGISTRY: {}}),
    "a key that is a text": json.dumps({REGISTRY: {"keys": ["key"]}}),
    "a private key": json.dumps({REGISTRY: {"keys": [JWK]}}),
}


def test_a_signing_key_comes_back_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(REGISTRY_KEY.private_jwk(), encoding="utf-8")
    loaded = SigningKey.load(path)
    assert (loaded.kid, loaded.kid8) == (REGISTRY_KEY.kid, REGISTRY_KEY.kid8)
    assert verify_raw(REGISTRY_KEY.public, loaded.sign(b"data"), b"data")


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_file_that_is_no_signing_key_is_refused_without_its_content(case: str, tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(BAD_FILES[case], encoding="utf-8")
    with pytest.raises(ValueError, match="not a private P-256 JWK") as refused:
        SigningKey.load(path)
    assert JWK["d"] not in str(refused.value)
    assert refused.value.__suppress_context__


def test_a_ring_finds_a_key_by_both_names_and_only_for_its_issuer(tmp_path: Path) -> None:
    path = tmp_path / "presence.json"
    issuers = {REGISTRY: [REGISTRY_KEY, STRANGER], "vitale:adri": [ADRI_KEY]}
    document = {issuer: {"keys": [key.public_jwk() for key in keys]} for issuer, keys in issuers.items()}
    path.write_text(json.dumps(document), encoding="utf-8")
    ring = KeyRing.load(path)
    for key in issuers[REGISTRY]:
        for found in (ring.get(REGISTRY, key.kid), ring.get8(REGISTRY, key.kid8)):
            assert found is not None
            assert thumbprint(found) == key.kid
        assert ring.get("vitale:adri", key.kid) is None
        assert ring.get8("vitale:adri", key.kid8) is None
    assert ring.get("nobody", REGISTRY_KEY.kid) is None
    assert ring.get8("nobody", REGISTRY_KEY.kid8) is None


@pytest.mark.parametrize("case", BAD_RINGS)
def test_a_file_that_is_no_ring_is_refused(case: str, tmp_path: Path) -> None:
    path = tmp_path / "presence.json"
    path.write_text(BAD_RINGS[case], encoding="utf-8")
    with pytest.raises(ValueError, match="presence keys"):
        KeyRing.load(path)


def test_a_ring_of_single_keys_names_issuers_with_a_colon() -> None:
    assert KeyRing.of(vitale_adri=ADRI_KEY).get("vitale:adri", ADRI_KEY.kid) is not None
    assert KeyRing.of(directory=ADRI_KEY).get("directory", ADRI_KEY.kid) is not None


def test_a_key_comes_back_from_each_of_its_forms() -> None:
    key = STRANGER.public
    for again in (key_from_point(point(key)), key_from_point(compressed(key)), key_from_jwk(jwk_of(key))):
        assert thumbprint(again) == thumbprint(key)
        assert kid8(again) == kid8(key)


def test_a_raw_signature_is_of_its_key_and_data_only() -> None:
    signature = sign_raw(STRANGER.private, b"data")
    assert len(signature) == 64
    assert verify_raw(STRANGER.public, signature, b"data")
    assert not verify_raw(STRANGER.public, signature, b"other")
    assert not verify_raw(ADRI_KEY.public, signature, b"data")
    assert not verify_raw(STRANGER.public, signature[:-1], b"data")
    assert not verify_raw(STRANGER.public, signature[32:] + signature[:32], b"data")


def test_a_private_key_is_not_taken_for_a_public_one() -> None:
    with pytest.raises(ProtocolError, match="malformed"):
        key_from_jwk(JWK)
