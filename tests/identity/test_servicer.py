"""The vault's door over a real channel: who may pass, what each wrong field answers, what the log keeps."""

import secrets
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import structlog

from chassis.errors import DomainError, ErrorCode
from chassis.token_claims import Role
from identity.memory_store import MemoryVaultStore
from tests.identity.door import Door, opened
from tests.identity.people import number
from vitale.identity.v1 import identity_service_pb2 as pb

MOTHER = number(1).reveal()


@pytest_asyncio.fixture
async def door(tmp_path: Path) -> AsyncIterator[Door]:
    async with opened(MemoryVaultStore(), tmp_path) as found:
        yield found


def key(nir: str = MOTHER, born: str = "2015-02-31", rank: int = 0) -> pb.BeneficiaryKey:
    return pb.BeneficiaryKey(opener_nir=nir, birth_date=born, birth_rank=rank)


def opener(**other: str) -> pb.Person:
    usual = pb.Person(scheme_person_id="id-mother", nir=MOTHER, birth_date="1984-05-17", first_name="Ada")
    return changed(usual, other)


def baby(**other: str) -> pb.Person:
    return changed(pb.Person(scheme_person_id="id-baby", birth_date="2015-02-31", first_name="Zoé"), other)


def changed(person: pb.Person, fields: dict[str, str]) -> pb.Person:
    for name, value in fields.items():
        setattr(person, name, value)
    return person


@pytest.mark.asyncio
async def test_a_registered_child_is_resolved_and_named(door: Door) -> None:
    known = await door.register(opener(), baby())
    [found] = await door.resolve(key())
    assert found.subject == known.beneficiaries[0]
    assert found.opener_subject_id == known.opener.subject_id
    assert found.problem == pb.Resolved.PROBLEM_UNSPECIFIED
    assert (len(found.subject.subject_id), len(found.subject.home_id)) == (16, 16)
    assert await door.reveal(found.subject.subject_id) == {found.subject.subject_id: "Zoé"}


@pytest.mark.asyncio
async def test_each_key_gets_its_own_answer_in_its_place(door: Door) -> None:
    await door.register(opener(), baby())
    wrong_key = MOTHER[:-2] + f"{(int(MOTHER[-2:]) % 97) + 1:02d}"
    answers = await door.resolve(
        key(wrong_key), key(), key("123"), key(born="31/12/2015"), key(born="2015-99-00"), key(rank=10), key(rank=1)
    )
    r = pb.Resolved
    assert [answer.problem for answer in answers] == [
        r.PROBLEM_NIR_INVALID,
        r.PROBLEM_UNSPECIFIED,
        r.PROBLEM_NIR_INVALID,
        r.PROBLEM_BIRTH_DATE_INVALID,
        r.PROBLEM_NOT_FOUND,
        r.PROBLEM_NOT_FOUND,
        r.PROBLEM_UNSPECIFIED,
    ]
    assert [answer.HasField("subject") for answer in answers] == [False, True, False, False, False, False, True]


@pytest.mark.asyncio
async def test_an_empty_batch_is_answered_and_one_too_large_refused(door: Door) -> None:
    assert await door.resolve() == []
    assert len(await door.resolve(*[key()] * 1000)) == 1000
    with pytest.raises(DomainError) as caught:
        await door.resolve(*[key()] * 1001)
    assert caught.value.code is ErrorCode.BATCH_TOO_LARGE
    assert caught.value.facts["limit"] == "1000"


@pytest.mark.asyncio
@pytest.mark.parametrize("role", ["practice", "scheme", "insured", "operator"])
async def test_only_services_pass(door: Door, role: Role) -> None:
    door.role = role
    for asked in (door.resolve(key()), door.register(opener()), door.reveal(b"s" * 16)):
        with pytest.raises(DomainError) as caught:
            await asked
        assert caught.value.code is ErrorCode.PERMISSION_DENIED


@pytest.mark.asyncio
async def test_every_wrong_field_of_a_family_is_told_at_once(door: Door) -> None:
    with pytest.raises(DomainError) as caught:
        await door.register(
            opener(scheme_person_id="", birth_date="17-05-1984"),
            baby(nir="1"),
            pb.Person(scheme_person_id="x" * 65, birth_date="2015-02-31", birth_rank=10, first_name="a\nb"),
        )
    assert caught.value.code is ErrorCode.INVALID_ARGUMENT
    assert {violation.field: violation.reason for violation in caught.value.violations} == {
        "opener.scheme_person_id": "person_id_length",
        "opener.birth_date": "birth_date_form",
        "beneficiaries[0].nir": "nir_length",
        "beneficiaries[1].scheme_person_id": "person_id_length",
        "beneficiaries[1].birth_rank": "birth_rank_range",
        "beneficiaries[1].first_name": "first_name_form",
    }
    assert all(violation.advice for violation in caught.value.violations)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("nir", "code", "reason"),
    [
        (MOTHER[:-2] + "00", ErrorCode.NIR_KEY_WRONG, "nir_key"),
        ("", ErrorCode.IDENTIFIER_INVALID, "nir_length"),
        ("3" + MOTHER[1:], ErrorCode.IDENTIFIER_INVALID, "nir_sex"),
    ],
)
async def test_a_wrong_number_has_an_error_of_its_own(door: Door, nir: str, code: ErrorCode, reason: str) -> None:
    with pytest.raises(DomainError) as caught:
        await door.register(opener(nir=nir))
    assert caught.value.code is code
    assert [(one.field, one.reason) for one in caught.value.violations] == [("opener.nir", reason)]


@pytest.mark.asyncio
async def test_a_conflict_names_the_field_of_the_person(door: Door) -> None:
    await door.register(opener(), baby())
    with pytest.raises(DomainError) as caught:
        await door.register(opener(), baby(scheme_person_id="id-other"))
    assert caught.value.code is ErrorCode.CONTENT_CONFLICT
    assert [(one.field, one.reason) for one in caught.value.violations] == [
        ("beneficiaries[0]", "triplet_of_another_person")
    ]


@pytest.mark.asyncio
async def test_a_family_larger_than_fifty_is_refused(door: Door) -> None:
    with pytest.raises(DomainError) as caught:
        await door.register(opener(), *[baby()] * 51)
    assert caught.value.code is ErrorCode.BATCH_TOO_LARGE


@pytest.mark.asyncio
async def test_names_are_revealed_for_a_purpose_that_is_built_and_to_well_formed_subjects_only(door: Door) -> None:
    known = (await door.register(opener())).opener.subject_id
    assert await door.reveal(known, secrets.token_bytes(16)) == {known: "Ada"}
    with pytest.raises(DomainError) as caught:
        await door.reveal(known, b"short", purpose="curiosity")
    assert [one.field for one in caught.value.violations] == ["subject_ids[1]", "purpose"]


@pytest.mark.asyncio
async def test_each_reveal_is_logged_with_who_and_why_and_without_the_name(door: Door) -> None:
    known = (await door.register(opener())).opener.subject_id
    with structlog.testing.capture_logs() as lines:
        await door.reveal(known)
    [line] = [line for line in lines if line["event"] == "names_revealed"]
    assert (line["purpose"], line["caller"], line["subjects"]) == ("receipt_page", "adri", [known.hex()])
    assert "Ada" not in str(lines)
