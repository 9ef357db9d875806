"""Control records while faults go on: another rules version for some partitions, receipts settled again under it."""

from collections import Counter
from pathlib import Path
from random import Random
from typing import Final

from contracts.codec import receipt_id_of
from contracts.envelope import open_value
from contracts.topics import PARTITIONS
from reimbursement.rule_tables import Tables
from reimbursement_tables import load
from reimbursement_tables.loader import shipped
from tools.difference.tables import tables_of
from tools.faults.house import House
from tools.faults.records import recent_claims
from tools.operators.activation import activate_everywhere
from tools.operators.ledger import LedgerView
from vitale.control.v1.control_pb2 import ReassessedClaim

_TABLE: Final = "gp.yaml"
_PRICE, _CHEAPER = "value: 30.00", "value: 29.00"
_PARTITIONS_AT_ONCE: Final = 3
_LOOKED_AT: Final = 40
_RECEIPTS_AT_ONCE: Final = 25
_SETTLED: Final = """
select h.receipt_id, h.version, h.content_hash from receipts.claim_head h
join receipts.entry e on e.generation = h.generation and e.partition = h.partition and e.seq = h.last_seq
where h.generation = 1 and h.partition = $1 and e.kind = 1 and h.receipt_id = any($2)
"""


def cheaper(folder: Path) -> Path:
    """Write a table in which a consultation costs one euro less than in this build's; its path.

    Raises:
        ValueError: the shipped table no longer holds that price.
    """
    text = next(body for name, body in shipped().items() if name.endswith(f"tariffs/{_TABLE}"))
    if _PRICE not in text:
        raise ValueError(f"{_TABLE} holds no {_PRICE!r}: name another value to change")
    path = folder / _TABLE
    path.write_text(text.replace(_PRICE, _CHEAPER, 1), encoding="utf-8")
    return path


class Decisions:
    """An operator who decides at random. `counts`: what was sent, by kind."""

    def __init__(self, house: House, dice: Random) -> None:
        """Store both rules versions."""
        self._house, self._dice = house, dice
        self._versions: tuple[Tables, Tables] = (load(), tables_of(str(cheaper(house.papers))))
        self.counts: Counter[str] = Counter()
        self._turn = 0
        house.runner.run(self._store())

    async def _store(self) -> None:
        async with LedgerView.open(self._house.dsn) as ledger:
            for tables in self._versions:
                await ledger.store_rules(tables)

    def decide(self) -> None:
        """Activate the versions by turns in some partitions, and settle recent receipts of a few of these again."""
        self._turn = 1 - self._turn
        version = self._versions[self._turn].version
        partitions = self._dice.sample(range(PARTITIONS), PARTITIONS // 2)
        settled = {partition: self._settled(partition) for partition in partitions[:_PARTITIONS_AT_ONCE]}

        async def send() -> None:
            async with self._house.desk() as desk:
                await desk.activate(version, partitions)
                for partition, claims in settled.items():
                    if claims:
                        await desk.reassess(partition, "RATE_CHANGED", version, claims)

        self._house.runner.run(send())
        self.counts["activate"] += len(partitions)
        self.counts["reassess"] += sum(bool(claims) for claims in settled.values())

    def end(self) -> None:
        """Bring this build's rules into force again everywhere."""

        async def send() -> None:
            async with self._house.desk() as desk, LedgerView.open(self._house.dsn) as ledger:
                await activate_everywhere(self._versions[0], desk, ledger)

        self._house.runner.run(send())

    def _settled(self, partition: int) -> list[ReassessedClaim]:
        """Recent claims of a partition whose receipts stand as these claims say."""
        found: dict[tuple[bytes, int, bytes], ReassessedClaim] = {}
        for message, claim in recent_claims(self._house.bootstrap, partition, _LOOKED_AT):
            name = (receipt_id_of(claim.performer.practice_id, claim.claim_id), claim.version, claim.content_hash)
            found[name] = ReassessedClaim(home_id=message.key(), claim_bytes=open_value(message.value()))
        rows = self._house.fetch(_SETTLED, partition, [receipt_id.hex() for receipt_id, _, _ in found])
        standing = [(row["receipt_id"].bytes, row["version"], row["content_hash"]) for row in rows]
        return [found[name] for name in standing if name in found][:_RECEIPTS_AT_ONCE]
