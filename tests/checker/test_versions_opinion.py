"""The checker and the worker take versions of claims in any order, each by its own code; their ledgers are the same."""

from hashlib import sha256
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.codec import receipt_id_of
from contracts.topics import SETTLEMENT
from receipts.worker.publication import receipt_record
from reimbursement_tables import load
from tests.fakes.pure_worker import PureWorker
from tests.receipts.ledger.log import (
    CAMILLE,
    PARTITION,
    Log,
    LoggedRecord,
    a_childs_rights,
    a_claim,
    a_table,
    contraception,
    nursing,
    out_of_pathway,
    paid_directly,
)
from tests.receipts.ledger.payments import AMC, AMO, ISSUER, a_payment
from tools.checker.chain import check_chains
from tools.checker.findings import Findings
from tools.checker.log import Raw
from tools.checker.merge import Step
from tools.checker.outputs import SubjectYear
from tools.checker.published import Published, read_sequences
from tools.checker.replay import Replay
from tools.checker.shape import decode
from tools.checker.state import PartitionState
from vitale.claim.v1.claim_pb2 import Claim
from vitale.rights.v1.rights_pb2 import BeneficiaryRights

TABLES, GENERATION, LEA = load(), 1, b"L" * 16
SOMEBODY_ELSE = b"M" * 16
"""Nothing is known of them, so their claims wait or are refused."""
TABLE, LATER_TABLE = a_table(), a_table(15_000)
APRIL_1999_US, MARCH_2025_US = 925_000_000_000_000, 1_742_000_000_000_000
THREE_YEARS_US = 3 * 366 * 86_400 * 1_000_000
NAMES = ["F1", "F2"]
Message = Claim | BeneficiaryRights | tuple[str, object]


@st.composite
def versions(draw: st.DrawFn) -> Claim:
    """A version of one of two claims of a child: to settle, secret, set aside, late, waiting, refused or cancelled."""
    name, day = draw(st.sampled_from(NAMES)), draw(st.sampled_from(["2025-03-03", "2025-03-03", "2024-12-31"]))
    shape = draw(st.sampled_from(["visit", "visit", "nurse", "secret", "unknown", "wrong"]))
    claim = nursing(name, day) if shape == "nurse" else a_claim(name, price_cents=draw(st.sampled_from([3000, 3500])))
    if shape == "secret":
        claim = contraception(claim)
    claim.care_date = "1999-01-01" if shape == "unknown" else day
    claim.accepted_at_us = APRIL_1999_US if shape == "unknown" else MARCH_2025_US
    claim.access = "nobody knows" if shape == "wrong" else ""
    claim = paid_directly(claim) if draw(st.booleans()) else claim
    claim = out_of_pathway(claim) if draw(st.booleans()) else claim
    claim.rights_revision = draw(st.sampled_from([0, 1, 1, 2]))
    claim.subject_id = draw(st.sampled_from([LEA] * 11 + [SOMEBODY_ELSE]))
    claim.opener_subject_id = draw(st.sampled_from([CAMILLE, CAMILLE, CAMILLE, LEA]))
    claim.version = draw(st.sampled_from([1, 1, 1, 1, 2, 2, 2, 3, 3, 4]))
    claim.cancelled = draw(st.integers(0, 7)) == 5
    claim.accepted_at_us += THREE_YEARS_US if draw(st.integers(0, 11)) == 7 else 0
    claim.first_accepted_at_us = MARCH_2025_US if claim.version > 1 and draw(st.booleans()) else 0
    claim.content_hash = sha256(claim.SerializeToString(deterministic=True)).digest()
    return claim


@st.composite
def rights(draw: st.DrawFn) -> BeneficiaryRights:
    """What is known of the child: a revision, a contract whose table may come later, a scheme."""
    table = draw(st.sampled_from([None, TABLE, TABLE, LATER_TABLE]))
    known = a_childs_rights(LEA, CAMILLE, birth_date="2008-06-01", table=table)
    known.revision = draw(st.sampled_from([1, 2, 3]))
    known.coverages[0].regime = draw(st.sampled_from(["01", "01", "02"]))
    return known


_payments = st.builds(
    a_payment,
    st.sampled_from(NAMES),
    st.sampled_from([1900, 1000, -50]),
    payer=st.sampled_from([AMO, AMC]),
    reference=st.sampled_from(["A", "B", "C"]),
    claim_version=st.sampled_from([0, 0, 1, 2, 3]),
    subject_id=st.just(LEA),
).map(lambda payment: ("payment", payment))
_decisions: st.SearchStrategy[tuple[str, object]] = st.one_of(
    st.sampled_from(NAMES).map(lambda name: ("deadline", receipt_id_of(ISSUER, name))),
    st.just(("table", LATER_TABLE)),
    st.lists(versions(), min_size=1, max_size=2, unique_by=lambda claim: claim.claim_id).map(lambda c: ("again", c)),
    st.just(("again", [])),
)
_any = st.one_of(versions(), versions(), versions(), rights(), _payments, _decisions)
_messages = st.lists(_any, min_size=8, max_size=40)


def _logged(log: Log, message: Message, before: list[Claim]) -> LoggedRecord:
    if isinstance(message, Claim):
        return log.claim(message)
    if isinstance(message, BeneficiaryRights):
        return log.rights(message)
    kind, what = message
    if kind == "payment":
        return log.put(SETTLEMENT, what)  # type: ignore[arg-type]  # by its kind
    if kind == "deadline":
        return log.deadline(what)  # type: ignore[arg-type]
    if kind == "table":
        return log.guarantees(what)  # type: ignore[arg-type]
    named = {claim.claim_id: claim for claim in [*before, *what]}  # type: ignore[misc]
    return log.reassess(TABLES.version, *named.values()) if named else log.deadline(bytes(16))


class Both:
    """The worker and the checker, given the same log."""

    def __init__(self, messages: list[Message]) -> None:
        self.findings, self.worker = Findings(), PureWorker(TABLES, partition=PARTITION)
        log, replay = Log(), Replay(PARTITION, lambda _: TABLES, generation=GENERATION, findings=self.findings)
        claims: list[Claim] = []
        records = [log.activate(TABLES.version), log.guarantees(TABLE), log.rights(_first_rights())]
        for message in messages:
            records.append(_logged(log, message, claims))
            claims += [message] if isinstance(message, Claim) else []
        self.worker.turn.rules_version = None  # so that the activation is one for both
        counts = [len(self.worker.take(record)) for record in records]
        self.published = self._published()
        entries = iter(self.published)
        steps = [Step(Raw(*r), [next(entries) for _ in range(n)]) for r, n in zip(records, counts, strict=True)]
        self.mine: PartitionState = replay.run(steps)

    def _published(self) -> list[Published]:
        sent = [receipt_record(GENERATION, entry) for entry in self.worker.turn.entries]
        raws = [Raw(r.topic, r.partition, at, 0, r.key, r.value, tuple(r.headers)) for at, r in enumerate(sent)]
        return read_sequences(raws, GENERATION, self.findings).by_partition[PARTITION]


def _first_rights() -> BeneficiaryRights:
    return a_childs_rights(LEA, CAMILLE, birth_date="2008-06-01", table=TABLE)


@settings(deadline=None, max_examples=120)
@given(_messages)
def test_the_checker_comes_to_the_same_entries_and_rows(messages: list[Message]) -> None:
    both = Both(messages)
    mine, theirs = both.mine, cast("Any", both.worker.state)
    check_chains(both.published, (), chains := Findings())

    assert [str(example) for example in both.findings.examples] == []
    # Without rows to compare with every use is missing: what else the entries say of one another must hold.
    assert set(chains.counts) <= {"use-missing"}
    assert {r: (h.version, h.content_hash, h.last_seq, h.revision, h.basis) for r, h in mine.heads.items()} == {
        r: (h.version, h.content_hash, h.last_seq, h.revision, h.basis) for r, h in theirs.heads.items()
    }
    assert {r: (w.seq, w.needs_revision, w.needs_hash) for r, w in mine.waiting.items()} == {
        r: (w.seq, w.needs_revision, w.needs_hash) for r, w in theirs.waiting.items()
    }
    assert {(r, v): e.seq for r, held in mine.early.items() for v, e in held.items()} == {
        key: version.seq for key, version in theirs.early.items()
    }
    years = {year: decode(SubjectYear, body.SerializeToString()) for year, body in theirs.years.get(LEA, {}).items()}
    assert {year: uses for (_, year), uses in mine.uses.items() if uses} == {
        year: list(body.uses) for year, body in years.items() if body.uses
    }
