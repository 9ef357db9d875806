"""Chains of our own: a sound phone is classed, anything else is refused by its own word."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from card_registry.device.android import AndroidAttestor, google_roots
from card_registry.device.attestation import Attested
from card_registry.device.trusted import attestor
from chassis.errors import DomainError, ErrorCode
from tests.card_registry.cards import NOON
from tests.card_registry.device.chains import CHALLENGE, Described, Maker, tagged, tlv, whole
from vitale.card.v1 import card_pb2 as pb

GOOGLE_ROOTS = 2  # keys: some roots were issued several times for one key


def examine(maker: Maker, **changes: Any) -> Attested:
    """What the chain of a maker is taken for."""
    usual = {"key_point": maker.point, "challenge": CHALLENGE, "now": NOON}
    chain = changes.pop("chain", None) or maker.chain()
    return AndroidAttestor(maker.roots).examine(chain, **{**usual, **changes})


def why(maker: Maker, **changes: Any) -> str:
    """The word of a refusal."""
    with pytest.raises(DomainError) as refused:
        examine(maker, **changes)
    assert refused.value.code is ErrorCode.ATTESTATION_REFUSED
    return refused.value.facts["why"]


def described(**changes: Any) -> Maker:
    """A maker whose leaf describes its key otherwise."""
    return Maker(leaf_extension=replace(Described(), **changes).encode())


@pytest.mark.parametrize(("level", "found"), [(1, pb.DEVICE_CLASS_TEE), (2, pb.DEVICE_CLASS_STRONGBOX)])
def test_a_sound_phone_is_classed_by_where_its_key_lives(level: int, found: pb.DeviceClass.ValueType) -> None:
    attested = examine(described(key_level=level))
    assert attested.device_class == found
    assert attested.facts == {"version": "100", "os_patch": "202602"}
    assert examine(Maker(extra_middle=True, middle_path=0, middle_signs=True) if level == 3 else Maker()).facts


STRANGER = ec.generate_private_key(ec.SECP256R1())
MAKERS: dict[str, tuple[Callable[[], Maker], str]] = {
    "key in software": (lambda: described(key_level=0), "software"),
    "attested by software": (lambda: described(attestation_level=0), "software"),
    "a level that does not exist": (lambda: described(key_level=3), "software"),
    "another challenge": (lambda: described(challenge=bytes(32)), "challenge"),
    "no challenge": (lambda: described(challenge=b""), "challenge"),
    "imported": (lambda: described(origin=2), "origin"),
    "may decrypt too": (lambda: described(purposes=(1, 2)), "purpose"),
    "may do nothing": (lambda: described(purposes=()), "purpose"),
    "described as RSA": (lambda: described(algorithm=1), "algorithm"),
    "described as P-384": (lambda: described(size=384, curve=2), "algorithm"),
    "needs no unlocking": (lambda: described(no_auth=True), "no_user_auth"),
    "boot loader open": (lambda: described(locked=False), "unlocked"),
    "started with an own key": (lambda: described(state=1), "boot"),
    "started unverified": (lambda: described(state=2), "boot"),
    "start failed": (lambda: described(state=3), "boot"),
    "start unknown": (lambda: described(without_trust=True), "boot_unknown"),
    "start malformed": (lambda: described(trust=tlv(0x30, tlv(0x04, b""))), "extension_malformed"),
    "locked is neither yes nor no": (
        lambda: described(trust=tlv(0x30, tlv(0x04, bytes(32)) + tlv(0x01, b"\x01") + whole(0, 0x0A))),
        "extension_malformed",
    ),
    "tags out of order": (lambda: described(before=tagged(2, whole(3))), "extension_malformed"),
    "a tag twice": (lambda: described(before=tagged(1, tlv(0x31, whole(2)))), "extension_malformed"),
    "no extension": (lambda: Maker(leaf_extension=b""), "extension_missing"),
    "an extension of noise": (lambda: Maker(leaf_extension=b"\x30\x80\x00\x00"), "extension_malformed"),
    "an extension cut short": (lambda: Maker(leaf_extension=Described().encode()[:-3]), "extension_malformed"),
    "an extension with more": (lambda: Maker(leaf_extension=Described().encode() + b"\0\0"), "extension_malformed"),
    "seven parts": (lambda: Maker(leaf_extension=tlv(0x30, whole(1) * 7)), "extension_malformed"),
    "the extension above the leaf too": (lambda: Maker(middle_extension=True), "extension_not_leaf"),
    "issuer that is no authority": (lambda: Maker(middle_ca=False), "not_a_ca"),
    "issuer that does not say": (lambda: Maker(middle_ca=None), "not_a_ca"),
    "issuer that may not sign": (lambda: Maker(middle_signs=False), "not_a_ca"),
    "an authority too many": (lambda: Maker(extra_middle=True), "not_a_ca"),
    "leaf signed by a stranger": (lambda: Maker(signs_leaf=STRANGER), "signature"),
    "leaf ended": (lambda: Maker(leaf_until=NOON - timedelta(seconds=1)), "dates"),
    "issuer ended": (lambda: Maker(middle_until=NOON - timedelta(seconds=1)), "dates"),
    "issuer of tomorrow": (lambda: Maker(middle_since=NOON + timedelta(days=1)), "dates"),
    "a key on P-384": (lambda: Maker(device=ec.generate_private_key(ec.SECP384R1())), "algorithm"),
}


@pytest.mark.parametrize("case", MAKERS)
def test_a_chain_that_does_not_prove_enough_is_refused_by_its_word(case: str) -> None:
    make, word = MAKERS[case]
    assert why(make()) == word


def test_a_chain_is_taken_as_it_comes_or_not_at_all() -> None:
    maker = Maker()
    leaf, middle, root = maker.chain()
    for chain, word in (
        ([leaf, root], "signature"),
        ([leaf, middle], "root"),
        ([root, middle, leaf], "root"),
        ([leaf], "length"),
        ([leaf] * 9, "length"),
        ([leaf, bytes(9_000), root], "length"),
        ([leaf, b"\x30\x00", root], "malformed"),
        ([leaf, middle, Maker().chain()[-1]], "root"),
    ):
        assert why(maker, chain=chain) == word
    assert why(maker, key_point=Maker().point) == "key"
    assert why(maker, now=NOON + timedelta(days=36_500)) == "dates"


def test_a_serial_on_the_status_list_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    maker = Maker()
    chain, status, roots = maker.chain(), tmp_path / "status.json", tmp_path / "roots.json"
    root = maker.root_certificate().public_bytes(Encoding.PEM).decode()
    roots.write_text(json.dumps([root]))
    for position in range(3):
        serial = x509.load_der_x509_certificate(chain[position]).serial_number
        status.write_text(json.dumps({"entries": {f"0{serial:X}": {"status": "REVOKED"}}}))
        with pytest.raises(DomainError) as refused:
            attestor(roots, status, None).examine(chain, key_point=maker.point, challenge=CHALLENGE, now=NOON)
        assert refused.value.facts["why"] == "revoked"
    assert attestor(roots, None, None).examine(chain, key_point=maker.point, challenge=CHALLENGE, now=NOON).facts


def test_the_roots_of_this_build_are_google_s() -> None:
    assert len(google_roots()) >= GOOGLE_ROOTS
    assert attestor(None, None, None).roots == google_roots()
