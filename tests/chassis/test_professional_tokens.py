"""Sign-ins of Pro Santé Connect: where profession and structure come from, and what is refused by name."""

from datetime import UTC, datetime
from typing import Any

import pytest

from card_protocol.keys import SigningKey
from chassis.clock import FixedClock
from chassis.errors import DomainError, ErrorCode
from chassis.issuers import Issuer
from chassis.professional_tokens import attributes_of
from chassis.tokens import TokenVerifier
from tools.simulators.stand_ins.cast import PEOPLE, somebody
from tools.simulators.stand_ins.oidc import signed
from tools.simulators.stand_ins.psc import ISSUER, claims_of

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


def doctor() -> dict[str, Any]:
    """Claims of a doctor in a surgery without a FINESS number."""
    return claims_of(somebody("gp"), now=NOW.timestamp())


def refused(claims: dict[str, Any]) -> str:
    with pytest.raises(DomainError) as error:
        attributes_of(claims)
    assert error.value.code is ErrorCode.UNAUTHENTICATED
    return error.value.facts["why"]


def activity(claims: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = claims["SubjectRefPro"]["exercices"][0]["activities"][0]
    return found


def test_a_doctor_is_known_by_rpps_profession_and_structure() -> None:
    attributes = attributes_of(doctor())
    assert attributes["rpps"] == attributes["actor_id"]
    assert (attributes["profession"], attributes["auth"]) == ("doctor", "psc")
    assert attributes["practice_id"].startswith("RPPS:")
    assert "acting_for" not in attributes


def test_a_site_with_a_finess_number_is_known_by_it_rather_than_by_its_older_identifier() -> None:
    claims = doctor()
    activity(claims)["numeroFinessSite"] = "990000010"
    assert attributes_of(claims)["practice_id"] == "990000010"


def test_a_secretary_acts_as_herself_under_a_titular() -> None:
    attributes = attributes_of(claims_of(somebody("secretary")))
    assert attributes["profession"] == "secretary"
    assert attributes["acting_for"] == attributes_of(doctor())["rpps"]
    assert attributes["actor_id"] not in ("", attributes["acting_for"])
    assert "rpps" not in attributes


@pytest.mark.parametrize("titular", [None, "", 90009900011])
def test_nobody_without_rpps_number_acts_without_a_titular(titular: object) -> None:
    assert refused({**claims_of(somebody("secretary")), "titulaire": titular}) == "claim_titulaire"


@pytest.mark.parametrize("name", ["890009900011x", "89000990001", "8９0009900011", "790009900011"])
def test_only_eight_and_eleven_digits_are_an_rpps_number(name: str) -> None:
    assert refused({**doctor(), "SubjectNameID": name}) == "claim_titulaire"


@pytest.mark.parametrize(
    ("path", "value", "claim"),
    [
        ((), {"SubjectNameID": ""}, "SubjectNameID"),
        ((), {"SubjectNameID": 8}, "SubjectNameID"),
        ((), {"SubjectRefPro": None}, "exercices"),
        ((), {"SubjectRefPro": []}, "exercices"),
        (("SubjectRefPro",), {"exercices": []}, "exercices"),
        (("SubjectRefPro",), {"exercices": ["10"]}, "exercices"),
        (("SubjectRefPro", "exercices", 0), {"activities": {}}, "activities"),
        (("SubjectRefPro", "exercices", 0), {"codeProfession": 10}, "codeProfession"),
        (("SubjectRefPro", "exercices", 0, "activities", 0), {"raisonSocialeSite": ""}, "raisonSocialeSite"),
        (
            ("SubjectRefPro", "exercices", 0, "activities", 0),
            {"ancienIdentifiantDeLaStructure": None},
            "ancienIdentifiantDeLaStructure",
        ),
    ],
)
def test_a_claim_that_is_missing_or_of_another_kind_is_named(
    path: tuple[str | int, ...], value: dict[str, object], claim: str
) -> None:
    claims: Any = doctor()
    place = claims
    for step in path:
        place = place[step]
    place.update(value)
    assert refused(claims) == f"claim_{claim}"


def test_an_unknown_profession_is_other_and_never_a_doctor() -> None:
    claims = doctor()
    claims["SubjectRefPro"]["exercices"][0]["codeProfession"] = "99"
    assert attributes_of(claims)["profession"] == "other"


@pytest.mark.parametrize("who", [one.id for one in PEOPLE])
def test_everybody_of_the_stand_in_signs_in_as_a_practice(who: str) -> None:
    key = SigningKey.generate()
    issuer = Issuer(issuer=ISSUER, kind="pro_sante_connect", jwks={"keys": [key.public_jwk()]})
    token = signed(key, claims_of(somebody(who), now=NOW.timestamp()))
    claims = TokenVerifier([issuer], FixedClock(NOW)).verify(token, "vitale")
    assert (claims.role, claims.attribute("auth"), claims.subject) == ("practice", "psc", f"psc:{who}")


@pytest.mark.parametrize("claim", ["role", "attributes", "practice_id", "profession"])
def test_what_else_a_sign_in_says_of_itself_gives_it_nothing(claim: str) -> None:
    key = SigningKey.generate()
    issuer = Issuer(issuer=ISSUER, kind="pro_sante_connect", jwks={"keys": [key.public_jwk()]})
    boast = {"role": "operator", "attributes": {"practice_id": "other"}, "practice_id": "other", "profession": "all"}
    token = signed(key, {**doctor(), claim: boast[claim]})
    claims = TokenVerifier([issuer], FixedClock(NOW)).verify(token, "vitale")
    assert claims.role == "practice"
    assert dict(claims.attributes) == dict(attributes_of(doctor()))
