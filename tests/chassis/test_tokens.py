"""Signed tokens: who is let in, and everybody who is not."""

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey

from chassis.clock import FixedClock
from chassis.errors import DomainError, ErrorCode
from chassis.issuers import Issuer
from chassis.tokens import ServiceTokens, TokenSigner, TokenVerifier

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def signer(clock: FixedClock) -> TokenSigner:
    return TokenSigner.generate(clock=clock)


@pytest.fixture
def verifier(clock: FixedClock, signer: TokenSigner) -> TokenVerifier:
    return TokenVerifier([Issuer(**signer.public())], clock)


def why(verifier: TokenVerifier, token: str) -> str:
    with pytest.raises(DomainError) as refused:
        verifier.verify(token, "vitale")
    assert refused.value.code is ErrorCode.UNAUTHENTICATED
    return refused.value.facts["why"]


def test_a_signed_token_tells_who_calls(signer: TokenSigner, verifier: TokenVerifier) -> None:
    token = signer.sign("practice-1", "practice", attributes={"sector": "1", "place": "Indian/Reunion"})
    claims = verifier.verify(token, "vitale")
    assert (claims.issuer, claims.subject, claims.role) == ("https://demo.vitale.invalid", "practice-1", "practice")
    assert claims.attribute("place") == "Indian/Reunion"
    assert claims.expires_at == NOW + timedelta(minutes=10)


def test_an_attribute_the_call_needs_is_missed_by_name(signer: TokenSigner, verifier: TokenVerifier) -> None:
    claims = verifier.verify(signer.sign("x", "insured"), "vitale")
    with pytest.raises(DomainError) as refused:
        claims.attribute("subject_id")
    assert refused.value.code is ErrorCode.PERMISSION_DENIED
    assert refused.value.facts == {"missing_attribute": "subject_id"}


def test_a_token_ends_even_when_it_was_seen_before(
    clock: FixedClock, signer: TokenSigner, verifier: TokenVerifier
) -> None:
    token = signer.sign("x", "insured")
    verifier.verify(token, "vitale")
    clock.advance(timedelta(minutes=10))
    with pytest.raises(DomainError) as refused:
        verifier.verify(token, "vitale")
    assert refused.value.code is ErrorCode.TOKEN_EXPIRED


def test_a_token_for_another_audience_is_refused_even_when_it_was_seen_before(
    signer: TokenSigner, verifier: TokenVerifier
) -> None:
    token = signer.sign("x", "insured", audience=["receipts", "expenses"])
    assert verifier.verify(token, "receipts").audience == "receipts"
    assert why(verifier, token) == "audience"


def test_a_token_that_lives_longer_than_ten_minutes_is_refused(signer: TokenSigner, verifier: TokenVerifier) -> None:
    assert why(verifier, signer.sign("x", "insured", lifetime=timedelta(minutes=10, seconds=1))) == "lives_too_long"


def test_a_token_from_the_future_is_refused(clock: FixedClock, signer: TokenSigner, verifier: TokenVerifier) -> None:
    clock.advance(timedelta(minutes=5))
    token = signer.sign("x", "insured")
    clock.advance(timedelta(minutes=-5))
    assert why(verifier, token) == "not_yet_valid"


def test_the_right_issuer_with_another_key_is_refused(clock: FixedClock, verifier: TokenVerifier) -> None:
    assert why(verifier, TokenSigner.generate(clock=clock).sign("x", "operator")) == "signature"


def test_an_unknown_issuer_is_refused(clock: FixedClock, verifier: TokenVerifier) -> None:
    stranger = TokenSigner.generate(clock=clock, issuer="https://stranger.example")
    assert why(verifier, stranger.sign("x", "operator")) == "issuer_not_trusted"


def test_one_changed_character_of_the_payload_is_refused(signer: TokenSigner, verifier: TokenVerifier) -> None:
    head, payload, signature = signer.sign("practice-1", "practice").split(".")
    changed = base64.urlsafe_b64decode(payload + "==").replace(b"practice-1", b"practice-2")
    forged = base64.urlsafe_b64encode(changed).rstrip(b"=").decode()
    assert why(verifier, f"{head}.{forged}.{signature}") == "signature"


def payload_of(signer: TokenSigner) -> dict[str, object]:
    raw = signer.sign("x", "insured").split(".")[1]
    found: dict[str, object] = json.loads(base64.urlsafe_b64decode(raw + "=="))
    return found


def test_other_algorithms_are_refused_the_public_key_as_a_secret_included(
    signer: TokenSigner, verifier: TokenVerifier
) -> None:
    payload = payload_of(signer)
    public = json.dumps(signer.public()["jwks"]["keys"][0])
    confused = jwt.encode({"alg": "HS256"}, payload, OctKey.import_key(public), algorithms=["HS256"])
    unsigned = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode() + "." + confused.split(".")[1] + "."
    assert why(verifier, confused) == "signature"
    assert why(verifier, unsigned) == "signature"


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é.é.é", "." * 10, "a" * 5000])
def test_rubbish_is_refused_without_another_error(verifier: TokenVerifier, token: str) -> None:
    assert why(verifier, token) in {"malformed", "too_long"}


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"role": "king"}, "role_unknown"),
        ({"sub": ""}, "sub_missing"),
        ({"exp": "soon"}, "exp_missing"),
        ({"iat": None}, "iat_missing"),
        ({"exp": 1e300}, "exp_out_of_range"),
        ({"attributes": [1]}, "attributes_malformed"),
    ],
)
def test_a_well_signed_token_that_says_nonsense_is_refused(
    clock: FixedClock, changed: dict[str, object], reason: str
) -> None:
    key = ECKey.generate_key("P-256", auto_kid=True)
    signer = TokenSigner(key, clock=clock)
    verifier = TokenVerifier([Issuer(**signer.public())], clock)
    token = jwt.encode({"alg": "ES256", "kid": key.kid}, {**payload_of(signer), **changed}, key, algorithms=["ES256"])
    assert why(verifier, token) == reason


def test_a_service_renews_its_own_token_before_it_ends(
    clock: FixedClock, signer: TokenSigner, verifier: TokenVerifier
) -> None:
    tokens = ServiceTokens(signer, "adri", clock)
    first = tokens()
    assert tokens() == first
    assert verifier.verify(first, "vitale").role == "service"
    clock.advance(timedelta(minutes=6))
    assert verifier.verify(tokens(), "vitale").expires_at > NOW + timedelta(minutes=15)
