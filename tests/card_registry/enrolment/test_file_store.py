"""What the store of enrolment promises, in memory and on the real PostgreSQL."""

import asyncio
import secrets
from dataclasses import replace
from datetime import timedelta

import pytest

from card_registry.enrolment import file as steps
from card_registry.enrolment.file import Capture, File
from card_registry.enrolment.store import EnrolmentStore, StatedHolder
from chassis.errors import DomainError, ErrorCode
from tests.card_registry.enrolment.house import FACTS, NOON
from vitale.card.v1 import enrolment_service_pb2 as pb

pytestmark = pytest.mark.asyncio


def fresh(subject_id: bytes = b"", **changes: object) -> File:
    """A new file of somebody."""
    made = steps.opened(
        secrets.token_bytes(16), subject_id or secrets.token_bytes(16), terms_version="2026-1", terms_hash=bytes(32),
        at=NOON,
    )  # fmt: skip
    return replace(made, **changes)  # type: ignore[arg-type]  # what the test states


async def placed(files: EnrolmentStore) -> File:
    """A file whose number was checked."""
    made = await files.add(fresh())
    return await files.step(
        made.file_id, lambda f: steps.placed(f, home=(b"h" * 16, 3), scheme="01", department="75", at=NOON)
    )


async def queued(files: EnrolmentStore, *, captured_ago: timedelta = timedelta()) -> File:
    """A file whose video waits for a decision."""
    file, at = await placed(files), NOON - captured_ago
    capture_id = secrets.token_hex(8)
    await files.step(file.file_id, lambda f: steps.filming(f, device_key=b"k" * 65, capture_id=capture_id, at=at))
    capture = Capture(capture_id, at, {"face": True}, "https://m.invalid/1", bytes(32))
    return await files.step(
        file.file_id, lambda f: steps.queued(f, capture=capture, traits={"sex": "same", "birth_name": "close"}, at=at)
    )


async def test_a_file_comes_back_as_it_was_kept(files: EnrolmentStore) -> None:
    file = await queued(files)
    assert await files.file(file.file_id) == file
    assert file.capture is not None
    assert await files.file_of_capture(file.capture.capture_id) == file
    assert await files.last_of(file.subject_id) == file
    assert await files.file(bytes(16)) is None
    assert await files.file_of_capture("nobody") is None
    assert await files.last_of(bytes(16)) is None


async def test_a_person_has_one_open_file_however_often_they_begin(files: EnrolmentStore) -> None:
    subject_id = secrets.token_bytes(16)
    made = await asyncio.gather(*(files.add(fresh(subject_id)) for _ in range(10)))
    assert len({file.file_id for file in made}) == 1
    await files.step(made[0].file_id, lambda f: steps.refused(f, "face", NOON))
    again = await files.add(fresh(subject_id, opened_at=NOON + timedelta(hours=1)))
    assert again.file_id != made[0].file_id


async def test_a_step_that_is_refused_changes_nothing(files: EnrolmentStore) -> None:
    file = await placed(files)
    with pytest.raises(DomainError) as refused:
        await files.step(file.file_id, lambda f: steps.activated(f, bytes(16), NOON))
    assert refused.value.code is ErrorCode.ENROLMENT_STATE
    assert await files.file(file.file_id) == file
    with pytest.raises(DomainError) as refused:
        await files.step(bytes(16), lambda f: f)
    assert refused.value.code is ErrorCode.NOT_FOUND


async def test_of_two_steps_at_once_one_is_after_the_other(files: EnrolmentStore) -> None:
    file = await placed(files)
    together = await asyncio.gather(
        *(files.step(file.file_id, lambda f: steps.refused(f, "face", NOON)) for _ in range(5)), return_exceptions=True
    )
    assert sum(isinstance(one, File) for one in together) == 1


async def test_an_assertion_is_used_once_by_anybody(files: EnrolmentStore) -> None:
    first, second, digest = await placed(files), await placed(files), secrets.token_bytes(32)
    step = lambda f: steps.proven(f, bytes(32), NOON)  # noqa: E731 - the same for both
    await files.use_assertion(digest, first.file_id, step, at=NOON)
    with pytest.raises(DomainError) as refused:
        await files.use_assertion(digest, second.file_id, step, at=NOON)
    assert (refused.value.code, refused.value.facts) == (ErrorCode.ASSERTION_REFUSED, {"why": "replayed"})
    assert await files.file(second.file_id) == second


async def test_what_a_scheme_states_last_holds(files: EnrolmentStore) -> None:
    subject_id = secrets.token_bytes(16)
    await files.put_holders([StatedHolder(subject_id, FACTS)], at=NOON)
    await files.put_holders([StatedHolder(subject_id, replace(FACTS, guardianship=True))], at=NOON)
    assert await files.holder(subject_id) == replace(FACTS, guardianship=True)
    assert await files.holder(bytes(16)) is None


async def test_the_queue_is_by_due_time_and_what_is_decided_leaves_it(files: EnrolmentStore) -> None:
    later, sooner = await queued(files), await queued(files, captured_ago=timedelta(hours=9))
    assert [file.file_id for file in await files.queue()] == [sooner.file_id, later.file_id]
    await files.step(sooner.file_id, lambda f: steps.refused(steps.decided(f, "op", NOON), "face", NOON))
    assert [file.file_id for file in await files.queue()] == [later.file_id]


async def test_files_that_nobody_finishes_are_overdue_but_not_while_a_person_decides(files: EnrolmentStore) -> None:
    draft, waiting = await placed(files), await queued(files)
    later = NOON + timedelta(days=31)
    assert {file.file_id for file in await files.overdue(later, most=10)} == {draft.file_id}
    assert await files.overdue(NOON, most=10) == []
    assert waiting.is_open


async def test_captures_are_to_be_deleted_when_old_or_decided_until_there_is_a_receipt(files: EnrolmentStore) -> None:
    old, young = await queued(files, captured_ago=timedelta(hours=80)), await queued(files)
    before = NOON - timedelta(hours=72)
    assert [file.file_id for file in await files.undeleted(before, most=10)] == [old.file_id]
    await files.step(young.file_id, lambda f: steps.refused(steps.decided(f, "op", NOON), "face", NOON))
    assert {file.file_id for file in await files.undeleted(before, most=10)} == {old.file_id, young.file_id}
    for file in (old, young):
        await files.step(file.file_id, lambda f: steps.deleted(f, "receipt"))
    assert await files.undeleted(before, most=10) == []


async def test_figures_count_what_had_happened_by_a_day(files: EnrolmentStore) -> None:
    file = await queued(files)
    decided = NOON + timedelta(days=1)
    await files.step(file.file_id, lambda f: steps.refused(steps.decided(f, "op", decided), "face", decided))
    assert (await files.figures(NOON.date())).figures == []
    found = await files.figures(decided.date())
    [figure] = found.figures
    assert (figure.department, figure.scheme, figure.path) == ("75", "01", pb.ENROLMENT_PATH_VIDEO)
    assert (figure.activations, dict(figure.refusals)) == (0, {"face": 1})
    assert (list(found.decision_s), found.waiting) == ([86_400], 0)
