"""The whole proof over a history that was read: order, replay, database, intents; counts, digests, a verdict."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from reimbursement.rule_tables import Tables
from tools.checker import intents as intent_log
from tools.checker.chain import check_chains
from tools.checker.compare import EVENT_NAMES
from tools.checker.control import Rulebook
from tools.checker.dump import Dump
from tools.checker.evidence import Line, Quota, Witness, tally, unmet
from tools.checker.final import check_state, check_years
from tools.checker.findings import Findings
from tools.checker.intents import Intent
from tools.checker.log import CLAIM, INPUTS, RECEIPT, Log, digest
from tools.checker.merge import Step, check_dense, merge
from tools.checker.outputs import Applied, Parked, Receipt
from tools.checker.published import Published, Sequences, read_sequences
from tools.checker.reading import ClaimRecord, read_input
from tools.checker.replay import Replay
from tools.checker.standings import check_doubles, check_intents, check_sent, standings
from tools.checker.state import PartitionState
from tools.checker.stored import check_entries, check_positions


@dataclass(frozen=True)
class History:
    """Everything the checker looks at, as read from its sources."""

    log: Log
    dump: Dump
    tables: Mapping[str, Tables]
    intents: Sequence[Intent] | None = None
    evidence: Sequence[Line] = ()
    generation: int = 1


@dataclass
class Verdict:
    """What came out: `findings` empty and `unmet` empty means proved."""

    findings: Findings
    counts: Counter[str]
    digests: dict[str, str]
    unmet: list[str]

    @property
    def word(self) -> str:
        """proved, refuted (something is wrong) or void (too little was reached to prove anything)."""
        if self.findings:
            return "refuted"
        return "void" if self.unmet else "proved"

    @property
    def exit_code(self) -> int:
        """0 proved, 1 refuted, 3 void."""
        return {"proved": 0, "refuted": 1, "void": 3}[self.word]


def _rulebook(tables: Mapping[str, Tables]) -> Rulebook:
    return tables.get


def _numbers(log: Log, sequences: Sequences) -> list[int]:
    inputs = {partition for (topic, partition), records in log.items() if topic in INPUTS and records}
    return sorted(inputs | sequences.by_partition.keys())


def _sums(receipt: Receipt, where: str, findings: Findings) -> None:
    """Price = AMO + local scheme + AMC + patient, of every line and of the receipt; recoveries tell the two apart."""
    paid = receipt.amo_paid_cents + receipt.local_scheme_cents + receipt.amc_cents + receipt.patient_cents
    findings.expect("sum", where, expected=receipt.price_cents, found=paid)
    for line in receipt.lines:
        parts = line.amo_paid_cents + line.local_scheme_cents + sum(line.amc_cents) + line.patient_cents
        findings.expect("sum", f"{where} line {line.line_no}", expected=line.price_cents, found=parts)
    recovered = sum(recovery.amount_cents for recovery in receipt.recoveries)
    for name, sign in (("amo_paid_cents", -1), ("patient_cents", 1)):
        lines = sum(getattr(line, name) for line in receipt.lines)
        findings.expect("sum", f"{where} {name}", expected=lines + sign * recovered, found=getattr(receipt, name))


def _named(published: Published, steps: Mapping[tuple[str, int, int], Step]) -> Parked | None:
    """A parked entry with issuer and claim named, from the record itself where the entry does not."""
    parked = published.outcome
    if not isinstance(parked, Parked) or parked.claim_id or parked.topic != CLAIM:
        return None
    step = steps.get((parked.topic, published.raw.partition, parked.offset))
    record = read_input(step.source) if step is not None else None
    if not isinstance(record, ClaimRecord):
        return None
    claim = record.claim
    return replace(parked, issuer=record.issuer, claim_id=claim.claim_id, claim_version=claim.version)


class _Check:
    """Holds what the parts of one proof share."""

    def __init__(self, history: History) -> None:
        self.history = history
        self.findings = Findings()
        self.counts: Counter[str] = Counter()
        receipts = [r for (topic, _), records in sorted(history.log.items()) if topic == RECEIPT for r in records]
        self.sequences = read_sequences(receipts, history.generation, self.findings)
        self.steps: dict[int, list[Step]] = {}
        self.states: list[PartitionState] = []

    @property
    def published(self) -> list[Published]:
        """Every entry, partition by partition in order."""
        return [entry for _, entries in sorted(self.sequences.by_partition.items()) for entry in entries]

    def order(self) -> None:
        """Every input record is covered exactly once, in an order that the vectors tell."""
        check_dense(self.history.log, self.findings)
        for number in _numbers(self.history.log, self.sequences):
            entries = self.sequences.by_partition.get(number, [])
            self.steps[number] = merge(number, entries, self.history.log, self.findings)

    def replay(self) -> None:
        """The same order through the rules gives the same entries and the same counters."""
        book = _rulebook(self.history.tables)
        for number, steps in self.steps.items():
            one = Replay(number, book, generation=self.history.generation, findings=self.findings)
            self.states.append(one.run(steps))

    def database(self) -> None:
        """The ledger's rows are what was published and what the replay reached."""
        dump = self.history.dump
        check_entries(dump.entries, self.published, self.findings)
        last = {number: entries[-1].seq for number, entries in self.sequences.by_partition.items() if entries}
        check_positions(dump, last, self.history.log, self.findings)
        self.counts["counter rows"] = check_years(self.states, dump, self.findings)
        check_state(self.states, dump, self.findings)

    def claims(self) -> None:
        """Nothing acknowledged is lost, nothing is doubled, every cent is somewhere."""
        every = [step for steps in self.steps.values() for step in steps]
        places = {(step.source.topic, step.source.partition, step.source.offset): step for step in every}
        found = standings(_named(entry, places) or entry.outcome for entry in self.published)
        for entry in self.published:
            if isinstance(entry.outcome, Receipt):
                _sums(entry.outcome, entry.where, self.findings)
        chains = check_chains(self.published, self.history.dump.years, self.findings)
        stand = [chain.receipt for chain in chains.values() if chain.receipt is not None]
        self.counts["claims corrected"] = sum(one.claim_version > 1 and not one.cancelled for one in stand)
        self.counts["claims cancelled"] = sum(one.cancelled for one in stand)
        self.counts["doubled"] = check_doubles(found, self.findings)
        self.counts.update(f"claims {standing.state}" for standing in found.values())
        if self.history.intents is not None:
            self.counts["acknowledged"] = sum(intent.result == "ok" for intent in self.history.intents)
            self.counts["lost"] = check_intents(self.history.intents, found, self.findings)
            sent = (raw for (topic, _), raws in self.history.log.items() if topic == CLAIM for raw in raws)
            self.counts["versions sent again"] = check_sent(self.history.intents, sent, self.findings)

    def faults(self) -> None:
        """What was done to the house, as far as the topics bear it out."""
        if self.history.evidence:
            self.counts.update(tally(self.history.evidence, _witness(self.history.log, self.steps.values())))

    def count(self) -> None:
        """What was reached."""
        for (topic, _), records in self.history.log.items():
            self.counts[f"records {topic}"] += len(records)
        self.counts.update(EVENT_NAMES[type(entry.outcome)] for entry in self.published)
        outcomes = [entry.outcome for entry in self.published]
        self.counts.update(f"parked {o.reason} {o.detail}" for o in outcomes if isinstance(o, Parked))
        self.counts.update(f"applied {o.effect}" for o in outcomes if isinstance(o, Applied))
        self.counts["receipts reassessed"] = sum(isinstance(o, Receipt) and bool(o.cause) for o in outcomes)
        self.counts["entries"] = len(outcomes)
        last = {number: len(entries) for number, entries in self.sequences.by_partition.items()}
        behind = (last.get(row.partition, 0) - row.published_seq for row in self.history.dump.ledger)
        self.counts["published, mark behind"] = sum(max(0, entries) for entries in behind)
        self.counts["published twice"] = self.sequences.duplicates
        self.counts["expanded entries"] = sum(len(s.entries) - 1 for steps in self.steps.values() for s in steps)


def _witness(log: Log, steps: Iterable[Sequence[Step]]) -> Witness:
    """What the topics say of the time and fate of records."""

    def moments(topic: str) -> list[int]:
        return sorted(record.timestamp_ms for (name, _), records in log.items() if name == topic for record in records)

    outcomes = {
        (step.source.topic, step.source.partition, step.source.offset): EVENT_NAMES[type(step.entries[0].outcome)]
        for partition in steps
        for step in partition
    }
    return Witness(moments(CLAIM), moments(RECEIPT), outcomes)


def _digests(history: History) -> dict[str, str]:
    return {
        topic: digest(record for place in sorted(history.log) if place[0] == topic for record in history.log[place])
        for topic in (*INPUTS, RECEIPT)
    }


def check(history: History, quotas: Sequence[Quota] = ()) -> Verdict:
    """Prove or refute a history."""
    run = _Check(history)
    for part in (run.order, run.replay, run.database, run.claims, run.faults, run.count):
        part()
    return Verdict(run.findings, run.counts, _digests(history), unmet(quotas, run.counts))


__all__ = ["History", "Verdict", "check", "intent_log"]
