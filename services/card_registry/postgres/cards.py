"""Cards in PostgreSQL: one living card of a holder at a time, each change with its event in one transaction."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from card_registry import events
from card_registry.card import Life, Order, Since, obey
from card_registry.cards import Device, Holder, NewCard
from card_registry.issuing import Issuing
from card_registry.postgres import rows
from card_registry.postgres.session import Store, tell
from card_registry.store import Card, Decide
from chassis.errors import DomainError, ErrorCode
from chassis.postgres import Connection
from vitale.card.v1 import card_pb2 as pb

_CARD: Final = "select * from card where serial = $1"
_LOCKED: Final = f"{_CARD} for update"
_OF_HOLDER: Final = "select * from card where subject_id = $1 order by made_at desc, serial"
_LIVING: Final = "select * from card where subject_id = $1 and state in (1, 2) for update"
# One holder at a time: the second of two activations finds the card of the first, and ends it.
_LOCK_HOLDER: Final = "select pg_advisory_xact_lock(hashtextextended('card:' || encode($1, 'hex'), 0))"
_HISTORY: Final = "select state, at from card_state where serial = $1 order by revision"
_CHANGE: Final = """
update card set state = $2::smallint, locked = $3, plastic_too = $4, changed_at = $5::timestamptz,
    active_since = case when $2::smallint = 1 then $5::timestamptz else active_since end
where serial = $1
"""
# The event is told first: the revision that it drew is the one of this state.
_STATE: Final = """
insert into card_state (serial, revision, state, reason, at)
select serial, revision, $2, $3, $4 from card where serial = $1
"""
_INSERT: Final = """
insert into card (serial, subject_id, home_id, partition, state, locked, plastic_too, device_class, key_point, nfc,
    platform, certificate, certificate_ends, made_at, active_since, changed_at, revision)
values ($1, $2, $3, $4, 1, false, false, $5, $6, $7, $8, $9, $10, $11, $11, $11, 0)
"""
_RENEW: Final = "update card set certificate = $2, certificate_ends = $3 where serial = $1 and certificate_ends < $3"


class PostgresCardStore(Store):
    """Cards by serial and by holder; see the port."""

    async def card(self, serial: bytes) -> Card | None:
        """A card."""
        async with self._session() as connection:
            row = await connection.fetchrow(_CARD, serial)
        return None if row is None else rows.card_of(row)

    async def cards_of(self, subject_id: bytes) -> list[Card]:
        """A holder's cards, the newest first."""
        async with self._session() as connection:
            return [rows.card_of(row) for row in await connection.fetch(_OF_HOLDER, subject_id)]

    async def history(self, serial: bytes) -> list[Since]:
        """Every state a card has had, in order."""
        async with self._session() as connection:
            return [rows.since_of(row) for row in await connection.fetch(_HISTORY, serial)]

    async def change(self, serial: bytes, decide: Decide, *, reason: str, at: datetime) -> Card:
        """Change a card's life with its event; see the port."""
        async with self._transaction() as connection:
            row = await connection.fetchrow(_LOCKED, serial)
            if row is None:
                raise DomainError(ErrorCode.NOT_FOUND)
            card = rows.card_of(row)
            return await _become(connection, card, decide(card.life), reason=reason, at=at)

    async def renew_certificate(self, serial: bytes, certificate: bytes, ends: datetime) -> None:
        """Keep a renewed device certificate."""
        async with self._session() as connection:
            await connection.execute(_RENEW, serial, certificate, ends)


async def _become(connection: Connection, card: Card, life: Life, *, reason: str, at: datetime) -> Card:
    """Write a new life of a locked card, with its event."""
    if life == card.life:
        return card
    changed = replace(
        card,
        life=life,
        changed_at=at,
        active_since=at if life.state == pb.CARD_STATE_ACTIVE else card.active_since,
    )
    await connection.execute(_CHANGE, card.serial, life.state, life.locked, life.plastic_too, at)
    await tell(connection, card.serial, [events.state_changed(changed, reason, at)])
    await connection.execute(_STATE, card.serial, life.state, reason, at)
    return changed


class PostgresCards:
    """Cards as enrolment asks for them; see the port."""

    def __init__(self, issuing: Issuing) -> None:
        """Take what signs device certificates and draws serials."""
        self._issuing = issuing

    async def activate(self, conn: Connection, holder: Holder, device: Device, *, at: datetime) -> NewCard:
        """Make a card and end the holder's former one; see the port."""
        await conn.execute(_LOCK_HOLDER, holder.subject_id)
        await _end_living(conn, holder.subject_id, Order.RENEW, reason="replaced", at=at)
        card = self._issuing.new_card(holder, device, at)
        await conn.execute(
            _INSERT,
            card.serial,
            *holder,
            device.device_class,
            device.key_point,
            device.nfc,
            device.platform,
            card.certificate,
            card.certificate_ends,
            at,
        )
        await tell(conn, card.serial, [events.state_changed(card, "activated", at)])
        await conn.execute(_STATE, card.serial, card.life.state, "activated", at)
        return NewCard(card.serial, card.certificate, card.certificate_ends)

    async def close(self, conn: Connection, subject_id: bytes, *, reason: str, at: datetime) -> int:
        """Close the holder's living card; see the port."""
        await conn.execute(_LOCK_HOLDER, subject_id)
        return await _end_living(conn, subject_id, Order.CLOSE, reason=reason, at=at)

    async def certificate(self, conn: Connection, serial: bytes) -> NewCard | None:
        """The certificate a card has now; see the port."""
        row = await conn.fetchrow(_CARD, serial)
        return None if row is None else NewCard(row["serial"], row["certificate"], row["certificate_ends"])


async def _end_living(conn: Connection, subject_id: bytes, order: Order, *, reason: str, at: datetime) -> int:
    row = await conn.fetchrow(_LIVING, subject_id)
    if row is None:
        return 0
    card = rows.card_of(row)
    await _become(conn, card, obey(card.life, order), reason=reason, at=at)
    return 1
