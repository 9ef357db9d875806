"""The worker's decisions on a state that stays in memory: one partition, no database, no broker, nothing forgotten."""

from copy import deepcopy
from datetime import date

from contracts.envelope import open_value
from receipts.api.memory_ledger import MemoryLedger
from receipts.ledger.breaker import Breaker
from receipts.ledger.consume import Consumer
from receipts.ledger.entry import INPUT_NAMES
from receipts.ledger.inputs import Record, decode
from receipts.ledger.rules_shelf import RulesShelf
from receipts.ledger.state import FlushState
from receipts.ledger.turn import Turn
from receipts.visibility import Membership
from reimbursement.rule_tables import Tables
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, ReceiptIssued


class PureWorker:
    """Settles records under one version of the rules, as a processor would between loading and writing."""

    def __init__(self, tables: Tables, *, partition: int) -> None:
        offsets = dict.fromkeys(INPUT_NAMES, 0)
        self.turn = Turn(partition, 1, tables.version, None, Breaker(0, []), offsets, tables)
        self.state = FlushState()
        self._shelf = RulesShelf(tables)

    def activate(self, tables: Tables) -> None:
        """Settle under other tables from here on."""
        self.turn.rules_version, self.turn.tables = tables.version, tables

    def take(self, *records: Record) -> list[LedgerEvent]:
        """Consume records of the log; what they became."""
        before = len(self.turn.entries)
        Consumer(self.turn, self.state, self._shelf).consume([decode(record) for record in records])
        return [LedgerEvent.FromString(open_value(entry.payload)) for entry in self.turn.entries[before:]]

    def issue(self, record: Record) -> ReceiptIssued:
        """The receipt of a claim that must get one."""
        (event,) = self.take(record)
        if not event.HasField("receipt_issued"):
            raise AssertionError(f"no receipt but {event}")
        return event.receipt_issued

    def as_read(self) -> MemoryLedger:
        """The read side as it stands now."""
        state = self.state
        read = MemoryLedger(
            partitions={subject: known.partition for subject, known in state.rights.items()},
            subject_years={(who, year): body for who, years in state.years.items() for year, body in years.items()},
            rights={subject: known.rights for subject, known in state.rights.items()},
            guarantees=dict(state.guarantees),
            active={self.turn.partition: self._shelf.current.version},
        )
        for subject, known in state.rights.items():
            for coverage in known.rights.coverages:
                days, birth_date = coverage.membership, known.rights.birth_date
                last_day = date.fromisoformat(days.last_day) if days.last_day else None
                member = Membership(
                    subject, known.partition, coverage.quality, birth_date, date.fromisoformat(days.first_day), last_day
                )
                read.memberships.setdefault(coverage.opener_subject_id, []).append(member)
        read = deepcopy(read)
        read.shelf[self._shelf.current.version] = self._shelf.current
        return read
