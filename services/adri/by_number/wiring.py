"""The parts of access by number, put together inside the adri process."""

import json
from collections.abc import Callable
from pathlib import Path

from adri.acquisition.answering import Answering
from adri.acquisition.proofs import Proofs
from adri.by_number.confirming import ClaimTail, Strangers
from adri.by_number.looking import Looking, People, Ports
from adri.by_number.store_postgres import PostgresLookStore
from adri.settings import AdriSettings
from chassis.card_watch import CardWatch
from chassis.postgres import Pool
from chassis.process import Process


def by_number(
    process: Process[AdriSettings],
    pool: Pool,
    people: People,
    *,
    answering: Answering,
    proofs: Proofs,
    cards: CardWatch,
    kept: Callable[[], None],
) -> tuple[Looking, PostgresLookStore]:
    """What answers looks, and the store that operators release accounts in."""
    store = PostgresLookStore(pool)
    strangers = Strangers(store, process.clock)
    cards.on_event(strangers.card_event)
    process.background(strangers.run(), "strangers")
    process.background(ClaimTail(process.settings.bootstrap, strangers).run(), "claim-tail")
    canaries = read_canaries(process.settings.canaries)
    return Looking(Ports(people, answering, proofs, store, canaries, process.clock, kept)), store


def read_canaries(path: Path | None) -> frozenset[bytes]:
    """Subjects that nobody has a reason to look up; ValueError when the file does not list 16 bytes in hexadecimal."""
    if path is None:
        return frozenset()
    found = json.loads(path.read_text(encoding="utf-8"))
    return frozenset(bytes.fromhex(one) for one in found)
