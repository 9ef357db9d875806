"""Both ways to a card over the real door, and every way in which they end without one."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from card_protocol.keys import SigningKey, point
from card_registry.enrolment.store_memory import MemoryEnrolmentStore
from card_registry.enrolment.words import REFUSALS
from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import call
from tests.card_registry.enrolment.house import BACK, FACTS, NUMBER, Enrolment, opened
from tests.card_registry.shelf import memory_shelf
from vitale.card.v1 import desk_service_pb2 as dpb
from vitale.card.v1 import enrolment_service_pb2 as pb
from vitale.card.v1.card_pb2 import DEVICE_CLASS_DEMO
from vitale.card.v1.desk_service_pb2_grpc import DeskServiceStub

pytestmark = pytest.mark.asyncio


async def why(awaited: Any) -> tuple[ErrorCode, str]:
    """Code and word of a refusal."""
    with pytest.raises(DomainError) as refused:
        await awaited
    fields = [violation.field for violation in refused.value.violations]
    return refused.value.code, (fields or [refused.value.facts.get("why", refused.value.facts.get("state", ""))])[0]


async def test_france_identite_gives_a_card_at_once(real_house: Enrolment) -> None:
    file_id = await real_house.proven()
    made = await real_house.activate(file_id)
    assert made.device_class == DEVICE_CLASS_DEMO
    assert (await real_house.file(file_id)).file.state == pb.FILE_STATE_ACTIVATED
    again = await real_house.activate(file_id)
    assert (again.card_serial, again.device_certificate) == (made.card_serial, made.device_certificate)


async def test_a_video_waits_for_a_person_and_gives_a_card_when_accepted(real_house: Enrolment) -> None:
    file_id = await real_house.filmed()
    pending = (await real_house.file(file_id)).file
    assert pending.state == pb.FILE_STATE_IDENTITY_PENDING
    assert pending.decision_due_us == int((real_house.clock.now() + timedelta(hours=48)).timestamp() * 1_000_000)
    assert (await why(real_house.activate(file_id)))[0] is ErrorCode.ENROLMENT_STATE
    await real_house.decide(file_id, accepted=True)
    assert (await real_house.activate(file_id)).card_serial


async def test_a_second_device_needs_a_new_proof_and_ends_the_first_card(house: Enrolment) -> None:
    first = await house.activate(await house.proven())
    house.phone = SigningKey.generate()
    house.clock.advance(timedelta(days=1))
    second = await house.activate(await house.proven())
    assert second.card_serial != first.card_serial


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"guardianship": True}, "guardianship"),
        ({"physical_card": False}, "no_physical_card"),
        ({"state_medical_aid": True}, "state_medical_aid"),
        ({"closed": True}, "affiliation_ended"),
    ],
)
async def test_who_may_not_have_a_card_is_told_why_and_what_next(
    house: Enrolment, changes: dict[str, bool], reason: str
) -> None:
    await house.facts(replace(FACTS, **changes))  # type: ignore[arg-type]  # flags
    refusal = (await house.file(await house.placed())).file.refusal
    assert refusal.reason == reason
    assert (refusal.words, refusal.next) == (REFUSALS[reason].fr, REFUSALS[reason].fr_next)


async def test_below_16_there_is_no_card() -> None:
    born = datetime.now(UTC).date() - timedelta(days=15 * 365)
    async with opened(MemoryEnrolmentStore(), memory_shelf(), born=born) as house:
        assert (await house.file(await house.placed())).file.refusal.reason == "under_16"


async def test_a_wrong_number_ends_the_file_and_tells_nothing_of_who_has_it(house: Enrolment) -> None:
    await house.facts(replace(FACTS, guardianship=True))
    file_id = await house.opened()
    other = NUMBER[:10] + "002"
    wrong = f"{other}{97 - int(other) % 97:02d}"
    answer = await house.call("GiveNumber", pb.GiveNumberRequest(file_id=file_id, number=wrong))
    assert answer.file.refusal.reason == "number_mismatch"
    assert not answer.paths


async def test_a_number_with_a_wrong_key_is_a_slip_and_ends_nothing(house: Enrolment) -> None:
    file_id = await house.opened()
    slip = NUMBER[:-2] + f"{int(NUMBER[-2:]) % 97 + 1:02d}"
    code, field = await why(house.call("GiveNumber", pb.GiveNumberRequest(file_id=file_id, number=slip)))
    assert (code, field) == (ErrorCode.NIR_KEY_WRONG, "number")
    assert (await house.file(file_id)).file.state == pb.FILE_STATE_DRAFT


async def test_before_its_day_a_path_says_when_it_opens(house: Enrolment) -> None:
    house.clock.advance(timedelta(days=-400))  # February 2025: France Identité opens on 18 March
    file_id = await house.opened()
    answer = await house.call("GiveNumber", pb.GiveNumberRequest(file_id=file_id, number=NUMBER))
    assert [(one.reason, one.opens_on) for one in answer.not_open] == [
        ("not_open_yet", "2025-03-18"),
        ("not_open_yet", "2025-11-18"),
    ]
    request = pb.StartFranceIdentiteRequest(file_id=file_id, device_key=house.key, redirect_uri=BACK)
    assert (await why(house.call("StartFranceIdentite", request)))[0] is ErrorCode.ENROLMENT_REFUSED


ASSERTIONS: dict[str, tuple[dict[str, object], str]] = {
    "for another file": ({"nonce": "another"}, "nonce"),
    "by another issuer": ({"iss": "https://other.invalid"}, "issuer"),
    "for another client": ({"aud": "other"}, "audience"),
    "of a low level": ({"acr": "eidas1"}, "level"),
    "without level": ({"acr": None}, "level"),
    "good for an hour": ({"exp": 1773150000}, "age"),
    "of yesterday": ({"iat": 1773057600, "exp": 1773057900}, "age"),
    "of tomorrow": ({"iat": 1773230400, "exp": 1773230700}, "age"),
    "without number": ({"jti": None}, "malformed"),
    "without name": ({"family_name": None}, "malformed"),
}


@pytest.mark.parametrize("case", ASSERTIONS)
async def test_an_assertion_that_is_not_of_this_moment_and_phone_is_refused(house: Enrolment, case: str) -> None:
    changes, word = ASSERTIONS[case]
    file_id, query = await house.went()
    token = house.documents.assertion(query["nonce"], house.clock.now(), **changes)
    assert await why(house.came_back(file_id, query, token)) == (ErrorCode.ASSERTION_REFUSED, word)
    assert (await house.file(file_id)).file.state == pb.FILE_STATE_DRAFT


async def test_an_assertion_signed_by_anybody_else_is_refused(house: Enrolment) -> None:
    file_id, query = await house.went()
    house.documents.key = SigningKey.generate()
    token = house.documents.assertion(query["nonce"], house.clock.now())
    assert await why(house.came_back(file_id, query, token)) == (ErrorCode.ASSERTION_REFUSED, "unknown_key")


async def test_the_way_back_is_ours_and_of_who_went(house: Enrolment) -> None:
    file_id, query = await house.went()
    token = house.documents.assertion(query["nonce"], house.clock.now())
    assert (await why(house.came_back(file_id, {"state": "another"}, token)))[1] == "state"
    away = pb.StartFranceIdentiteRequest(file_id=file_id, device_key=house.key, redirect_uri="https://evil.invalid/")
    assert (await why(house.call("StartFranceIdentite", away)))[0] is ErrorCode.INVALID_ARGUMENT
    await house.came_back(file_id, query, token)
    assert house.documents.forms[-1]["code_verifier"]
    assert query["code_challenge_method"] == "S256"


async def test_the_same_assertion_never_serves_twice(house: Enrolment) -> None:
    file_id, query = await house.went()
    token = house.documents.assertion(query["nonce"], house.clock.now())
    await house.came_back(file_id, query, token)
    assert (await why(house.came_back(file_id, query, token)))[0] in {
        ErrorCode.ENROLMENT_STATE,
        ErrorCode.ASSERTION_REFUSED,
    }


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"family_name": "Martín"}, pb.FILE_STATE_ACTIVABLE),
        ({"given_name": "Alice"}, pb.FILE_STATE_ACTIVABLE),
        ({"family_name": "DURAND"}, pb.FILE_STATE_IDENTITY_PENDING),
        ({"birthdate": "1984-05-18"}, pb.FILE_STATE_IDENTITY_PENDING),
        ({"gender": "male"}, pb.FILE_STATE_IDENTITY_PENDING),
        ({"birthplace": "13055"}, pb.FILE_STATE_IDENTITY_PENDING),
    ],
)
async def test_traits_that_do_not_match_go_to_a_person(
    house: Enrolment, changes: dict[str, str], state: pb.FileState.ValueType
) -> None:
    file_id, query = await house.went()
    token = house.documents.assertion(query["nonce"], house.clock.now(), **changes)
    assert (await house.came_back(file_id, query, token)).state == state


async def test_a_report_must_be_signed_and_counts_once(house: Enrolment) -> None:
    file_id = await house.filmed()
    again = house.studio.report("capture-1", house.clock.now(), evidence_hash="cd" * 32)
    await house.call("TakeVideoReport", pb.TakeVideoReportRequest(signed_report=again), role="service")
    held = await house.store.file(file_id)
    assert held is not None
    assert held.capture is not None
    assert held.capture.evidence_hash == bytes.fromhex("ab" * 32)
    for report, word in (
        (again[:-4] + "AAAA", "signature"),
        (house.studio.report("capture-1", house.clock.now(), iss="https://other.invalid"), "issuer"),
        (house.studio.report("capture-1", house.clock.now(), checks={"face": "yes"}), "malformed"),
        (house.studio.report("capture-1", house.clock.now(), evidence_hash="short"), "malformed"),
    ):
        request = pb.TakeVideoReportRequest(signed_report=report)
        assert await why(house.call("TakeVideoReport", request, role="service")) == (ErrorCode.ASSERTION_REFUSED, word)


async def test_a_refused_video_says_why_and_leaves_only_the_verdict(house: Enrolment) -> None:
    file_id = await house.filmed()
    assert (await why(house.decide(file_id, accepted=False, reason="ugly")))[1] == "reason"
    await house.decide(file_id, accepted=False, reason="face")
    await house.decide(file_id, accepted=False, reason="face")
    assert (await why(house.decide(file_id, accepted=True)))[0] is ErrorCode.CONTENT_CONFLICT
    held = await house.store.file(file_id)
    assert held is not None
    assert (held.device_key, held.home_id, dict(held.traits), held.reason) == (b"", b"", {}, "face")
    assert (await house.file(file_id)).file.refusal.next


async def test_biometric_material_is_gone_before_96_hours_whatever_the_state(house: Enrolment) -> None:
    undecided = await house.filmed()
    house.clock.advance(timedelta(hours=73))
    await house.sweeper.sweep()
    held = await house.store.file(undecided)
    assert held is not None
    assert held.capture is not None
    assert held.capture.deletion_receipt
    assert house.studio.deleted == ["capture-1"]
    await house.sweeper.sweep()
    assert house.studio.deleted == ["capture-1"]


async def test_a_provider_that_stays_away_is_asked_again(house: Enrolment) -> None:
    await house.filmed()
    house.clock.advance(timedelta(hours=80))
    house.studio.down = True
    await house.sweeper.sweep()
    house.studio.down = False
    await house.sweeper.sweep()
    assert house.studio.deleted == ["capture-1"]


async def test_a_file_that_nobody_finishes_expires_and_keeps_nothing(house: Enrolment) -> None:
    file_id = await house.proven()
    house.clock.advance(timedelta(days=8))
    await house.sweeper.sweep()
    held = await house.store.file(file_id)
    assert held is not None
    assert (held.state, held.device_key, held.challenge) == (pb.FILE_STATE_EXPIRED, b"", b"")


async def test_the_card_is_of_the_key_that_was_proven(house: Enrolment) -> None:
    file_id = await house.proven()
    stranger = SigningKey.generate()
    assert (await why(house.activate(file_id, device_key=point(stranger.public))))[1] == "device_key"
    assert (await why(house.activate(file_id, possession=stranger.sign(b"x"))))[1] == "possession"
    assert (await why(house.activate(file_id, device_key=b"\x04" + bytes(64))))[1] == "device_key"
    assert (await house.activate(file_id)).card_serial


async def test_a_file_is_its_own_account_s(house: Enrolment) -> None:
    file_id = await house.opened()
    request = pb.GetFileRequest(file_id=file_id)
    assert (await why(house.call("GetFile", request, subject=b"z" * 16)))[0] is ErrorCode.NOT_FOUND
    assert (await why(house.call("GetFile", request, role="practice")))[0] is ErrorCode.PERMISSION_DENIED


async def test_the_desk_lists_what_waits_and_the_roll_out_on_any_day(house: Enrolment) -> None:
    file_id = await house.filmed()
    desk = DeskServiceStub(house.desk)
    [case] = (await call(desk.ListVideoCases, dpb.ListVideoCasesRequest(), token=house.operator())).cases
    assert (case.file_id, dict(case.traits)["birth_name"]) == (file_id, "same")
    await house.decide(file_id, accepted=True)
    await house.activate(file_id)
    now = await call(desk.GetRollout, dpb.GetRolloutRequest(), token=house.operator())
    paris = {one.path: one for one in now.figures if one.department == "75"}
    assert paris[pb.ENROLMENT_PATH_VIDEO].activations == 1
    then = await call(desk.GetRollout, dpb.GetRolloutRequest(as_of="2020-01-01"), token=house.operator())
    open_then = {(one.department, one.path) for one in then.figures if one.open}
    assert open_then == {("06", pb.ENROLMENT_PATH_VIDEO), ("69", pb.ENROLMENT_PATH_VIDEO)}
