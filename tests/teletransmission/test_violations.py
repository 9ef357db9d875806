"""What a negative acknowledgement says: every wrong field, by path and code, and nothing that is personal."""

import pytest

from tests.teletransmission.house import CHILD, MOTHER_NIR, OUTCOME, House, claim
from vitale.claim.v1.claim_pb2 import ClaimLine
from vitale.claim.v1.claim_service_pb2 import Acknowledgement, SubmittedClaim
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey

pytestmark = pytest.mark.asyncio

WRONG_KEY = MOTHER_NIR[:13] + f"{(int(MOTHER_NIR[13:]) % 97) + 1:02d}"
UNKNOWN = BeneficiaryKey(opener_nir=MOTHER_NIR, birth_date="1999-01-01")


def line(**changes: object) -> ClaimLine:
    usual = {"line_no": 1, "act_code": "G", "quantity": 1, "price_cents": 3_000}
    return ClaimLine(**{**usual, **changes})  # type: ignore[arg-type]  # what the test states


def technical(**changes: object) -> ClaimLine:
    return line(act_code="DEQP003", family="technical_act", **changes)


def key(**changes: object) -> BeneficiaryKey:
    usual = {"opener_nir": MOTHER_NIR, "birth_date": CHILD.birth_date}
    return BeneficiaryKey(**{**usual, **changes})  # type: ignore[arg-type]  # what the test states


def told(answer: Acknowledgement) -> list[tuple[str, str]]:
    return [(violation.field, violation.code) for violation in answer.violations]


ONE_FAULT = [
    (claim("f-1"), "claim_id", "INVALID_ARGUMENT"),
    (claim(""), "claim_id", "INVALID_ARGUMENT"),
    (claim("F" * 33), "claim_id", "INVALID_ARGUMENT"),
    (claim("F-1\n"), "claim_id", "INVALID_ARGUMENT"),
    (claim(key=key(opener_nir=WRONG_KEY)), "key.opener_nir", "NIR_KEY_WRONG"),
    (claim(key=key(opener_nir=MOTHER_NIR[:14])), "key.opener_nir", "IDENTIFIER_INVALID"),
    (claim(key=key(opener_nir="9" + MOTHER_NIR[1:])), "key.opener_nir", "IDENTIFIER_INVALID"),
    (claim(key=key(opener_nir="")), "key.opener_nir", "IDENTIFIER_INVALID"),
    (claim(key=key(birth_date="3 février")), "key.birth_date", "INVALID_ARGUMENT"),
    (claim(key=key(birth_date="٢٠١٨-٠٢-٠٣")), "key.birth_date", "INVALID_ARGUMENT"),
    (claim(key=key(birth_rank=10)), "key.birth_rank", "INVALID_ARGUMENT"),
    (claim(key=UNKNOWN), "key", "UNKNOWN_BENEFICIARY"),
    (claim(care_date="2026-02-30"), "care_date", "INVALID_ARGUMENT"),
    (claim(care_date="20260310"), "care_date", "INVALID_ARGUMENT"),
    (claim(care_date=""), "care_date", "INVALID_ARGUMENT"),
    (claim(care_date="2026-03-11"), "care_date", "CARE_IN_FUTURE"),
    (claim(pathway=0), "pathway", "INVALID_ARGUMENT"),
    (claim(pathway=9), "pathway", "INVALID_ARGUMENT"),
    (claim(setting="kitchen"), "setting", "INVALID_ARGUMENT"),
    (claim(lines=[]), "lines", "INVALID_ARGUMENT"),
    (claim(lines=[line(line_no=n) for n in range(1, 32)]), "lines", "INVALID_ARGUMENT"),
    (claim(lines=[line(), line(line_no=3)]), "lines[1].line_no", "INVALID_ARGUMENT"),
    (claim(lines=[line(line_no=0)]), "lines[0].line_no", "INVALID_ARGUMENT"),
    (claim(lines=[line(act_code="XYZ")]), "lines[0].act_code", "UNKNOWN_ACT"),
    (claim(lines=[line(act_code="")]), "lines[0].act_code", "UNKNOWN_ACT"),
    (claim(lines=[line(act_code="G+")]), "lines[0].act_code", "UNKNOWN_ACT"),
    (claim(lines=[line(act_code="g")]), "lines[0].act_code", "UNKNOWN_ACT"),
    (claim(lines=[line(act_code="XYZ", family="visit", base_cents=3)]), "lines[0].act_code", "UNKNOWN_ACT"),
    (claim(lines=[line(act_code="DEQP003", family="technical_act")]), "lines[0].act_code", "UNKNOWN_ACT"),
    (claim(lines=[line(act_code="DEQP003", base_cents=1_426)]), "lines[0].family", "INVALID_ARGUMENT"),
    (claim(lines=[line(family="magic")]), "lines[0].family", "INVALID_ARGUMENT"),
    (claim(lines=[line(quantity=1_000)]), "lines[0].quantity", "INVALID_ARGUMENT"),
    (claim(lines=[line(price_cents=-1)]), "lines[0].price_cents", "NEGATIVE_PRICE"),
    (claim(lines=[line(price_cents=10**8)]), "lines[0].price_cents", "INVALID_ARGUMENT"),
    (claim(lines=[line(base_cents=-1)]), "lines[0].base_cents", "INVALID_ARGUMENT"),
    (
        claim(lines=[line(base_cents=10**8, act_code="DEQP003", family="technical_act")]),
        "lines[0].base_cents",
        "INVALID_ARGUMENT",
    ),
    (claim(lines=[line(base_cents=3_000)]), "lines[0].base_cents", "INVALID_ARGUMENT"),
]


@pytest.mark.parametrize(("sent", "field", "code"), ONE_FAULT)
async def test_a_wrong_field_is_told_by_path_and_code_with_a_reason_and_advice(
    house: House, sent: SubmittedClaim, field: str, code: str
) -> None:
    answer = await house.practice().one(sent)
    assert answer.outcome == OUTCOME.OUTCOME_REJECTED
    assert told(answer) == [(field, code)]
    assert answer.violations[0].reason
    assert answer.violations[0].advice
    assert answer.acknowledgement_id
    assert not answer.receipt_id


SOUND = [
    claim(key=key(birth_rank=0)),
    claim(key=key(opener_nir=MOTHER_NIR), care_date="2024-02-29"),
    claim(setting="hospital_outpatient"),
    claim(lines=[line(quantity=0, price_cents=0)]),
    claim(lines=[line(act_code="G+MEG", price_cents=3_500)]),
    claim(lines=[line(act_code="DEQP003", family="technical_act", base_cents=1_426)]),
    claim(care_date="2010-06-01", lines=[line(price_cents=2_500, base_cents=2_500)]),  # before the tariffs begin
    claim(lines=[line(line_no=n) for n in range(1, 31)]),
]


@pytest.mark.parametrize("sent", SOUND)
async def test_what_the_contract_allows_is_accepted(house: House, sent: SubmittedClaim) -> None:
    assert told(await house.practice().one(sent)) == []


async def test_a_base_may_be_stated_where_no_tariff_is_established_for_the_sector(house: House) -> None:
    without_tariff = claim(lines=[line(act_code="MCS", base_cents=500)])
    assert told(await house.practice("1", sector="1").one(without_tariff)) == [
        ("lines[0].base_cents", "INVALID_ARGUMENT")
    ]
    assert told(await house.practice("2", sector="2").one(without_tariff)) == []


async def test_everything_wrong_is_told_at_once(house: House) -> None:
    answer = await house.practice().one(
        SubmittedClaim(
            claim_id="?", key=key(opener_nir=WRONG_KEY), lines=[line(act_code="XYZ", price_cents=-1, line_no=2)]
        )
    )
    assert told(answer) == [
        ("claim_id", "INVALID_ARGUMENT"),
        ("key.opener_nir", "NIR_KEY_WRONG"),
        ("care_date", "INVALID_ARGUMENT"),
        ("pathway", "INVALID_ARGUMENT"),
        ("lines[0].line_no", "INVALID_ARGUMENT"),
        ("lines[0].price_cents", "NEGATIVE_PRICE"),
        ("lines[0].act_code", "UNKNOWN_ACT"),
    ]


async def test_a_claim_without_beneficiary_is_refused(house: House) -> None:
    assert told(await house.practice().one(claim(key=None))) == [("key", "INVALID_ARGUMENT")]


async def test_a_refused_claim_refuses_no_other_and_answers_keep_their_order(house: House) -> None:
    sent = [claim("F-1"), claim("F-2", pathway=0), claim("F-3", key=UNKNOWN), claim("F-4")]
    answers = await house.practice().submit(*sent)
    assert [(answer.claim_id, answer.outcome) for answer in answers] == [
        ("F-1", OUTCOME.OUTCOME_ACCEPTED),
        ("F-2", OUTCOME.OUTCOME_REJECTED),
        ("F-3", OUTCOME.OUTCOME_REJECTED),
        ("F-4", OUTCOME.OUTCOME_ACCEPTED),
    ]


async def test_no_refusal_holds_the_number_of_a_person(house: House) -> None:
    for number in (WRONG_KEY, MOTHER_NIR[:14], MOTHER_NIR):
        answer = await house.practice().one(claim(key=BeneficiaryKey(opener_nir=number, birth_date="1999-01-01")))
        assert answer.outcome == OUTCOME.OUTCOME_REJECTED
        assert number not in str(answer)


async def test_the_identifier_of_a_refusal_is_the_same_for_the_same_content_and_tells_nothing_of_the_beneficiary(
    house: House,
) -> None:
    practice = house.practice()
    first, again = await practice.one(claim(pathway=0)), await practice.one(claim(pathway=0))
    other = await practice.one(claim(pathway=0, care_date="2026-03-09"))
    somebody_else = await practice.one(claim(pathway=0, key=CHILD))
    assert first.acknowledgement_id == again.acknowledgement_id == somebody_else.acknowledgement_id
    assert other.acknowledgement_id != first.acknowledgement_id
