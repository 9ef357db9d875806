"""The checker and the worker choose uses, rows and audiences each by its own code, and come to the same receipts."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from receipts.ledger.entry import Entry
from reimbursement_tables import load
from tests.fakes.pure_worker import PureWorker
from tests.receipts.ledger.log import (
    CAMILLE,
    PARTITION,
    Log,
    LoggedRecord,
    a_childs_rights,
    a_claim,
    contraception,
    nursing,
    out_of_pathway,
    paid_directly,
)
from tools.checker.log import Raw
from tools.checker.outputs import LedgerEvent, Outcome, Receipt, SubjectYear
from tools.checker.reading import ClaimRecord, RightsRecord, read_input
from tools.checker.settle import Settler
from tools.checker.shape import decode
from tools.checker.state import PartitionState
from vitale.claim.v1.claim_pb2 import Claim, LineDetail, Stay

TABLES = load()
LEA = b"L" * 16
Rows = dict[int, SubjectYear]


def raw(record: LoggedRecord) -> Raw:
    """A record as the checker reads it."""
    return Raw(*record)


def outcome(entry: Entry) -> Outcome | None:
    """What an entry says, read by the checker's own decoder."""
    return decode(LedgerEvent, entry.payload[2:]).outcome


def a_stay(claim_id: str, care_date: str) -> Claim:
    """Three nights in hospital, by what the base of the stay comes to."""
    claim = a_claim(claim_id, care_date=care_date, act_code="STAY", price_cents=0, base_cents=90_000)
    claim.setting, claim.performer.kind, claim.performer.sector = "hospital_stay", "other", ""
    claim.lines[0].family, claim.lines[0].price_unstated = "hospital_day", True
    claim.stay.CopyFrom(Stay(stay_id="S-1", nights=3, daily_price_cents=30_000))
    return claim


def an_aid(claim_id: str, care_date: str) -> Claim:
    """A hearing aid for one ear."""
    claim = a_claim(claim_id, care_date=care_date, act_code="AID", price_cents=140_000, base_cents=40_000)
    claim.setting, claim.performer.kind, claim.performer.sector = "audiologist", "audiologist", ""
    claim.lines[0].family = "hearing_aid"
    claim.lines[0].detail.CopyFrom(LineDetail(side="left", basket="free"))
    return claim


_days = st.sampled_from(
    ["2021-12-30", "2024-12-31", "2025-01-02", "2025-01-02", "2025-03-03", "2026-05-31", "2026-06-01", "2027-02-02"]
)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """Care of a person who comes of age on the way, some of it secret, some of it paid directly."""
    name, day = f"F{draw(st.integers(0, 10**9))}", draw(_days)
    shape = draw(st.sampled_from(["visit", "visit", "visit", "nurse", "stay", "aid", "billed together", "wrong"]))
    if shape in {"stay", "aid"}:
        return a_stay(name, day) if shape == "stay" else an_aid(name, day)
    claim = nursing(name, day) if shape == "nurse" else a_claim(name, care_date=day)
    if shape == "billed together":
        claim.lines[0].act_code, claim.lines[0].family = "G+MEG", ""
    if shape == "wrong":
        claim.access = "nobody knows"
    claim = contraception(claim) if shape == "visit" and draw(st.booleans()) else claim
    claim = out_of_pathway(claim) if draw(st.booleans()) else claim
    return paid_directly(claim) if draw(st.booleans()) else claim


class Both:
    """The worker and the checker, told the same rights; a child whose claims are settled by each."""

    def __init__(self, born: str) -> None:
        self.worker, self.log, self.state = PureWorker(TABLES, partition=PARTITION), Log(), PartitionState(PARTITION)
        self.settler = Settler(self.state)
        self.settler.tables, self.state.rules_version = TABLES, TABLES.version
        known = self.log.rights(a_childs_rights(LEA, CAMILLE, birth_date=born))
        self.worker.take(known)
        rights = read_input(raw(known))
        assert isinstance(rights, RightsRecord)
        self.state.rights[LEA] = rights

    def settle(self, claim: Claim) -> tuple[Outcome, Outcome | None]:
        """What the checker and the worker make of a claim."""
        claim.subject_id, claim.opener_subject_id = LEA, CAMILLE
        record = self.log.claim(claim)
        self.worker.take(record)
        self.state.seq = len(self.worker.turn.entries)
        read = read_input(raw(record))
        assert isinstance(read, ClaimRecord)
        return self.settler.arrive(read, raw(record)).outcome, outcome(self.worker.turn.entries[-1])

    def rows(self) -> tuple[Rows, Rows]:
        """The uses that each keeps, by year."""
        years = self.worker.state.years.get(LEA, {})
        mine = {year: SubjectYear(tuple(uses)) for (_, year), uses in self.state.uses.items()}
        return mine, {year: decode(SubjectYear, body.SerializeToString()) for year, body in years.items()}


@settings(deadline=None, max_examples=80)
@given(st.lists(claims(), max_size=12, unique_by=lambda claim: claim.claim_id))
def test_the_checker_comes_to_the_same_receipts_and_rows(history: list[Claim]) -> None:
    both = Both("2008-06-01")
    for claim in history:
        mine, theirs = both.settle(claim)
        assert mine == theirs
    mine_rows, their_rows = both.rows()
    assert mine_rows == their_rows


@pytest.mark.parametrize(("born", "of_age"), [("2008-06-01", "2026-06-01"), ("2008-02-29", "2026-03-01")])
def test_from_the_day_of_coming_of_age_a_secret_debt_is_recovered_openly(born: str, of_age: str) -> None:
    eve = date.fromordinal(date.fromisoformat(of_age).toordinal() - 1).isoformat()
    for day, recovered in ((eve, 0), (of_age, 1)):
        both = Both(born)
        both.settle(contraception(out_of_pathway(paid_directly(a_claim("A", care_date="2026-01-05")))))
        for receipt in both.settle(a_claim("B", care_date=day)):
            assert isinstance(receipt, Receipt)
            assert len(receipt.recoveries) == recovered
