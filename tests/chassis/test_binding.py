"""Keys that callers prove to hold: DPoP proofs of this very call, certificates of connections, and all the rest."""

import contextvars
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from card_protocol import dpop
from card_protocol.encoding import b64url
from card_protocol.keys import SigningKey, thumbprint
from chassis.binding import Binding, PresentedKey, Prover, certificate_of, enter, require_binding
from chassis.clock import FixedClock
from chassis.errors import DomainError, ErrorCode

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
METHOD, TOKEN = "/vitale.card.v1.PresentationService/Redeem", "token"


def prover() -> Prover:
    return Prover(FixedClock(NOW))


def presented(
    proof: str | None, *, by: Prover | None = None, certificate: bytes | None = None, token: str = TOKEN
) -> PresentedKey:
    return PresentedKey(by or prover(), METHOD, token, proof, certificate)


def why(shown: PresentedKey) -> str:
    with pytest.raises(DomainError) as error:
        shown.binding()
    assert error.value.code is ErrorCode.UNAUTHENTICATED
    return error.value.facts["why"]


def certificate() -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "reader")])
    draft = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    dated = draft.serial_number(1).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=1))
    return dated.sign(key, hashes.SHA256())


def test_a_proof_of_this_call_binds_to_the_key_that_made_it() -> None:
    key = SigningKey.generate()
    found = presented(dpop.make(key, METHOD, TOKEN, NOW)).binding()
    assert found == Binding(jkt=thumbprint(key.public))
    assert found.matches(thumbprint(key.public), None)
    assert not found.matches(thumbprint(SigningKey.generate().public), None)


def test_one_call_may_ask_twice_and_another_call_may_not_show_the_same_proof() -> None:
    by, proof = prover(), dpop.make(SigningKey.generate(), METHOD, TOKEN, NOW)
    first = presented(proof, by=by)
    assert first.binding() is first.binding()
    assert why(presented(proof, by=by)) == "dpop_replayed"


def test_a_refused_proof_is_not_remembered_as_used() -> None:
    by, proof = prover(), dpop.make(SigningKey.generate(), METHOD, TOKEN, NOW)
    assert why(presented(proof, by=by, token="another")) == "dpop_binding"
    assert presented(proof, by=by).binding().jkt


@pytest.mark.parametrize(
    ("method", "token", "offset_s", "code"),
    [
        ("/vitale.card.v1.PresentationService/Renew", TOKEN, 0, "audience"),
        (METHOD, "stolen", 0, "binding"),
        (METHOD, TOKEN, -62, "expired"),
        (METHOD, TOKEN, 61, "not_yet_valid"),
    ],
)
def test_a_proof_of_another_call_token_or_moment_is_refused(method: str, token: str, offset_s: int, code: str) -> None:
    proof = dpop.make(SigningKey.generate(), method, token, NOW + timedelta(seconds=offset_s))
    assert why(presented(proof)) == f"dpop_{code}"


def test_a_wrong_proof_does_not_fall_back_on_the_certificate() -> None:
    pem = certificate().public_bytes(Encoding.PEM)
    assert why(presented("no.proof.here", certificate=pem)).startswith("dpop_")


def test_a_connection_binds_to_its_certificate() -> None:
    shown = certificate()
    found = presented(None, certificate=shown.public_bytes(Encoding.PEM)).binding()
    assert found == Binding(x5t=b64url(shown.fingerprint(hashes.SHA256())))
    assert found.matches(None, found.x5t)
    assert not found.matches(found.x5t, None)
    assert why(presented(None, certificate=b"no certificate")) == "certificate"


def test_nothing_matches_nothing() -> None:
    assert not Binding().matches(None, None)
    assert not Binding(jkt="a").matches(None, None)


def test_a_call_without_key_is_told_so() -> None:
    with pytest.raises(DomainError) as error:
        presented(None).binding()
    assert error.value.code is ErrorCode.BINDING_REQUIRED


def test_the_key_belongs_to_the_present_call_only() -> None:
    def one_call() -> Binding:
        enter(presented(dpop.make(SigningKey.generate(), METHOD, TOKEN, NOW)))
        return require_binding()

    assert contextvars.copy_context().run(one_call).jkt
    with pytest.raises(DomainError) as error:
        contextvars.Context().run(require_binding)
    assert error.value.code is ErrorCode.BINDING_REQUIRED


def test_the_certificate_is_read_from_the_connection() -> None:
    assert certificate_of({"x509_pem_cert": [b"pem"]}) == b"pem"
    assert certificate_of({"transport_security_type": [b"ssl"]}) is None
    assert certificate_of(None) is None
