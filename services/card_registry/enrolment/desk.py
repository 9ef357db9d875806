"""The operators' desk: decisions on identities, the roll-out, presentations that arrived twice."""

import secrets
from collections.abc import Sequence
from typing import Final, NamedTuple

from card_registry.deferred_cases import FINDINGS, DeferredCases
from card_registry.enrolment import file as steps
from card_registry.enrolment.file import File
from card_registry.enrolment.rollout import PATHS, Rollout
from card_registry.enrolment.store import EnrolmentStore, Figure
from card_registry.fields import read_day, read_id, wrong
from card_registry.records import micros
from chassis.callers import require
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode
from vitale.card.v1 import desk_service_pb2 as pb
from vitale.card.v1 import enrolment_service_pb2 as enrolment
from vitale.card.v1.desk_service_pb2_grpc import DeskServiceServicer

SERVICE_NAME: Final = "vitale.card.v1.DeskService"
REASONS: Final = frozenset({"face", "document", "liveness", "traits"})
_PARIS: Final = "Europe/Paris"
_GENERAL: Final = "01"
_P95: Final = 0.95


class Parts(NamedTuple):
    """What the desk works with."""

    store: EnrolmentStore
    cases: DeferredCases
    rollout: Rollout
    clock: Clock


class DeskServicer(DeskServiceServicer):
    """What operators see and decide."""

    def __init__(self, parts: Parts) -> None:
        """Take the parts."""
        self._parts = parts

    async def ListVideoCases(  # noqa: N802 - named by the contract
        self, _request: pb.ListVideoCasesRequest, _context: object
    ) -> pb.ListVideoCasesResponse:
        """List what waits for a person, the earliest due first."""
        require("operator")
        return pb.ListVideoCasesResponse(cases=[_case(file) for file in await self._parts.store.queue()])

    async def DecideVideo(self, request: pb.DecideVideoRequest, _context: object) -> pb.DecideVideoResponse:  # noqa: N802
        """Accept or refuse; the same decision again changes nothing.

        Raises:
            DomainError: NOT_FOUND, INVALID_ARGUMENT on reason, CONTENT_CONFLICT after another decision.
        """
        operator = require("operator").subject
        file_id = read_id(request.file_id, "file_id")
        if not request.accepted and request.reason not in REASONS:
            raise wrong("reason", "reason_unknown", f"Send one of: {', '.join(sorted(REASONS))}")
        now = self._parts.clock.now()

        def step(held: File) -> File:
            if held.decision is not None and held.decision.decided_at is not None:
                return _repeated(held, request)
            decided = steps.decided(held, operator, now)
            if request.accepted:
                return steps.proven(decided, secrets.token_bytes(32), now)
            return steps.refused(decided, request.reason, now)

        await self._parts.store.step(file_id, step)
        return pb.DecideVideoResponse()

    async def GetRollout(self, request: pb.GetRolloutRequest, _context: object) -> pb.GetRolloutResponse:  # noqa: N802
        """Tell what was open on a day, and what had happened until then."""
        require("operator")
        day = read_day(request.as_of, "as_of") if request.as_of else self._parts.clock.today(_PARIS)
        found = await self._parts.store.figures(day)
        happened = {(f.department, f.scheme, f.path): f for f in found.figures}
        named = {(dep, _GENERAL, path) for dep in self._parts.rollout.departments for path in PATHS.values()}
        response = pb.GetRolloutResponse(
            decision_median_s=_quantile(found.decision_s, 0.5),
            decision_p95_s=_quantile(found.decision_s, _P95),
            waiting=found.waiting,
        )
        for place in sorted(named | happened.keys()):
            response.figures.append(self._figure(place, happened.get(place), day.isoformat()))
        return response

    async def ListDeferredCases(  # noqa: N802 - named by the contract
        self, _request: pb.ListDeferredCasesRequest, _context: object
    ) -> pb.ListDeferredCasesResponse:
        """List presentations that arrived twice, the oldest first."""
        require("operator")
        return pb.ListDeferredCasesResponse(
            cases=[
                pb.DeferredCase(
                    case_id=case.case_id,
                    arrived_at_us=micros(case.arrived_at),
                    scanned_at_us=micros(case.scanned_at),
                    practice_id=case.practice_id,
                )
                for case in await self._parts.cases.waiting()
            ]
        )

    async def CloseDeferredCase(  # noqa: N802 - named by the contract
        self, request: pb.CloseDeferredCaseRequest, _context: object
    ) -> pb.CloseDeferredCaseResponse:
        """Note what was found."""
        operator = require("operator").subject
        if request.finding not in FINDINGS:
            raise wrong("finding", "finding_unknown", f"Send one of: {', '.join(sorted(FINDINGS))}")
        case_id = read_id(request.case_id, "case_id")
        await self._parts.cases.close(case_id, request.finding, by=operator, at=self._parts.clock.now())
        return pb.CloseDeferredCaseResponse()

    def _figure(self, place: tuple[str, str, int], happened: Figure | None, day: str) -> pb.RolloutFigure:
        department, scheme, number = place
        path = enrolment.EnrolmentPath.ValueType(number)
        opens = self._parts.rollout.opens_on(path, department, scheme)
        return pb.RolloutFigure(
            department=department,
            scheme=scheme,
            path=path,
            open=opens is not None and opens.isoformat() <= day,
            opens_on=opens.isoformat() if opens else "",
            activations=happened.activations if happened else 0,
            refusals=happened.refusals if happened else {},
        )


def _repeated(held: File, request: pb.DecideVideoRequest) -> File:
    """The file unchanged when the same was decided before."""
    was_refused = held.state == enrolment.FILE_STATE_REFUSED
    if was_refused == request.accepted or (was_refused and held.reason != request.reason):
        raise DomainError(ErrorCode.CONTENT_CONFLICT, {"state": enrolment.FileState.Name(held.state)})
    return held


def _case(file: File) -> pb.VideoCase:
    case = pb.VideoCase(file_id=file.file_id, traits=dict(file.traits))
    if file.decision is not None:
        case.due_us = micros(file.decision.due)
    if file.capture is not None:
        case.checks.update(file.capture.checks)
        case.media_url = file.capture.media_url
        if file.capture.captured_at is not None:
            case.captured_at_us = micros(file.capture.captured_at)
    return case


def _quantile(ordered: Sequence[int], share: float) -> int:
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0
