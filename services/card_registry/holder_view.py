"""Cards, presentations and care relations as their holder sees them."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from card_registry.peers import Names
from card_registry.records import micros
from card_registry.store import Card, Relation, Standing
from vitale.card.v1 import card_pb2
from vitale.card.v1 import card_service_pb2 as pb
from vitale.card.v1.enrolment_service_pb2 import DeviceAbilities


def card_message(card: Card, *, own_device: bool) -> pb.Card:
    """A card; its certificate only for the device that holds its key."""
    return pb.Card(
        card_serial=card.serial,
        state=card.life.state,
        device_class=card.device.device_class,
        abilities=DeviceAbilities(nfc=card.device.nfc, platform=card.device.platform),
        active_since_us=micros(card.made_at),
        changed_at_us=micros(card.changed_at),
        device_certificate=card.certificate if own_device else b"",
        locked=card.life.locked,
    )


async def presentation_messages(standings: Sequence[Standing], names: Names, now: datetime) -> list[pb.Presentation]:
    """Redemptions, with the first names of those presented."""
    called = await names.first_names(_distinct(one.context.presented.subject_id for one in standings))
    return [_presentation(one, called.get(one.context.presented.subject_id, ""), now) for one in standings]


async def relation_messages(relations: Sequence[Relation], names: Names, now: datetime) -> list[pb.CareRelation]:
    """Care relations, with the first names of those cared for."""
    called = await names.first_names(_distinct(one.cared.subject_id for one in relations))
    return [
        pb.CareRelation(
            relation_id=one.relation_id,
            practice_name=one.practice.name,
            cared_for=called.get(one.cared.subject_id, ""),
            kind=one.kind,
            until=one.until.isoformat(),
            ended=one.ended_at is not None or one.until < now.date(),
        )
        for one in relations
    ]


def _presentation(standing: Standing, name: str, now: datetime) -> pb.Presentation:
    context = standing.context
    active = standing.state == card_pb2.CARD_STATE_ACTIVE
    return pb.Presentation(
        context_id=context.context_id,
        redeemed_at_us=micros(context.started_at),
        practice_name=context.practice.name,
        profession=context.practice.profession,
        presented=name,
        method=context.method,
        freshness=context.freshness,
        repudiated=context.repudiated_at is not None,
        live=active and not context.dead and now < context.ends_at,
    )


def _distinct(subject_ids: Iterable[bytes]) -> Collection[bytes]:
    return list(dict.fromkeys(subject_ids))
