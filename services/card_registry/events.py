"""Events of cards and accesses to persons, built from what happened; pure."""

import hashlib
from datetime import datetime
from typing import Final

from google.protobuf.message import Message

from card_registry.records import SOURCE, Row, encoded, micros
from card_registry.store import Card, Context, Person, Relation
from contracts.access import access_row
from vitale.access.v1 import access_pb2 as access
from vitale.card.v1 import card_pb2 as pb

_ACCESS_ID_BYTES: Final = 16


def state_changed(card: Card, reason: str, at: datetime) -> pb.CardEvent:
    """The state of a card from here on."""
    changed = pb.StateChanged(state=card.life.state, reason=reason, plastic_too=card.life.plastic_too)
    return _event(card.holder.subject_id, card.serial, at, state_changed=changed)


def presented(context: Context) -> pb.CardEvent:
    """A presentation that was redeemed."""
    step = pb.Presented(
        context_id=context.context_id,
        practice_id=context.practice.practice_id,
        method=context.method,
        freshness=context.freshness,
        presented_subject_id=context.presented.subject_id,
        proof_time_us=micros(context.proof_time),
    )
    return _event(context.holder_id, context.serial, context.started_at, presented=step)


def repudiated(context: Context, at: datetime) -> pb.CardEvent:
    """A presentation that was not the holder's."""
    step = pb.Repudiated(context_id=context.context_id)
    return _event(context.holder_id, context.serial, at, repudiated=step)


def context_ended(context: Context, at: datetime) -> pb.CardEvent:
    """A context that ended before its time."""
    step = pb.ContextEnded(context_id=context.context_id)
    return _event(context.holder_id, context.serial, at, context_ended=step)


def relation_changed(relation: Relation, serial: bytes, at: datetime, *, ended: bool) -> pb.CardEvent:
    """A care relation that was opened or ended, told by the card named."""
    step = pb.RelationChanged(
        relation_id=relation.relation_id,
        practice_id=relation.practice.practice_id,
        until=relation.until.isoformat(),
        ended=ended,
        cared_subject_id=relation.cared.subject_id,
    )
    return _event(relation.holder_id, serial, at, relation_changed=step)


def presentation_accesses(context: Context, holder: Person) -> tuple[Row, ...]:
    """The access to the person presented, and to the holder, whose number the face of a card shows."""
    at, basis = context.started_at, access.ACCESS_BASIS_PRESENTATION
    presented = _access(context, context.presented, "presentation", basis, at=at)
    if holder.subject_id == context.presented.subject_id:
        return (presented,)
    return (presented, _access(context, holder, "card_face", basis, at=at))


def relation_access(context: Context, at: datetime) -> Row:
    """The access by which a care relation is opened (context of a presentation) or used (context of its own)."""
    basis = access.ACCESS_BASIS_CARE_RELATION if context.relation_id else access.ACCESS_BASIS_PRESENTATION
    return _access(context, context.presented, "care_relation", basis, at=at)


def _access(context: Context, person: Person, action: str, basis: access.AccessBasis.ValueType, *, at: datetime) -> Row:
    event = access.AccessEvent(
        subject_id=person.subject_id,
        at_us=micros(at),
        access_id=_access_id(action, context.context_id, person.subject_id),
        practice_id=context.practice.practice_id,
        actor_id=context.practice.actor_id,
        profession=context.practice.profession,
        action=action,
        purpose="care",
        basis=basis,
        decision=access.ACCESS_DECISION_GRANTED,
        context_id=context.context_id,
        practice_name=context.practice.name,
    )
    return encoded(access_row(event, home_id=person.home_id, partition=person.partition, source=SOURCE, at=at))


def _access_id(action: str, context_id: bytes, subject_id: bytes) -> bytes:
    return hashlib.sha256(b"|".join((action.encode(), context_id, subject_id))).digest()[:_ACCESS_ID_BYTES]


def _event(holder_id: bytes, serial: bytes, at: datetime, **step: Message) -> pb.CardEvent:
    return pb.CardEvent(subject_id=holder_id, card_serial=serial, at_us=micros(at), **step)  # type: ignore[arg-type]
