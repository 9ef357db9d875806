"""Owns one live subscription: whom it may show, where it stands, what it does with a record. No input or output."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

from receipts.api.ledger import Row
from receipts.api.listing import people_fingerprint
from receipts.api.mailbox import Mailbox
from receipts.api.presenting import shown
from receipts.cursor import NOWHERE, CursorSealer, CursorUse, Place
from receipts.visibility import Person, Viewer, visible, visible_people
from vitale.receipt.v1.receipt_service_pb2 import (
    CaughtUp,
    Ended,
    PeopleChanged,
    Reset,
    WatchedReceipt,
    WatchedSettlement,
    WatchResponse,
)

HELD: Final = 512
"""Live records that may wait while the gap is read from the ledger."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a subscription is bound to: its person, the end of the token, the generation and the sealer of cursors."""

    subscription_id: int
    subject_id: bytes
    expires_at: datetime
    generation: int
    sealer: CursorSealer


@dataclass(slots=True, eq=False)
class Subscription:
    """Catching up while `held` is a list; live when it is None."""

    terms: Terms
    mailbox: Mailbox
    viewer: Viewer
    people: tuple[Person, ...] = ()
    positions: dict[int, int] = field(default_factory=dict)
    _served: dict[int, int] = field(default_factory=dict)
    _held: list[Row] | None = field(default_factory=list)

    @property
    def subjects(self) -> set[bytes]:
        """Everybody whose records may concern it, on any day."""
        return {self.viewer.subject_id, *(m.subject_id for m in self.viewer.memberships)}

    def look(self, viewer: Viewer, day: date) -> bool:
        """Take the viewer as of now; whether the visible set changed."""
        before, self.viewer = self.people, viewer
        self.people = visible_people(viewer, day)
        return before != self.people

    def offer(self, row: Row, day: date) -> None:
        """Show a live record if this person may see it today."""
        if not visible(self.viewer, row.facts, day):
            return
        if self._held is None:
            self._show(row)
        elif len(self._held) < HELD:
            self._held.append(row)
        else:
            self.reset("TOO_SLOW")

    def caught_up(self, gap: Iterable[Row], positions: Mapping[int, int], day: date) -> None:
        """Send the gap that the ledger gave, then what was held meanwhile and is not in it, and go on live.

        `positions` is where the subscription stood before the gap.
        """
        self.positions, self._served = dict(positions), dict(positions)
        for row in gap:
            self._show(row)
            self._served[row.partition] = row.seq
        held, self._held = self._held or [], None
        self._send(caught_up=CaughtUp(cursor=self.cursor()))
        for row in held:
            self.offer(row, day)

    def move(self, heads: Mapping[int, int]) -> None:
        """Stand at least here: what comes before was read from the list."""
        for partition, seq in heads.items():
            self.positions[partition] = max(self.positions.get(partition, NOWHERE), seq)

    def reset(self, reason: str) -> None:
        """Tell the reader to read the list again; what follows is live."""
        self._held = [] if self._held is not None else None
        self._send(reset=Reset(reason=reason))

    def people_changed(self) -> None:
        """Tell the reader to read people and the list again."""
        self._send(people_changed=PeopleChanged())

    def end(self, code: str) -> None:
        """Tell the reader that nothing more comes."""
        self._send(ended=Ended(code=code))

    def place(self) -> Place:
        """Where it stands."""
        return Place(self.terms.generation, people_fingerprint(self.people), self.positions)

    def cursor(self) -> str:
        """Where it stands, sealed."""
        return self.terms.sealer.seal(self.place(), viewer=self.terms.subject_id, use=CursorUse.RESUME)

    def _show(self, row: Row) -> None:
        if row.seq <= self._served.get(row.partition, NOWHERE):
            return
        self.move({row.partition: row.seq})
        settlement = row.settlement()
        if settlement is not None:
            self._send(settlement=WatchedSettlement(settlement=settlement, cursor=self.cursor()))
            return
        receipt = shown(row.receipt(), self.terms.subject_id)
        trace = row.traceparent.decode("ascii", "replace")
        self._send(receipt=WatchedReceipt(receipt=receipt, cursor=self.cursor(), traceparent=trace))

    def _send(
        self,
        *,
        receipt: WatchedReceipt | None = None,
        caught_up: CaughtUp | None = None,
        reset: Reset | None = None,
        ended: Ended | None = None,
        people_changed: PeopleChanged | None = None,
        settlement: WatchedSettlement | None = None,
    ) -> None:
        self.mailbox.put(
            WatchResponse(
                subscription_id=self.terms.subscription_id,
                receipt=receipt,
                caught_up=caught_up,
                reset=reset,
                ended=ended,
                people_changed=people_changed,
                settlement=settlement,
            )
        )
