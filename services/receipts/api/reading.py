"""Answers of the api to one viewer: people, a page of receipts, one receipt. Everything goes through `visible`."""

from datetime import date
from typing import Final

from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode, FieldViolation
from receipts.api.counters import seen_by, year_counters
from receipts.api.hub import PARIS
from receipts.api.ledger import Ledger
from receipts.api.listing import NEWEST, Page, heads_of, page_of, people_fingerprint, windows
from receipts.api.names import Names
from receipts.api.presenting import shown
from receipts.cursor import NOWHERE, CursorError, CursorSealer, CursorUse, Place, fingerprint
from receipts.visibility import Person, Viewer, visible, visible_people
from reimbursement.rule_tables import Tables
from vitale.receipt.v1.receipt_pb2 import SubjectYear
from vitale.receipt.v1.receipt_service_pb2 import (
    GetReceiptResponse,
    ListPeopleResponse,
    ListReceiptsRequest,
    ListReceiptsResponse,
    VisiblePerson,
)

_PAGE: Final = 20
_PAGE_MAX: Final = 100
_ID_BYTES: Final = 16


class Reading:
    """What an insured person may read, of one generation of the ledger."""

    def __init__(
        self, ledger: Ledger, names: Names, tables: Tables, *, clock: Clock, sealer: CursorSealer, generation: int
    ) -> None:
        self._ledger = ledger
        self._names = names
        self._tables = tables
        self._clock = clock
        self._sealer = sealer
        self._generation = generation

    async def people(self, subject_id: bytes, year: int) -> ListPeopleResponse:
        """The visible set with names and counters of a year of care (0 = this year)."""
        viewer, today = await self._ledger.viewer(subject_id), self._today()
        people = visible_people(viewer, today)
        ids = [person.subject_id for person in people]
        bodies = await self._ledger.years(ids, year or today.year)
        names = await self._names.first_names(ids)
        answer = ListPeopleResponse()
        for known in ids:
            sees = seen_by(viewer, known, today)
            body = bodies.get(known, SubjectYear())
            counters = year_counters(body, self._tables, sees, year=year or today.year, day=today)
            answer.people.append(
                VisiblePerson(
                    subject_id=known, first_name=names.get(known, ""), is_self=known == subject_id, counters=counters
                )
            )
        answer.etag = fingerprint(answer.SerializeToString(deterministic=True)).hex()
        return answer

    async def receipts(self, subject_id: bytes, request: ListReceiptsRequest) -> ListReceiptsResponse:
        """A page of the visible receipts, newest first; CURSOR_INVALID for what is not one of this viewer's cursors."""
        size = _page_size(request.page_size)
        viewer = await self._ledger.viewer(subject_id)
        people = _wanted(viewer, request.subject_id, self._today())
        prints = people_fingerprint(people)
        place = self._place(subject_id, request.cursor)
        if place is not None and (place.generation != self._generation or place.people != prints):
            return ListReceiptsResponse(reset=True)
        beyond, before = (NEWEST, {}) if place is None else (NOWHERE, place.positions)
        rows = await self._ledger.below(windows(people, before, beyond=beyond), size + 1)
        page = page_of(rows, size)
        answer = ListReceiptsResponse(receipts=[shown(item.receipt, subject_id) for item in page.listed])
        if page.more:
            answer.next_cursor = self._seal(subject_id, CursorUse.PAGE, prints, {**before, **page.positions})
        if place is None and not request.subject_id:
            answer.resume_cursor = self._seal(subject_id, CursorUse.RESUME, prints, heads_of(rows))
        answer.etag = _etag(page, answer, prints)
        return answer

    async def receipt(self, subject_id: bytes, receipt_id: bytes) -> GetReceiptResponse:
        """One receipt; NOT_FOUND when there is none and when this viewer may not see it, with no difference."""
        _require_id("receipt_id", receipt_id)
        row = await self._ledger.receipt(receipt_id)
        viewer = await self._ledger.viewer(subject_id)
        if row is None or not visible(viewer, row.facts, self._today()):
            raise DomainError(ErrorCode.NOT_FOUND)
        receipt = shown(row.receipt(), subject_id)
        return GetReceiptResponse(
            receipt=receipt, etag=fingerprint(receipt.SerializeToString(deterministic=True)).hex()
        )

    def _today(self) -> date:
        return self._clock.today(PARIS)

    def _place(self, subject_id: bytes, cursor: str) -> Place | None:
        if not cursor:
            return None
        try:
            return self._sealer.open(cursor, viewer=subject_id, use=CursorUse.PAGE)
        except CursorError:
            raise DomainError(ErrorCode.CURSOR_INVALID) from None

    def _seal(self, subject_id: bytes, use: CursorUse, people: bytes, positions: dict[int, int]) -> str:
        return self._sealer.seal(Place(self._generation, people, positions), viewer=subject_id, use=use)


def _wanted(viewer: Viewer, only: bytes, day: date) -> tuple[Person, ...]:
    """The visible set, or the one person of it that was asked for; asking for anybody else finds nobody."""
    people = visible_people(viewer, day)
    if not only:
        return people
    _require_id("subject_id", only)
    return tuple(person for person in people if person.subject_id == only)


def _page_size(asked: int) -> int:
    if asked > _PAGE_MAX:
        raise _wrong("page_size", "OUT_OF_RANGE", f"Ask for 1 to {_PAGE_MAX} receipts.")
    return asked or _PAGE


def _require_id(field: str, value: bytes) -> None:
    if len(value) != _ID_BYTES:
        raise _wrong(field, "LENGTH", f"Send {_ID_BYTES} bytes.")


def _wrong(field: str, reason: str, advice: str) -> DomainError:
    return DomainError(ErrorCode.INVALID_ARGUMENT, violations=[FieldViolation(field, reason, advice)])


def _etag(page: Page, answer: ListReceiptsResponse, people: bytes) -> str:
    revisions = (item.receipt.receipt_id + item.receipt.revision.to_bytes(4, "big") for item in page.listed)
    return fingerprint(people, answer.next_cursor.encode(), answer.resume_cursor.encode(), *revisions).hex()
