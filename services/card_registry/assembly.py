"""The registry put together from its ports, the same for the process and for tests on fakes."""

from collections.abc import Callable
from typing import NamedTuple

from card_protocol.keys import KeyRing, SigningKey
from card_registry import contexts as context_parts
from card_registry import presentation_servicer as presentation_parts
from card_registry.agent import Agents
from card_registry.card_servicer import CardServicer, Holders, Parts
from card_registry.context import Tokens
from card_registry.contexts import Contexts
from card_registry.deferred_cases import DeferredCases
from card_registry.device.beacons import Beacons
from card_registry.holding import Holding
from card_registry.issuing import Issuing
from card_registry.pairwise import Pairwise
from card_registry.peers import Names, Rights
from card_registry.presentation.face import FaceOf
from card_registry.presentation.nfc import NfcDesk
from card_registry.presentation.person import PresentedPerson
from card_registry.presentation.qr import QrDesk
from card_registry.presentation.redeeming import Ports, Redeeming
from card_registry.presentation_servicer import PresentationServicer
from card_registry.store import RegistryStore
from card_registry.watching import Watching
from chassis.clock import Clock
from chassis.directory import Listings
from chassis.failpoints import Failpoints


class Surroundings(NamedTuple):
    """What the registry stands on; `kept` is called after a commit, so that the relay looks at once."""

    store: RegistryStore
    cases: DeferredCases
    names: Names
    rights: Rights
    directory: Listings
    holders: Holders
    key: SigningKey
    ring: KeyRing
    pairwise: Pairwise
    clock: Clock
    failpoints: Failpoints
    kept: Callable[[], None]


class Registry(NamedTuple):
    """The two doors of cards, and what runs behind them."""

    cards: CardServicer
    presentations: PresentationServicer
    watching: Watching


def assemble(here: Surroundings) -> Registry:
    """The registry on its surroundings."""
    watching, relay = Watching(here.store, here.clock), here.kept

    def kept() -> None:
        relay()
        watching.wake()

    here = here._replace(kept=kept)
    persons = PresentedPerson(here.store, here.rights, here.pairwise)
    return Registry(_cards(here, persons, watching), _presentations(here, persons), watching)


def _cards(here: Surroundings, persons: PresentedPerson, watching: Watching) -> CardServicer:
    return CardServicer(
        Parts(
            holding=Holding(here.store, here.clock, here.kept),
            agents=Agents(here.store, here.names, here.clock, here.kept),
            beacons=Beacons(Issuing(here.key), here.store, here.clock),
            holders=here.holders,
            store=here.store,
            names=here.names,
            persons=persons,
            pairwise=here.pairwise,
            watching=watching,
            clock=here.clock,
        )
    )


def _presentations(here: Surroundings, persons: PresentedPerson) -> PresentationServicer:
    tokens = Tokens(here.key, here.ring, here.pairwise)
    ports = Ports(
        store=here.store,
        cases=here.cases,
        rights=here.rights,
        names=here.names,
        tokens=tokens,
        faces=FaceOf(here.pairwise),
        persons=persons,
        clock=here.clock,
        failpoints=here.failpoints,
        kept=here.kept,
    )
    redeeming = Redeeming(ports)
    parts = presentation_parts.Parts(
        directory=here.directory,
        qr=QrDesk(redeeming, here.ring, here.clock),
        nfc=NfcDesk(redeeming, here.ring, here.pairwise, here.clock),
        contexts=Contexts(context_parts.Ports(here.store, tokens, here.clock, here.kept)),
        store=here.store,
    )
    return PresentationServicer(parts)
