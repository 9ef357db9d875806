"""A Reassess takes a receipt's own uses back and settles it again: a new revision, or the receipt stands, said so."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.codec import receipt_id_of
from contracts.envelope import open_value
from contracts.topics import CONTROL
from receipts.ledger.inputs import REASSESSED_AT_MOST, Poison, decode
from reimbursement_tables import load
from tests.fakes.pure_worker import PureWorker
from tests.receipts.ledger.log import HOME, PARTITION, Log, LoggedRecord, a_claim, paid_directly, some_rights
from tests.receipts.ledger.rates import with_consultation_at
from vitale.claim.v1.claim_pb2 import Claim
from vitale.control.v1.control_pb2 import ControlRecord, Reassess, ReassessedClaim
from vitale.receipt.v1.receipt_pb2 import LedgerEvent, ReceiptIssued
from vitale.rights.v1.rights_pb2 import EXEMPTION_KIND_ALD, BeneficiaryRights, Exemption

TABLES = load()
LOWER = with_consultation_at("28.00")
ISSUER = "750100001"
NAMED = ReassessedClaim(home_id=HOME, claim_bytes=a_claim().SerializeToString())


class Partition:
    """One person's receipts under the old rate, and the new rate in force."""

    def __init__(self) -> None:
        self.log, self.worker = Log(), PureWorker(TABLES, partition=PARTITION)
        self.worker.take(self.log.rights(some_rights()))

    def issue(self, claim: Claim) -> ReceiptIssued:
        """The receipt of a claim."""
        return self.worker.issue(self.log.claim(claim))

    def reassess(self, *claims: Claim) -> list[LedgerEvent]:
        """What a Reassess under the new rate becomes."""
        self.worker.activate(LOWER)
        return self.worker.take(self.log.reassess(LOWER.version, *claims))

    def uses(self) -> list[tuple[int, int, bytes]]:
        """Counter, amount and receipt of every use that the ledger holds."""
        bodies = [body for years in self.worker.state.years.values() for body in years.values()]
        return sorted((u.counter, u.amount_cents, u.receipt_id) for body in bodies for u in body.uses)


def money(receipt: ReceiptIssued) -> tuple[int, int, int, int]:
    """Price, AMO, AMC, patient."""
    return receipt.price_cents, receipt.amo_paid_cents, receipt.amc_cents, receipt.patient_cents


def test_a_changed_rate_gives_a_new_revision_that_names_its_cause_and_uses_everything_once() -> None:
    partition, claim = Partition(), a_claim()
    before = partition.issue(claim)
    uses = partition.uses()

    decision, again = partition.reassess(claim)

    after = again.receipt_issued
    assert decision.record_applied.effect == "reassess"
    assert (money(before), money(after)) == ((3000, 1900, 0, 1100), (3000, 1760, 0, 1240))
    assert (after.revision, after.basis, after.rules_version) == (2, 2, LOWER.version)
    assert (after.cause, after.cause_seq) == ("RATE_CHANGED", partition.worker.turn.entries[-2].seq)
    assert after.participation_year_cents == before.participation_year_cents == 200
    assert partition.uses() == uses, "its own uses were taken back, and taken once"


def test_a_receipt_whose_amounts_do_not_change_stands_and_says_so() -> None:
    partition = Partition()
    old = a_claim("OLD", care_date="2024-12-20", price_cents=2650)
    partition.issue(old)
    held, uses = dict(partition.worker.state.heads), partition.uses()

    _, again = partition.reassess(old)

    assert again.record_ignored.reason == "SAME_AMOUNTS"
    assert again.record_ignored.receipt_id == receipt_id_of(ISSUER, "OLD")
    assert (partition.worker.state.heads, partition.uses()) == (held, uses)


def test_each_receipt_has_its_own_seq_and_a_second_reassess_changes_nothing_more() -> None:
    partition, claims = Partition(), [a_claim(f"F{n}", care_date=f"2025-03-0{n}") for n in range(1, 5)]
    for claim in claims:
        partition.issue(claim)
    first = partition.reassess(*claims)
    second = partition.reassess(*claims)

    assert [event.WhichOneof("outcome") for event in first] == ["record_applied", *["receipt_issued"] * 4]
    assert [event.record_ignored.reason for event in second[1:]] == ["SAME_AMOUNTS"] * 4
    seqs = [entry.seq for entry in partition.worker.turn.entries]
    assert seqs == list(range(1, len(seqs) + 1))


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 28), st.integers(2300, 6000), st.booleans()), min_size=1, max_size=30),
    st.sampled_from(["25.00", "28.00", "33.00"]),
)
def test_what_was_settled_and_reassessed_is_what_the_new_rate_gives_in_log_order(
    bills: list[tuple[int, int, bool]], euros: str
) -> None:
    new, log, other = with_consultation_at(euros), Log(), Log()
    was, straight = PureWorker(TABLES, partition=PARTITION), PureWorker(new, partition=PARTITION)
    was.take(log.rights(some_rights()))
    straight.take(other.rights(some_rights()))
    claims = [
        a_claim(f"F{n}", care_date=f"2025-03-{day:02}", price_cents=cents) for n, (day, cents, _) in enumerate(bills)
    ]
    for claim, (*_, direct) in zip(claims, bills, strict=True):
        claim.third_party_payment = direct and all(bill[2] for bill in bills)
        was.issue(log.claim(claim))
    was.activate(new)
    again = was.take(log.reassess(new.version, *claims))[1:]

    last = {event.receipt_issued.claim_id: event.receipt_issued for event in was_events(was)}
    expected = {claim.claim_id: straight.issue(other.claim(claim)) for claim in claims}
    assert len(again) == len(claims)
    for name, receipt in expected.items():
        assert money(last[name]) == money(receipt)
        assert [line.participation_cents for line in last[name].lines] == [
            line.participation_cents for line in receipt.lines
        ]


def was_events(worker: PureWorker) -> list[LedgerEvent]:
    """Every receipt event of a worker, in order."""
    events = [LedgerEvent.FromString(open_value(entry.payload)) for entry in worker.turn.entries]
    return [event for event in events if event.HasField("receipt_issued")]


def test_what_a_later_receipt_recovered_is_not_recovered_again() -> None:
    partition = Partition()
    deferred = paid_directly(a_claim("A", care_date="2025-03-03"))
    partition.issue(deferred)
    assert partition.issue(a_claim("B", care_date="2025-04-01")).recoveries[0].amount_cents == 200
    partition.reassess(deferred)

    assert not partition.issue(a_claim("C", care_date="2025-04-02")).recoveries


def test_under_other_rules_nothing_is_done() -> None:
    partition, claim = Partition(), a_claim()
    partition.issue(claim)
    (event,) = partition.worker.take(partition.log.reassess(LOWER.version, claim))

    assert event.record_ignored.reason == "OTHER_RULES"


def test_only_the_claim_that_was_settled_is_settled_again() -> None:
    partition = Partition()
    partition.issue(a_claim())
    partition.worker.take(partition.log.claim(a_claim("W", rights_revision=9)))
    events = partition.reassess(a_claim(content="other"), a_claim("NEVER"), a_claim("W", rights_revision=9))[1:]

    assert events[0].record_parked.reason == "CONTENT_CONFLICT"
    assert [event.record_ignored.reason for event in events[1:]] == ["UNKNOWN_RECEIPT", "NOT_SETTLED"]


def test_a_receipt_set_aside_is_parked_as_a_reassess_of_it_alone() -> None:
    partition, good = Partition(), a_claim("GOOD")
    partition.issue(good)
    partition.issue(a_claim("BAD"))
    wrong = a_claim("BAD", content="other")
    partition.reassess(good, wrong)
    letter = partition.worker.turn.entries[-1].dead_letter

    assert letter is not None
    record = LoggedRecord(letter.topic, PARTITION, 99, 0, HOME, letter.value)
    alone = ControlRecord.FromString(open_value(record.value))
    assert [Claim.FromString(named.claim_bytes) for named in alone.reassess.receipts] == [wrong]
    assert not isinstance(decode(record), Poison)


def test_backdated_rights_change_what_was_paid_and_what_was_rejected() -> None:
    partition, claim = Partition(), a_claim()
    claim.related_to_exemption = True
    partition.issue(claim)
    early = a_claim("EARLY", care_date="1999-12-31")
    (rejected,) = partition.worker.take(partition.log.claim(early))
    assert rejected.HasField("claim_rejected")
    partition.worker.take(partition.log.rights(_exempted(some_rights(revision=2))))

    _, again, still = partition.worker.take(
        partition.log.reassess(TABLES.version, claim, early, reason="RIGHTS_CHANGED")
    )

    assert again.receipt_issued.rights_revision == 2
    assert again.receipt_issued.cause == "RIGHTS_CHANGED"
    assert still.record_ignored.reason == rejected.claim_rejected.code


def _exempted(rights: BeneficiaryRights) -> BeneficiaryRights:
    """The same person with an exemption since before the care."""
    period = rights.coverages[0].amo_periods[0]
    rights.coverages[0].exemptions.append(Exemption(kind=EXEMPTION_KIND_ALD, period=period))
    return rights


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reason": "because of Camille"}, "reassess.reason"),
        ({"receipts": []}, "reassess.receipts"),
        ({"receipts": [NAMED] * 2}, "reassess.receipts"),
        ({"receipts": [ReassessedClaim(home_id=b"x", claim_bytes=a_claim().SerializeToString())]},
         "reassess.receipts.home_id"),
        ({"receipts": [ReassessedClaim(home_id=HOME)] * (REASSESSED_AT_MOST + 1)}, "reassess.receipts"),
        ({"receipts": [ReassessedClaim(home_id=HOME)]}, "subject_id"),
    ],
)  # fmt: skip
def test_a_record_that_is_no_reassess_is_poison_and_names_the_field(change: dict[str, object], field: str) -> None:
    whole = {
        "reason": "RATE_CHANGED",
        "rules_version": TABLES.version,
        "receipts": [NAMED],
    }
    decision = Reassess(**{**whole, **change})  # type: ignore[arg-type]  # fields by name, one of them wrong
    poison = decode(Log().put(CONTROL, ControlRecord(reassess=decision)))

    assert isinstance(poison, Poison)
    assert (poison.reason, poison.detail) == ("UNDECODABLE", field)
