"""A key counts only when our own application, signed by us, made it: every other one is refused by its own word."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pydantic import SecretStr, ValidationError

from card_registry.device.android import AndroidAttestor
from card_registry.device.apps import Apps
from card_registry.device.attestation import Attested
from card_registry.device.trusted import attestor
from card_registry.settings import CardRegistrySettings
from chassis.clock import FixedClock
from chassis.errors import DomainError, ErrorCode
from chassis.tokens import TokenSigner
from tests.card_registry.cards import NOON
from tests.card_registry.device.chains import CHALLENGE, Described, Maker, application, tlv, whole

OURS, PARTNER, STRANGER = "fr.example.vitale", "fr.example.vitale.widget", "com.example.other"
SIGNER, NEXT, FOREIGN = (bytes([number]) * 32 for number in (1, 2, 3))
APPS: Final = Apps.of({OURS: [SIGNER.hex(), NEXT.hex()], PARTNER: [SIGNER.hex()]})
FILES: Final = (
    "service_key",
    "signing_key",
    "presence_keys",
    "directory_keys",
    "keys",
    "france_identite",
    "video_provider",
)
SOUND: Final = application((OURS,), (SIGNER,))


def examine(apps: Apps | None, application_id: bytes | None, *, hardware: bytes | None = None) -> Attested:
    """What a sound phone's chain is taken for when this application made the key."""
    described = replace(Described(), application=application_id, hardware_application=hardware)
    maker = Maker(leaf_extension=described.encode())
    examines = AndroidAttestor(maker.roots, apps=apps)
    return examines.examine(maker.chain(), key_point=maker.point, challenge=CHALLENGE, now=NOON)


def why(application_id: bytes | None, *, hardware: bytes | None = None) -> str:
    """The word of a refusal."""
    with pytest.raises(DomainError) as refused:
        examine(APPS, application_id, hardware=hardware)
    assert refused.value.code is ErrorCode.ATTESTATION_REFUSED
    return refused.value.facts["why"]


@pytest.mark.parametrize(
    ("packages", "signers"),
    [((OURS,), (SIGNER,)), ((OURS,), (NEXT,)), ((OURS,), (SIGNER, NEXT)), ((OURS, PARTNER), (SIGNER,))],
)
def test_an_application_of_ours_may_hold_a_card(packages: tuple[str, ...], signers: tuple[bytes, ...]) -> None:
    assert examine(APPS, application(packages, signers)).facts


REFUSED: Final[dict[str, tuple[bytes | None, str]]] = {
    "none named": (None, "app_unknown"),
    "no package": (application((), (SIGNER,)), "app_unknown"),
    "another application": (application((STRANGER,), (SIGNER,)), "app"),
    "a name that only begins like ours": (application((OURS + ".evil",), (SIGNER,)), "app"),
    "ours in capitals": (application((OURS.upper(),), (SIGNER,)), "app"),
    "a stranger beside ours": (application((OURS, STRANGER), (SIGNER,)), "app"),
    "ours, signed by somebody else": (application((OURS,), (FOREIGN,)), "app_signer"),
    "ours, signed by us and somebody else": (application((OURS,), (SIGNER, FOREIGN)), "app_signer"),
    "ours, signed by nobody": (application((OURS,), ()), "app_signer"),
    "ours, half a digest": (application((OURS,), (SIGNER[:16],)), "app_signer"),
    "two of ours, by the signer of one": (application((OURS, PARTNER), (NEXT,)), "app_signer"),
    "empty": (b"", "extension_malformed"),
    "noise": (b"\x30\x80\x00\x00", "extension_malformed"),
    "cut short": (SOUND[:-1], "extension_malformed"),
    "more after it": (SOUND + b"\x05\x00", "extension_malformed"),
    "without signers": (tlv(0x30, tlv(0x31, b"")), "extension_malformed"),
    "a package without version": (
        tlv(0x30, tlv(0x31, tlv(0x30, tlv(0x04, OURS.encode()))) + tlv(0x31, tlv(0x04, SIGNER))),
        "extension_malformed",
    ),
    "a package that is a number": (
        tlv(0x30, tlv(0x31, tlv(0x30, whole(1) + whole(7))) + tlv(0x31, tlv(0x04, SIGNER))),
        "extension_malformed",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_any_other_application_is_refused_by_its_word(case: str) -> None:
    application_id, word = REFUSED[case]
    assert why(application_id) == word


def test_what_the_hardware_says_of_the_application_does_not_stand_in_for_what_the_system_says() -> None:
    assert why(None, hardware=SOUND) == "app_unknown"
    assert why(application((STRANGER,), (SIGNER,)), hardware=SOUND) == "app"


def test_without_a_list_any_application_may_hold_a_card() -> None:
    assert examine(None, None).facts
    assert examine(None, application((STRANGER,), (FOREIGN,))).facts


def test_the_list_is_a_file_of_names_and_digests(tmp_path: Path) -> None:
    apps, roots = tmp_path / "apps.json", tmp_path / "roots.json"
    apps.write_text(json.dumps({OURS: [SIGNER.hex(":").upper()]}))
    maker = Maker(leaf_extension=replace(Described(), application=SOUND).encode())
    roots.write_text(json.dumps([maker.root_certificate().public_bytes(Encoding.PEM).decode()]))
    read = attestor(roots, None, apps)
    assert read.apps == Apps({OURS.encode(): frozenset({SIGNER})})
    assert read.examine(maker.chain(), key_point=maker.point, challenge=CHALLENGE, now=NOON).facts
    lists: tuple[dict[str, list[str]], ...] = ({}, {OURS: []}, {OURS: [SIGNER.hex()[2:]]}, {OURS: ["z" * 64]})
    for wrong in lists:
        apps.write_text(json.dumps(wrong))
        with pytest.raises(ValueError, match=r"SHA-256|hexadecimal"):
            attestor(roots, None, apps)


def settings(folder: Path, environment: str, apps: Path | None) -> CardRegistrySettings:
    """Settings that lack nothing but, perhaps, the list."""
    issuers = folder / "issuers.json"
    issuers.write_text(
        json.dumps([{**TokenSigner.generate(clock=FixedClock(NOON)).public(), "kind": "real", "issuer": "schemes"}])
    )
    return CardRegistrySettings(
        environment=environment,
        grpc_listen="127.0.0.1:1",
        bootstrap="127.0.0.1:1",
        dsn=SecretStr("postgresql://127.0.0.1/vitale"),
        identity_target="127.0.0.1:1",
        adri_target="127.0.0.1:1",
        directory_url="https://directory.invalid",
        token_issuers=issuers,
        attestation_apps=apps,
        **dict.fromkeys(FILES, folder / "file.json"),  # type: ignore[arg-type]
    )


def test_production_does_not_start_without_the_list(tmp_path: Path) -> None:
    with pytest.raises(ValidationError, match="ATTESTATION_APPS"):
        settings(tmp_path, "production", None)
    assert settings(tmp_path, "production", tmp_path / "apps.json").attestation_apps
    assert settings(tmp_path, "test", None).attestation_apps is None
