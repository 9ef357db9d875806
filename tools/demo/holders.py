"""What the card's part of the demo needs beside rights: facts of the schemes on holders, documents of the people."""

from pathlib import Path
from typing import Final

from tools.demo.cast import Cast
from tools.demo.stage import Stage
from tools.simulators.population import Person
from tools.simulators.stand_ins.people import Identity, identities, write
from vitale.card.v1.card_service_pb2 import HolderFacts

_DEPARTMENTS: Final = {"camille": "75", "julien": "67", "maelle": "974"}
_PARIS_COMMUNE: Final = "75056"


async def state_holders(stage: Stage, cast: Cast) -> None:
    """Let the schemes state who of the cast has a plastic card, and where they live."""
    for name, card in cast.cards.items():
        facts = HolderFacts(
            number=card.opener_nir.reveal(), physical_card=True, department=_DEPARTMENTS[name], email_known=True
        )
        await stage.schemes.put_holders(card.regime, [facts], stage.doors["card_registry"])


def write_identities(path: Path, cast: Cast, *, prefix: str = "") -> None:
    """Write the identity documents of the cast for the stand-ins of France Identité and of the video provider.

    With a prefix to their identifiers they stand beside those that are there.
    """
    fresh = [_identity(prefix + name, person) for name, person in cast.people.items()]
    names = {one.id for one in fresh}
    write(path, fresh + [one for one in identities(path) if prefix and one.id not in names])


def _identity(name: str, person: Person) -> Identity:
    if person.civil is None:
        raise ValueError(f"{person.person_id} has no civil identity: give the cast one")
    return Identity(
        id=name,
        label=f"{person.first_name} {person.civil.birth_name.title()}",
        birth_name=person.civil.birth_name,
        given_names=list(person.civil.given_names),
        sex=person.civil.sex,
        birth_date=person.birth_date.isoformat(),
        birth_place=person.nir.place if person.nir else _PARIS_COMMUNE,
    )
