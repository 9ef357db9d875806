"""What each settlement becomes, on the worker's decisions alone: recorded, waiting, ignored or set aside."""

import pytest

from contracts.topics import SETTLEMENT
from receipts.ledger.inputs import Poison, decode
from reimbursement_tables import load
from tests.fakes.pure_worker import PureWorker
from tests.receipts.ledger.log import PARTITION, Log, a_claim, a_table, some_rights
from tests.receipts.ledger.payments import AMC, AMO, DAY, a_payment, a_refusal
from vitale.receipt.v1.receipt_pb2 import AUDIENCE_FAMILY, LedgerEvent, SettlementRecorded
from vitale.settlement.v1.settlement_pb2 import PAID_TO_INSURED, PAID_TO_PROFESSIONAL, Payment, Settlement

TABLE = a_table()


class World:
    """A worker that knows Camille, insured and covered by one contract."""

    def __init__(self) -> None:
        self.log = Log()
        self.worker = PureWorker(load(), partition=PARTITION)
        self.worker.take(self.log.guarantees(TABLE), self.log.rights(some_rights(table=TABLE)))

    def pay(self, settlement: Settlement) -> LedgerEvent:
        """What one settlement becomes."""
        (event,) = self.worker.take(self.log.put(SETTLEMENT, settlement))
        return event

    def recorded(self, settlement: Settlement) -> SettlementRecorded:
        """A settlement that must stand."""
        event = self.pay(settlement)
        assert event.HasField("settlement_recorded"), event
        return event.settlement_recorded


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def issued(world: World) -> World:
    """With a receipt of 30.00: AMO 19.00, contract 9.00, patient 2.00."""
    receipt = world.worker.issue(world.log.claim(a_claim()))
    assert (receipt.amo_paid_cents, receipt.amc_cents, receipt.patient_cents) == (1900, 900, 200)
    return world


def test_a_payment_moves_the_revision_of_its_receipt_and_not_its_basis(issued: World) -> None:
    recorded = issued.recorded(a_payment())

    assert (recorded.revision, recorded.basis) == (2, 1)
    assert recorded.audience == AUDIENCE_FAMILY
    assert (recorded.issuer, recorded.claim_id) == ("750100001", "F1")
    shown = recorded.settlement
    assert (shown.payer, shown.reference, shown.day, shown.revision) == (AMO, "VIR-1", DAY, 2)
    assert shown.paid == Payment(to=PAID_TO_INSURED, amount_cents=1900)
    assert (shown.differs_by_cents, recorded.settled_amo_cents, recorded.settled_amc_cents) == (0, 1900, 0)


def test_each_side_has_a_total_of_its_own(issued: World) -> None:
    issued.recorded(a_payment())
    recorded = issued.recorded(a_payment(cents=900, payer=AMC, to_professional=True))

    assert recorded.settlement.paid.to == PAID_TO_PROFESSIONAL
    assert (recorded.settlement.differs_by_cents, recorded.revision) == (0, 3)
    assert (recorded.settled_amo_cents, recorded.settled_amc_cents) == (1900, 900)


def test_another_amount_is_recorded_and_flagged_until_what_is_missing_comes(issued: World) -> None:
    part = issued.recorded(a_payment(cents=1000, reference="A"))
    rest = issued.recorded(a_payment(cents=900, reference="B"))
    much = issued.recorded(a_payment(cents=5, reference="C"))
    back = issued.recorded(a_payment(cents=-5, reference="D"))

    assert [one.settlement.differs_by_cents for one in (part, rest, much, back)] == [-900, 0, 5, 0]
    assert [one.settled_amo_cents for one in (part, rest, much, back)] == [1000, 1900, 1905, 1900]


def test_an_insurer_that_is_not_on_the_receipt_owes_nothing(issued: World) -> None:
    stranger = type(AMC)(kind=AMC.kind, number="99999999")

    assert issued.recorded(a_payment(cents=900, payer=stranger)).settlement.differs_by_cents == 900


def test_a_refusal_stands_with_its_code_and_counts_nothing(issued: World) -> None:
    recorded = issued.recorded(a_refusal())

    assert (recorded.settlement.rejected.code, recorded.settlement.rejected.words) == ("R07", "Contrat clos")
    assert not recorded.settlement.HasField("paid")
    assert (recorded.settled_amc_cents, recorded.settlement.differs_by_cents) == (0, -900)


def test_the_same_content_is_ignored_and_other_content_is_set_aside(issued: World) -> None:
    issued.recorded(a_payment())

    assert issued.pay(a_payment()).record_ignored.reason == "SAME_CONTENT"
    other = issued.pay(a_payment(cents=1901)).record_parked
    assert (other.reason, other.detail, other.topic) == ("CONTENT_CONFLICT", "reference", SETTLEMENT.name)
    assert issued.recorded(a_payment(cents=1, reference="VIR-2")).settled_amo_cents == 1901


def test_the_same_reference_pays_many_receipts(issued: World) -> None:
    issued.worker.issue(issued.log.claim(a_claim("F2", care_date="2025-03-04")))

    assert issued.recorded(a_payment("F1")).revision == 2
    assert issued.recorded(a_payment("F2")).revision == 2


def test_a_settlement_of_somebody_else_is_set_aside(issued: World) -> None:
    parked = issued.pay(a_payment(subject_id=b"X" * 16)).record_parked

    assert (parked.reason, parked.detail) == ("CONTENT_CONFLICT", "subject_id")


def test_a_settlement_waits_for_its_receipt_and_follows_it_at_once(world: World) -> None:
    assert world.pay(a_payment()).record_applied.effect == "settlement_waiting"
    assert world.pay(a_payment()).record_ignored.reason == "SAME_CONTENT"
    assert world.pay(a_payment(cents=1)).record_parked.reason == "CONTENT_CONFLICT"
    world.pay(a_payment(cents=900, payer=AMC))
    receipt, amo, amc = world.worker.take(world.log.claim(a_claim()))

    assert receipt.receipt_issued.revision == 1
    assert (amo.settlement_recorded.settlement.payer, amo.settlement_recorded.revision) == (AMO, 2)
    assert (amc.settlement_recorded.settlement.payer, amc.settlement_recorded.revision) == (AMC, 3)
    assert not world.worker.state.settlements.waiting


def test_a_settlement_waits_as_long_as_its_claim_does(world: World) -> None:
    world.worker.take(world.log.claim(a_claim(rights_revision=2)))
    assert world.pay(a_payment()).record_applied.effect == "settlement_waiting"
    rights, receipt, paid = world.worker.take(world.log.rights(some_rights(revision=2, table=TABLE)))

    assert rights.record_applied.effect == "rights"
    assert receipt.HasField("receipt_issued")
    assert paid.settlement_recorded.settled_amo_cents == 1900


def test_a_settlement_waits_for_the_version_that_it_names(issued: World) -> None:
    assert issued.pay(a_payment(claim_version=2)).record_applied.effect == "settlement_waiting"
    assert issued.recorded(a_payment(claim_version=1, reference="VIR-2")).revision == 2


def test_money_for_a_refused_claim_is_recorded_for_nobody_to_see_and_flagged(world: World) -> None:
    late = a_claim(care_date="1999-01-01")
    (refused,) = world.worker.take(world.log.claim(late))
    assert refused.HasField("claim_rejected")
    recorded = world.recorded(a_payment())

    assert (recorded.audience, recorded.settlement.differs_by_cents) == (0, 1900)


WRONG = {
    "receipt_id": Settlement(receipt_id=b"?" * 16),
    "subject_id": Settlement(subject_id=b"?"),
    "reference": Settlement(reference="Camille"),
    "day": Settlement(day="10/03/2025"),
    "paid": Settlement(paid=Payment(amount_cents=0)),
    "content_hash": Settlement(content_hash=b"?"),
}


@pytest.mark.parametrize("field", [*WRONG, "payer"])
def test_a_settlement_that_lacks_a_field_is_undecodable_by_its_name(field: str) -> None:
    settlement = a_payment()
    if field == "payer":
        settlement.payer.kind = 7  # type: ignore[assignment]  # an unknown member travels as a number
    elif field == "paid":
        settlement.paid.amount_cents = 0
    else:
        setattr(settlement, field, getattr(WRONG[field], field))
    poison = decode(Log().put(SETTLEMENT, settlement))

    assert isinstance(poison, Poison)
    assert (poison.reason, poison.detail) == ("UNDECODABLE", field)
