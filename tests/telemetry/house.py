"""The whole house with telemetry on: every process tells a collector, logs all it can and keeps every trace."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Final

from chassis.clock import SystemClock
from contracts.topics import TOPICS
from tests.fakes.collector import Collector, collecting
from tests.telemetry.people import CARD, CHILD, MOTHER, STRANGER
from tools.checker.broker import read_topics
from tools.checker.log import Raw
from tools.demo.front import Watcher
from tools.demo.stage import Known, Stage, bring_rules_into_force, opened
from tools.local.plan import NAMES
from tools.local.stack import Options, Stack
from tools.local.state import State
from tools.simulators.population import Person
from tools.simulators.stand_ins.people import Identity, write
from vitale.card.v1.card_service_pb2 import HolderFacts

WHO: Final = "mother"
OTHER: Final = "other"
_METRICS_S: Final = 0.5
_TRACES_S: Final = 0.2


@dataclass(slots=True)
class House:
    """What runs, and where to look at it; `watcher` is the mother's phone with her expenses open."""

    stack: Stack
    stage: Stage
    collector: Collector
    watcher: Watcher

    def written(self) -> list[tuple[str, bytes]]:
        """All that processes and servers wrote, by the name of the file; segments of topics are data, not logs."""
        files = [path for path in sorted(self.stack.directory.rglob("*.log")) if not path.stem.isdigit()]
        return [(path.name, path.read_bytes()) for path in files]

    async def records(self) -> Sequence[Raw]:
        """Every record of every topic."""
        names = [topic.name for topic in TOPICS]
        read = await asyncio.to_thread(read_topics, self.stack.servers.bootstrap, names)
        return [record for place in read.log.values() for record in place]


@asynccontextmanager
async def house() -> AsyncIterator[House]:
    """The house while the block runs, its people known and the mother's stream live."""
    with collecting() as collector:
        async with (
            Stack(options=Options(brief=True, env=_settings(collector))) as stack,
            opened(State.read(stack.state_path), SystemClock()) as stage,
        ):
            await _furnish(stage, stack)
            await _known(stage)
            watcher = Watcher(stage.front(WHO))
            following = asyncio.create_task(watcher.follow())
            try:
                await asyncio.wait_for(watcher.live.wait(), 20)
                yield House(stack, stage, collector, watcher)
            finally:
                following.cancel()
                with suppress(asyncio.CancelledError):
                    await following


def _settings(collector: Collector) -> Mapping[str, Mapping[str, str]]:
    settings = {
        "OTLP_ENDPOINT": collector.http,
        "LOG_LEVEL": "debug",
        "TRACE_RATIO": "1",
        "METRICS_EVERY_S": str(_METRICS_S),
        "OTEL_BSP_SCHEDULE_DELAY": str(int(_TRACES_S * 1_000)),
    }
    # A flush of the worker is kept because it is linked to a claim that is, never by the dice.
    return dict.fromkeys(NAMES, settings) | {"receipts.worker": settings | {"TRACE_RATIO": "0"}}


async def _furnish(stage: Stage, stack: Stack) -> None:
    await bring_rules_into_force(stage)
    await stage.schemes.put_tables()
    answer = await stage.schemes.put_card(CARD)
    mother, child = answer.revisions
    stage.known[WHO] = Known(mother.subject_id.hex(), mother.revision)
    stage.known["child"] = Known(child.subject_id.hex(), child.revision)
    facts = HolderFacts(number=CARD.opener_nir.reveal(), physical_card=True, department="75", email_known=True)
    await stage.schemes.put_holders(CARD.regime, [facts], stage.doors["card_registry"])
    documents = [_document(WHO, MOTHER, CARD.opener_nir.place), _document(OTHER, CHILD, STRANGER.place)]
    await asyncio.to_thread(write, stack.directory / "demo_identities.json", documents)


async def _known(stage: Stage) -> None:
    """Wait until the ledger knows mother and child: a claim ahead of its rights would wait for them."""
    async with asyncio.timeout(20):
        while len((await stage.front(WHO).get("/v1/people"))["people"]) < 2:  # noqa: ASYNC110 - it tells nobody
            await asyncio.sleep(0.05)


def _document(name: str, person: Person, place: str) -> Identity:
    assert person.civil is not None
    return Identity(
        id=name,
        label=name,
        birth_name=person.civil.birth_name,
        given_names=list(person.civil.given_names),
        sex=person.civil.sex,
        birth_date=person.birth_date.isoformat(),
        birth_place=place,
    )
