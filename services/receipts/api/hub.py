"""Owns the live side: takes each published record once, filters by header, and offers it to those it may concern.

Knows neither Kafka nor the database. A record is not decoded unless somebody may see it.
"""

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from google.protobuf.message import DecodeError

from chassis.clock import Clock
from chassis.errors import ErrorCode
from chassis.record_traces import handing_on
from chassis.telemetry import OFF, Telemetry
from contracts.envelope import SUBJECT, TRACEPARENT, EnvelopeError
from receipts.api.ledger import Row
from receipts.api.subscription import Subscription

PARIS: Final = "Europe/Paris"
_RECEIPT: Final = b"vitale.receipt.v1.ReceiptIssued"
_SETTLED: Final = b"vitale.receipt.v1.SettlementRecorded"
_APPLIED: Final = b"vitale.receipt.v1.RecordApplied"


class Hub:
    """All subscriptions of the process, found by the persons they may concern."""

    def __init__(self, *, generation: int, clock: Clock, telemetry: Telemetry = OFF) -> None:
        self._generation = generation
        self._telemetry = telemetry
        self._clock = clock
        self._subscriptions: set[Subscription] = set()
        self._by_subject: dict[bytes, set[Subscription]] = {}
        self._indexed: dict[Subscription, set[bytes]] = {}
        self._last: dict[int, int] = {}
        self._changed: set[bytes] = set()
        self.wake = asyncio.Event()

    def add(self, subscription: Subscription) -> None:
        """Let it be woken from here on."""
        self._subscriptions.add(subscription)
        self.index(subscription)

    def remove(self, subscription: Subscription) -> None:
        """Never wake it again."""
        self._subscriptions.discard(subscription)
        for subject in self._indexed.pop(subscription, set()):
            self._unindex(subject, subscription)

    def index(self, subscription: Subscription) -> None:
        """Take the persons it may concern as they are now."""
        if subscription not in self._subscriptions:
            return
        before, now = self._indexed.get(subscription, set()), subscription.subjects
        for subject in before - now:
            self._unindex(subject, subscription)
        for subject in now - before:
            self._by_subject.setdefault(subject, set()).add(subscription)
        self._indexed[subscription] = now

    def _unindex(self, subject: bytes, subscription: Subscription) -> None:
        concerned = self._by_subject[subject]
        concerned.discard(subscription)
        if not concerned:
            del self._by_subject[subject]

    def take(self, partition: int, headers: Sequence[tuple[str, bytes]], value: bytes) -> None:
        """Take one record of vitale.receipt.v1 in the order of its partition; what was taken before is dropped."""
        named = dict(headers)
        seq = self._next(partition, named.get("ce_id", b""))
        kind, subject = named.get("ce_type"), named.get(SUBJECT, b"")
        if seq is None or not subject:
            return
        if kind == _APPLIED:
            self._changed.add(bytes.fromhex(subject.decode()))
            self.wake.set()
        elif kind in {_RECEIPT, _SETTLED}:
            audience, trace = int(named.get("audience", b"0")), named.get(TRACEPARENT, b"")
            self._offer(Row(partition, seq, bytes.fromhex(subject.decode()), audience, value, traceparent=trace))

    def _next(self, partition: int, event_id: bytes) -> int | None:
        """The sequence number when it is new; a hole makes those of the partition read the list again."""
        generation, of_partition, seq = (int(part) for part in event_id.split(b"-"))
        last = self._last.get(partition)
        if generation != self._generation or of_partition != partition or (last is not None and seq <= last):
            return None
        self._last[partition] = seq
        if last is not None and seq != last + 1:
            self.reset("GAP", partition)
        return seq

    def reset(self, reason: str, partition: int | None = None) -> None:
        """Make everybody (or those with somebody in a partition) read the list again: records were missed."""
        for subscription in self._subscriptions:
            if partition is None or any(person.partition == partition for person in subscription.people):
                subscription.reset(reason)

    def _offer(self, row: Row) -> None:
        concerned = self._by_subject.get(row.subject_id)
        if not concerned:
            return
        today = self._clock.today(PARIS)
        with handing_on(self._telemetry, "receipts push", row.traceparent, row.partition) as trace:
            told = row if trace is row.traceparent else replace(row, traceparent=trace)
            for subscription in tuple(concerned):
                try:
                    subscription.offer(told, today)
                except (EnvelopeError, DecodeError):
                    subscription.reset("UNDECODABLE")

    def changed(self) -> set[bytes]:
        """Persons whose rights changed since the last call."""
        changed, self._changed = self._changed, set()
        return changed

    def viewers(self) -> set[bytes]:
        """Everybody who has a subscription."""
        return {subscription.terms.subject_id for subscription in self._subscriptions}

    def concerned(self, subjects: Iterable[bytes]) -> set[bytes]:
        """Viewers who had one of these persons on their card, or are one of them."""
        found = (self._by_subject.get(subject, set()) for subject in subjects)
        return {subscription.terms.subject_id for group in found for subscription in group}

    def of_viewer(self, subject_id: bytes) -> list[Subscription]:
        """Subscriptions of one person."""
        concerned = self._by_subject.get(subject_id, set())
        return [subscription for subscription in concerned if subscription.terms.subject_id == subject_id]

    def expire(self, now: datetime) -> None:
        """End the subscriptions whose token has ended."""
        for subscription in [s for s in self._subscriptions if s.terms.expires_at <= now]:
            subscription.end(ErrorCode.UNAUTHENTICATED.value)
            self.remove(subscription)
