"""Rows written while the flush settles on: the same rows as written at its end, and none when it fails."""

import asyncio
import itertools
from collections.abc import Sequence
from typing import Final
from uuid import UUID

import pytest

from chassis.failpoints import FailpointRaised
from contracts.codec import receipt_id_of
from contracts.envelope import seal
from contracts.topics import CLAIM
from receipts.ledger import settle, writing
from receipts.ledger.entry import APPLIED, ISSUED, PARKED
from receipts.ledger.inputs import ClaimInput
from receipts.ledger.processor import Processor
from tests.receipts.ledger.conftest import Ledger
from tests.receipts.ledger.log import PARTITION, Log, LoggedRecord, a_claim, some_rights
from tests.receipts.ledger.test_ownership import RaisingAt
from vitale.claim.v1.claim_pb2 import Claim

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]

_PARTITIONS: Final = range(4, 10)
_CLAIMS: Final = 3
_generations = itertools.count(1_000_001)
_ROWS: Final = (
    "select {0} from entry where generation = $1 order by partition, seq",
    "select {1} from claim_head where generation = $1 order by receipt_id",
    "select {2} from subject_year where generation = $1 order by subject_id, year",
    "select {3} from ledger where generation = $1 order by partition",
)
_COLUMNS: Final = (
    "partition, seq, home_id, subject_id, receipt_id, revision, basis, kind, care_date, amo_cents, vector, payload",
    "receipt_id, partition, version, content_hash, last_seq, revision, basis",
    "subject_id, year, partition, body",
    "partition, next_seq, rules_version",
)

Batch = dict[int, list[LoggedRecord]]


def subject(partition: int) -> bytes:
    """A person of a partition."""
    return bytes([partition]) * 16


def claims(partition: int) -> list[Claim]:
    """What is claimed for that person."""
    return [a_claim(f"{partition}-{number}", subject_id=subject(partition)) for number in range(_CLAIMS)]


def batch(version: str) -> Batch:
    """Everything that the partitions need, and claims in each."""
    log = Log()
    return {
        partition: [
            log.activate(version, partition=partition),
            log.rights(some_rights(subject(partition)), partition=partition),
            *[log.claim(claim, partition=partition) for claim in claims(partition)],
        ]
        for partition in _PARTITIONS
    }


async def owner(ledger: Ledger, generation: int, *, dies_at: str = "") -> Processor:
    """A writer of all the partitions in a generation of its own."""
    points = RaisingAt(dies_at) if dies_at else None
    processor = Processor(ledger.pool, generation=generation, shelf=ledger.shelf, failpoints=points)
    await processor.acquire(_PARTITIONS)
    return processor


async def rows(ledger: Ledger, generation: int) -> Sequence[object]:
    """All that a generation holds of what claims change."""
    return [await ledger.pool.fetch(query.format(*_COLUMNS), generation) for query in _ROWS]


async def test_rows_written_beside_the_rules_are_those_written_at_the_end(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    together, beside = next(_generations), next(_generations)
    begun: list[int] = []
    write = writing.Writing._write

    async def counted(self: writing.Writing, *what: object) -> None:
        begun.append(1)
        await write(self, *what)  # type: ignore[arg-type]

    monkeypatch.setattr(writing.Writing, "_write", counted)
    await (await owner(ledger, together)).apply(batch(ledger.version), {})
    assert not begun, "so few entries are written at the end"
    monkeypatch.setattr(writing, "_ENOUGH", 1)
    await (await owner(ledger, beside)).apply(batch(ledger.version), {})

    assert begun
    found = await rows(ledger, beside)
    assert found == await rows(ledger, together)
    assert [len(each) for each in found] == [  # type: ignore[arg-type]
        len(_PARTITIONS) * (2 + _CLAIMS),
        len(_PARTITIONS) * _CLAIMS,
        len(_PARTITIONS),
        len(_PARTITIONS),
    ]


@pytest.mark.parametrize("point", ["mid_copy", "before_commit"])
async def test_a_flush_that_dies_while_it_writes_leaves_nothing_and_can_be_repeated(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    monkeypatch.setattr(writing, "_ENOUGH", 1)
    generation = next(_generations)
    dying = await owner(ledger, generation, dies_at=point)
    with pytest.raises((FailpointRaised, RuntimeError)):
        await dying.apply(batch(ledger.version), {})
    assert [len(each) for each in await rows(ledger, generation)] == [0, 0, 0, len(_PARTITIONS)]  # type: ignore[arg-type]

    outcome = await (await owner(ledger, generation)).apply(batch(ledger.version), {})
    assert {partition: len(entries) for partition, entries in outcome.entries.items()} == dict.fromkeys(
        _PARTITIONS, 2 + _CLAIMS
    )


async def test_a_record_that_raises_while_others_are_written_is_set_aside_alone(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_ENOUGH", 1)
    settling, last = settle.take_claim, claims(_PARTITIONS[-1])[-1].claim_id

    def raising(item: ClaimInput, *where: object) -> object:
        if item.claim.claim_id == last:
            raise ZeroDivisionError
        return settling(item, *where)  # type: ignore[arg-type]

    monkeypatch.setattr("receipts.ledger.consume.take_claim", raising)
    outcome = await (await owner(ledger, next(_generations))).apply(batch(ledger.version), {})

    kinds = [entry.kind for partition in _PARTITIONS for entry in outcome.entries[partition]]
    assert kinds.count(ISSUED) == len(_PARTITIONS) * _CLAIMS - 1
    assert kinds[-1] == PARKED


async def test_a_claim_that_another_partition_settles_at_the_same_moment_is_set_aside_and_moves_nothing(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    generation, elsewhere = next(_generations), 20
    mine = batch(ledger.version)[_PARTITIONS[0]]
    receipt_id = receipt_id_of("750100001", claims(_PARTITIONS[0])[0].claim_id)
    written = writing.Writing.finish

    async def late(self: writing.Writing) -> None:
        monkeypatch.undo()
        await ledger.pool.execute(
            "insert into claim_head values ($1, $2, $3, 1, $4, 7, 1, 1)",
            generation,
            UUID(bytes=receipt_id),
            elsewhere,
            b"other content",
        )
        await written(self)

    processor = await owner(ledger, generation)
    monkeypatch.setattr(writing.Writing, "finish", late)
    outcome = await processor.apply({_PARTITIONS[0]: mine}, {})

    assert [entry.kind for entry in outcome.entries[_PARTITIONS[0]]] == [APPLIED, APPLIED, PARKED, ISSUED, ISSUED]
    query = "select partition, last_seq from claim_head where generation = $1 and receipt_id = $2"
    assert tuple(await ledger.pool.fetchrow(query, generation, UUID(bytes=receipt_id)) or ()) == (elsewhere, 7)


async def test_only_places_in_the_log_that_moved_are_written(ledger: Ledger) -> None:
    generation, partition = next(_generations), _PARTITIONS[0]
    processor, records = await owner(ledger, generation), batch(ledger.version)[partition]
    query = (
        "select topic, next_offset, xmin::text from progress where generation = $1 and partition = $2 order by topic"
    )
    await processor.apply({partition: records[:-1]}, {})
    before = {row["topic"]: row for row in await ledger.pool.fetch(query, generation, partition)}
    await processor.apply({partition: records[-1:]}, {})
    after = {row["topic"]: row for row in await ledger.pool.fetch(query, generation, partition)}

    assert after.pop(CLAIM.name)["next_offset"] == before.pop(CLAIM.name)["next_offset"] + 1 == _CLAIMS
    assert after == before, "not even the version of the other rows"


@pytest.mark.parametrize("enough", [1, 1_000])
async def test_a_record_that_is_driven_again_in_the_flush_that_sets_it_aside_closes_it(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, enough: int
) -> None:
    """As a rebuild does, whose flushes take what came long after one another."""
    monkeypatch.setattr(writing, "_ENOUGH", enough)
    await ledger.activated()
    broken = ledger.log.raw(CLAIM, b"junk")
    mark = ("redrive-of", f"{ledger.generation}-{PARTITION}-3".encode())
    again = ledger.log.raw(CLAIM, seal(a_claim().SerializeToString()), headers=(mark,))
    await ledger.apply(ledger.log.rights(some_rights()), broken, again)

    query = "select seq, resolved_seq from parked where generation = $1"
    assert [tuple(row) for row in await ledger.pool.fetch(query, ledger.generation)] == [(3, 4)]


async def test_a_flush_that_is_cancelled_while_it_writes_gives_its_connection_back(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "_ENOUGH", 1)
    generation = next(_generations)
    processor = await owner(ledger, generation)
    begun = asyncio.Event()

    async def stuck(self: writing.Writing, *_what: object) -> None:
        begun.set()
        await self._connection.execute("select pg_sleep(5)")

    monkeypatch.setattr(writing.Writing, "_write", stuck)
    flush = asyncio.create_task(processor.apply(batch(ledger.version), {}))
    await begun.wait()
    await asyncio.sleep(0.05)
    flush.cancel()
    async with asyncio.timeout(3):
        await asyncio.gather(flush, return_exceptions=True)
    monkeypatch.undo()

    outcome = await processor.apply(batch(ledger.version), {})
    assert not outcome.lost
    assert ledger.pool.get_idle_size() == ledger.pool.get_size()
