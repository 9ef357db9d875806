"""Demonstration cards for the check: people of their own, each case with a fresh phone and card."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tools.demo.cast import Cast, cast
from tools.demo.holders import state_holders, write_identities
from tools.demo.runs import next_run
from tools.demo.stage import Stage, make_known
from tools.lps_check.cases import Holder
from tools.simulators.population.cover import PARIS

# Openers of rights of the cast, each once: a person's older presentations must not count in a case.
_WHO = ("camille", "julien", "maelle")


@dataclass(slots=True)
class Holders:
    """Gives a holder for each case."""

    stage: Stage
    elsewhere: str
    folder: Path
    _ready: Iterator[tuple[Cast, str]] = field(default_factory=lambda: iter(()))

    async def next(self) -> Holder:
        """Somebody who never showed a card, with a fresh one."""
        found = next(self._ready, None)
        if found is None:
            people = await self._settle()
            self._ready = zip(itertools.repeat(people), _WHO, strict=False)
            found = next(self._ready)
        people, who = found
        phone = self.stage.phone(who)
        file = await phone.open_file(people.cards[who].opener_nir.reveal())
        await phone.prove_by_document(file, f"lps-{people.run}-{who}")
        await phone.activate(file)
        return Holder(phone, self.stage.phone(who), await self.stage.reader(self.elsewhere))

    async def _settle(self) -> Cast:
        run = next_run(self.folder / "demo.json", self.stage.clock)
        people = cast(run.number, self.stage.clock.today(PARIS))
        await self.stage.schemes.put_tables()
        await make_known(self.stage, people)
        await state_holders(self.stage, people)
        write_identities(self.folder / "demo_identities.json", people, prefix=f"lps-{people.run}-")
        return people
