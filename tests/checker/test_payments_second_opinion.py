"""The checker and the worker settle payments each by its own code, in any order, and come to the same entries."""

from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.topics import SETTLEMENT
from receipts.worker.publication import receipt_record
from reimbursement_tables import load
from tests.fakes.pure_worker import PureWorker
from tests.receipts.ledger.log import PARTITION, Log, LoggedRecord, a_claim, a_table, contraception, some_rights
from tests.receipts.ledger.payments import AMC, AMO, a_payment, a_refusal
from tools.checker.findings import Findings
from tools.checker.log import Raw
from tools.checker.merge import Step
from tools.checker.outputs import Settlement
from tools.checker.published import read_sequences
from tools.checker.replay import Replay
from tools.checker.shape import decode
from vitale.rights.v1.rights_pb2 import BeneficiaryRights
from vitale.settlement.v1.settlement_pb2 import Settlement as Stated

TABLES, TABLE, GENERATION = load(), a_table(), 1
_claim_ids = st.sampled_from(["F1", "F2", "F3"])
_payments = st.builds(
    a_payment,
    _claim_ids,
    st.sampled_from([1900, 1000, -50]),
    payer=st.sampled_from([AMO, AMC]),
    reference=st.sampled_from(["A", "B"]),
    claim_version=st.sampled_from([0, 0, 1, 2]),
    subject_id=st.sampled_from([b"C" * 16, b"C" * 16, b"X" * 16]),
)
_claims = st.builds(
    lambda name, revision, secret: (contraception if secret else lambda one: one)(
        a_claim(name, rights_revision=revision, care_date="1999-01-01" if name == "F3" else "2025-03-03")
    ),
    _claim_ids,
    st.sampled_from([0, 1, 2]),
    st.booleans(),
)
_rights = st.builds(lambda revision: some_rights(revision=revision, table=TABLE), st.sampled_from([1, 2]))
_inputs = st.lists(st.one_of(_payments, _payments, st.builds(a_refusal, _claim_ids), _claims, _rights), max_size=25)


def _logged(log: Log, message: object) -> LoggedRecord:
    if isinstance(message, Stated):
        return log.put(SETTLEMENT, message)
    return log.rights(message) if isinstance(message, BeneficiaryRights) else log.claim(message)  # type: ignore[arg-type]  # the third kind


@settings(deadline=None, max_examples=120)
@given(_inputs)
def test_the_checker_comes_to_the_same_entries_and_rows(messages: list[object]) -> None:
    log, worker, findings = Log(), PureWorker(TABLES, partition=PARTITION), Findings()
    replay = Replay(PARTITION, lambda _: TABLES, generation=GENERATION, findings=findings)
    records = [log.activate(TABLES.version), log.guarantees(TABLE), *[_logged(log, one) for one in messages]]
    worker.turn.rules_version = None  # so that the activation is one for both
    made = []
    for record in records:
        before = len(worker.turn.entries)
        worker.take(record)
        made.append((record, len(worker.turn.entries) - before))
    sent = [receipt_record(GENERATION, entry) for entry in worker.turn.entries]
    raws = [Raw(r.topic, r.partition, at, 0, r.key, r.value, tuple(r.headers)) for at, r in enumerate(sent)]
    entries = iter(read_sequences(raws, GENERATION, findings).by_partition[PARTITION])
    state = replay.run([Step(Raw(*record), [next(entries) for _ in range(count)]) for record, count in made])

    assert [str(example) for example in findings.examples] == []
    theirs = {
        (receipt, *key): decode(Settlement, one.shown.SerializeToString())
        for receipt, mine in worker.state.settlements.recorded.items()
        for key, one in mine.items()
    }
    assert {(r, *key): one.shown for r, mine in state.paid.items() for key, one in mine.items()} == theirs
    waiting = {(r, *key) for r, mine in worker.state.settlements.waiting.items() for key in mine}
    assert {(r, *key) for r, mine in state.pays_later.items() for key in mine} == waiting
