"""Rows of the registry's tables as its values, and back."""

import asyncpg

from card_registry.card import Life, Since
from card_registry.cards import Device, Holder
from card_registry.store import Card, Context, Person, Practice, Relation, Standing
from vitale.card.v1.card_pb2 import DEVICE_CLASS_DEMO


def card_of(row: asyncpg.Record) -> Card:
    """A card."""
    return Card(
        serial=row["serial"],
        holder=Holder(row["subject_id"], row["home_id"], row["partition"]),
        life=life_of(row),
        device=Device(row["key_point"], row["device_class"], row["nfc"], row["platform"]),
        certificate=row["certificate"],
        certificate_ends=row["certificate_ends"],
        made_at=row["made_at"],
        active_since=row["active_since"],
        changed_at=row["changed_at"],
    )


def life_of(row: asyncpg.Record) -> Life:
    """Where a card stands."""
    return Life(row["state"], row["locked"], row["plastic_too"])


def since_of(row: asyncpg.Record) -> Since:
    """A state and when it began."""
    return Since(row["state"], row["at"])


def context_of(row: asyncpg.Record) -> Context:
    """A context."""
    return Context(
        context_id=row["context_id"],
        serial=row["serial"],
        holder_id=row["holder_id"],
        presented=Person(row["presented_id"], row["presented_home"], row["presented_partition"]),
        practice=Practice(row["practice_id"], row["practice_name"], row["actor_id"], row["profession"]),
        purposes=tuple(row["purposes"]),
        method=row["method"],
        freshness=row["freshness"],
        proof_time=row["proof_time"],
        started_at=row["started_at"],
        ends_at=row["ends_at"],
        relation_id=row["relation_id"],
        ended_at=row["ended_at"],
        repudiated_at=row["repudiated_at"],
    )


def context_columns(context: Context) -> tuple[object, ...]:
    """A context that begins, as values in the order of the columns of its table."""
    return (
        context.context_id,
        context.serial,
        context.holder_id,
        *context.presented,
        *context.practice,
        list(context.purposes),
        context.method,
        context.freshness,
        context.proof_time,
        context.started_at,
        context.ends_at,
        context.relation_id,
    )


def standing_of(row: asyncpg.Record) -> Standing:
    """A context and the state of its card."""
    return Standing(context_of(row), row["state"], row["device_class"] == DEVICE_CLASS_DEMO)


def relation_of(row: asyncpg.Record) -> Relation:
    """A care relation; who acted when it was opened stands with its context."""
    return Relation(
        relation_id=row["relation_id"],
        context_id=row["context_id"],
        holder_id=row["holder_id"],
        cared=Person(row["cared_id"], row["cared_home"], row["cared_partition"]),
        practice=Practice(row["practice_id"], row["practice_name"], "", ""),
        kind=row["kind"],
        reference=row["reference"],
        opened_at=row["opened_at"],
        proof_time=row["proof_time"],
        until=row["until"],
        ended_at=row["ended_at"],
    )


def relation_columns(relation: Relation) -> tuple[object, ...]:
    """A relation that begins, as values in the order of the columns of its table."""
    return (
        relation.relation_id,
        relation.context_id,
        relation.holder_id,
        *relation.cared,
        relation.practice.practice_id,
        relation.practice.name,
        relation.kind,
        relation.reference,
        relation.opened_at,
        relation.proof_time,
        relation.until,
    )
