"""Chains of real phones as Google publishes them for tests, at their dates; left out with a line where they are not."""

import base64
import json
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from card_registry.device.android import description, google_roots
from card_registry.device.chain import verified
from chassis.errors import DomainError
from tools.local.paths import ROOT

pytestmark = pytest.mark.may_skip
VECTORS: Final = Path(os.environ.get("VITALE_ATTESTATION_VECTORS", ROOT.parent / "shared/vectors/android_attestation"))
_LEVELS: Final = {"SOFTWARE": 0, "TRUSTED_ENVIRONMENT": 1, "STRONG_BOX": 2, "STRONGBOX": 2}
# marlin attests with the root of a build without hardware; the batch certificate of this Sony says that it is no
# authority, and who may not issue is not believed.
REFUSED: Final = {"marlin": "root", "sony-xperia10-iii": "not_a_ca"}
_STATES: Final = {"VERIFIED": 0, "SELF_SIGNED": 1, "UNVERIFIED": 2, "FAILED": 3}


def published() -> list[Path]:
    """Chains with the values to be read from them."""
    return sorted(path for path in VECTORS.glob("testdata/*/sdk*/*.pem") if path.with_suffix(".json").exists())


def chain_of(path: Path) -> list[x509.Certificate]:
    """The certificates of a file, leaf first."""
    return x509.load_pem_x509_certificates(path.read_bytes())


def its_date(chain: list[x509.Certificate]) -> datetime:
    """A day on which every certificate was good."""
    return max(one.not_valid_before_utc for one in chain) + timedelta(hours=1)


def verdict(path: Path) -> str:
    """What becomes of a chain: the word of the refusal, or nothing."""
    chain = chain_of(path)
    der = [one.public_bytes(Encoding.DER) for one in chain]
    try:
        verified(der, roots=google_roots(), revoked=frozenset(), now=its_date(chain))
    except DomainError as refused:
        return refused.facts["why"]
    return ""


def test_the_published_chains_are_there() -> None:
    if not published():
        pytest.skip("no public attestation chains here: set VITALE_ATTESTATION_VECTORS to their folder")
    assert len(published()) >= 15


@pytest.mark.parametrize("path", published(), ids=lambda path: "/".join(path.parts[-3:]))
def test_a_chain_of_a_real_phone_is_read_as_published(path: Path) -> None:
    lines = path.with_suffix(".json").read_text().splitlines()
    expected: dict[str, Any] = json.loads("\n".join(line for line in lines if not line.lstrip().startswith("//")))
    found = description(chain_of(path)[0])
    hardware, wanted = found.hardware, expected["hardwareEnforced"]
    assert found.version == int(expected["attestationVersion"])
    assert found.attestation_level == _LEVELS[expected["attestationSecurityLevel"]]
    assert found.key_level == _LEVELS[expected["keyMintSecurityLevel"]]
    assert found.challenge == base64.b64decode(expected["attestationChallenge"])
    assert hardware.purposes == {int(purpose) for purpose in wanted["purposes"]}
    assert hardware.algorithm == int(wanted["algorithms"])
    assert hardware.no_auth_required == wanted.get("noAuthRequired", False)
    assert hardware.os_patch == (int(wanted["osPatchLevel"]) if "osPatchLevel" in wanted else None)
    # Some phones of that list name no application for keys that their system made itself.
    named = expected["softwareEnforced"].get("attestationApplicationId")
    application = found.software.application
    assert (application is None) == (named is None)
    if application is not None:
        assert application.packages == {one["name"].encode() for one in named["packages"]}
        assert application.signers == {base64.b64decode(one) for one in named["signatures"]}
    trust = wanted.get("rootOfTrust")
    assert (hardware.root_of_trust is None) == (trust is None)
    if trust is None or hardware.root_of_trust is None:
        return
    assert hardware.root_of_trust.locked == trust.get("deviceLocked", False)
    assert hardware.root_of_trust.state == _STATES[trust["verifiedBootState"]]
    assert hardware.root_of_trust.boot_key == base64.b64decode(trust["verifiedBootKey"])


@pytest.mark.parametrize("path", published(), ids=lambda path: "/".join(path.parts[-3:]))
def test_a_chain_leads_to_a_pinned_root_or_is_refused_by_its_word(path: Path) -> None:
    assert verdict(path) == REFUSED.get(path.parts[-3], "")


@pytest.mark.parametrize("path", sorted(VECTORS.glob("testdata/invalid/*.pem")), ids=lambda path: path.stem)
def test_a_malformed_description_is_refused(path: Path) -> None:
    with pytest.raises(DomainError) as refused:
        description(chain_of(path)[0])
    assert refused.value.facts["why"] == "extension_malformed"
