"""Tokens that servers of structures sign themselves: chains, authorities, validity, and whose number a leaf names."""

import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from card_protocol.encoding import from_b64url
from card_protocol.jws import sign_with
from card_protocol.keys import SigningKey
from chassis.clock import FixedClock
from chassis.errors import DomainError, ErrorCode
from chassis.issuers import Issuer
from chassis.structure_tokens import StructureCertificates
from chassis.tokens import TokenVerifier
from tools.simulators.structure_certificate import Authority, Structure

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
FINESS, OTHER = "750712184", "2B0002689"
AUTHORITY = Authority.generate(now=NOW)
STRUCTURES = StructureCertificates([AUTHORITY.certificate_pem])
Key = ec.EllipticCurvePrivateKey


def hospital() -> Structure:
    return AUTHORITY.issue(FINESS, now=NOW)


def refused(token: str, now: datetime = NOW) -> str:
    with pytest.raises(DomainError) as error:
        STRUCTURES.open(token, now)
    assert error.value.code is ErrorCode.UNAUTHENTICATED
    return error.value.facts["why"]


def certificate(
    issuer: Key, issued_by: str, name: str, key: ec.EllipticCurvePublicKey, *, ca: bool | None = None, unit: str = ""
) -> bytes:
    """A certificate (DER) valid for a day; `ca` None leaves the constraints out."""
    units = [x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, unit)] if unit else []
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name), *units])
    parent = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issued_by)])
    draft = x509.CertificateBuilder().subject_name(subject).issuer_name(parent).public_key(key)
    dated = draft.serial_number(7).not_valid_before(NOW - timedelta(hours=1)).not_valid_after(NOW + timedelta(days=1))
    if ca is not None:
        dated = dated.add_extension(x509.BasicConstraints(ca, None), critical=True)
    return dated.sign(issuer, hashes.SHA256()).public_bytes(Encoding.DER)


ROOT_NAME = AUTHORITY.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value


def under_intermediate(*, ca: bool | None, signer: Key | None = None) -> Structure:
    """A leaf below an intermediate that may or may not issue; `signer` signs the leaf instead of the intermediate."""
    middle, leaf = ec.generate_private_key(ec.SECP256R1()), SigningKey.generate()
    between = certificate(AUTHORITY.key, str(ROOT_NAME), "between", middle.public_key(), ca=ca)
    below = certificate(signer or middle, "between", "server", leaf.public, unit=FINESS)
    return Structure(FINESS, leaf, (below, between))


def test_a_structure_is_known_by_the_number_of_its_certificate() -> None:
    claims, attributes = STRUCTURES.open(hospital().token(NOW), NOW)
    assert claims["sub"] == f"structure:{FINESS}"
    assert attributes == {
        "practice_id": FINESS,
        "actor_id": f"server:{FINESS}",
        "profession": "admission",
        "auth": "structure",
    }


def test_it_calls_as_a_practice_through_the_verifier_and_only_for_its_audience() -> None:
    issuer = Issuer(issuer="structures", kind="structure_ca", authorities=(AUTHORITY.certificate_pem,))
    verifier = TokenVerifier([issuer], FixedClock(NOW))
    claims = verifier.verify(hospital().token(NOW), "vitale")
    assert (claims.role, claims.attribute("practice_id")) == ("practice", FINESS)
    with pytest.raises(DomainError) as error:
        verifier.verify(hospital().token(NOW, audience="other"), "vitale")
    assert error.value.facts["why"] == "audience"


def test_nobody_speaks_for_another_structure() -> None:
    assert refused(replace(hospital(), finess=OTHER).token(NOW)) == "issuer"


def test_a_certificate_of_another_authority_of_the_same_name_is_refused() -> None:
    assert refused(Authority.generate(now=NOW).issue(FINESS, now=NOW).token(NOW)) == "certificate_authority"


@pytest.mark.parametrize("days", [-1, 366])
def test_a_certificate_before_or_after_its_time_is_refused(days: int) -> None:
    moment = NOW + timedelta(days=days)
    assert refused(hospital().token(moment), moment) == "certificate_validity"


def test_a_signature_by_another_key_than_the_certificate_s_is_refused() -> None:
    assert refused(replace(hospital(), key=SigningKey.generate()).token(NOW)) == "signature"


def test_a_certificate_that_names_no_structure_is_refused() -> None:
    for number in ("750712185", "not a number"):
        assert refused(AUTHORITY.issue(number, now=NOW).token(NOW)) == "certificate_finess"
    key = SigningKey.generate()
    bare = certificate(AUTHORITY.key, str(ROOT_NAME), "server", key.public)
    assert refused(Structure(FINESS, key, (bare,)).token(NOW)) == "certificate_finess"


def test_a_key_of_another_curve_is_refused() -> None:
    leaf = certificate(
        AUTHORITY.key, str(ROOT_NAME), "server", ec.generate_private_key(ec.SECP384R1()).public_key(), unit=FINESS
    )
    assert refused(Structure(FINESS, SigningKey.generate(), (leaf,)).token(NOW)) == "certificate_key"


def test_an_intermediate_must_be_an_authority_and_must_have_signed_the_leaf() -> None:
    assert STRUCTURES.open(under_intermediate(ca=True).token(NOW), NOW)[1]["practice_id"] == FINESS
    assert refused(under_intermediate(ca=False).token(NOW)) == "certificate_authority"
    assert refused(under_intermediate(ca=None).token(NOW)) == "certificate_authority"
    stranger = ec.generate_private_key(ec.SECP256R1())
    assert refused(under_intermediate(ca=True, signer=stranger).token(NOW)) == "certificate_chain"


def test_a_structure_s_own_certificate_issues_no_other() -> None:
    mine, theirs = hospital(), SigningKey.generate()
    private = ec.derive_private_key(_scalar(mine.key), ec.SECP256R1())
    forged = certificate(private, "server", "server", theirs.public, unit=OTHER)
    assert refused(Structure(OTHER, theirs, (forged, *mine.chain)).token(NOW)) == "certificate_authority"


def _scalar(key: SigningKey) -> int:
    return int.from_bytes(from_b64url(json.loads(key.private_jwk())["d"]), "big")


@pytest.mark.parametrize(
    "x5c",
    [
        None,
        [],
        "MII",
        ["not base64!"],
        [base64.b64encode(b"no certificate").decode()],
        [7],
        [base64.b64encode(AUTHORITY.certificate.public_bytes(Encoding.DER)).decode()] * 4,
    ],
)
def test_a_chain_that_is_none_or_too_long_is_refused(x5c: Sequence[object] | None) -> None:
    token = sign_with(SigningKey.generate(), {"alg": "ES256", "typ": "structure+jwt", "x5c": x5c}, {"iss": "x"})
    assert refused(token) == "x5c"


@pytest.mark.parametrize("name", ["crit", "jku", "jwk", "x5u", "b64", "zip", "enc"])
def test_headers_that_choose_a_key_elsewhere_are_refused(name: str) -> None:
    chain = [base64.b64encode(one).decode() for one in hospital().chain]
    header = {"alg": "ES256", "typ": "structure+jwt", "x5c": chain, name: ["x"]}
    assert refused(sign_with(SigningKey.generate(), header, {})) == "algorithm"
    assert refused(sign_with(SigningKey.generate(), {**header, "typ": "JWT"}, {})) == "wrong_type"
