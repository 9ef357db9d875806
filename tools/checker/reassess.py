"""Settles receipts again on the checker's own state, and says which must have got a new revision and which stand."""

from collections.abc import Iterator
from dataclasses import replace

from reimbursement.errors import InvalidCare, NotCovered, NotEstablished
from tools.checker.care import care_from
from tools.checker.cover import cover_on, coverage_for, paying_contracts
from tools.checker.inputs import Control, Coverage, Reassess, ReassessedClaim
from tools.checker.log import CONTROL, Raw
from tools.checker.outputs import Applied, Ignored, Outcome, Parked, Receipt, Use, Waiting
from tools.checker.reading import ClaimRecord, ControlRecord, RightsRecord
from tools.checker.receipt import receipt_from
from tools.checker.settle import Settler
from tools.checker.state import Expected, Head, PartitionState, SetAside
from tools.checker.uses import Rows, owed_secretly, settle_on, stored


class Again:
    """One Reassess record in one partition."""

    def __init__(self, state: PartitionState, settler: Settler, record: ControlRecord, raw: Raw) -> None:
        self.state, self.settler, self.raw = state, settler, raw
        self.issued_by, self.claims = record.control.issued_by, record.reassessed
        self.decision = record.control.reassess or Reassess("", "", ())
        self.seq = state.seq

    def entries(self) -> Iterator[Expected]:
        """Its own entry, then one for each receipt."""
        if self.settler.tables is None or self.state.rules_version != self.decision.rules_version:
            yield Expected(Ignored(CONTROL, "OTHER_RULES"))
            return
        yield Expected(Applied(CONTROL, "reassess"))
        for record in self.claims:
            yield self._one(record)

    def _one(self, record: ClaimRecord) -> Expected:
        head, said = self.state.heads.get(record.receipt_id), self.state.said.get(record.receipt_id)
        if head is None:
            return self._stands(record, "UNKNOWN_RECEIPT")
        if (head.version, head.content_hash) != (record.claim.version, record.claim.content_hash):
            return self._park(record, "CONTENT_CONFLICT", "content_hash")
        if said is None or isinstance(said, Waiting):
            return self._stands(record, "NOT_SETTLED")
        rights = self.state.rights.get(record.claim.subject_id)
        coverage = self._coverage(record, rights)
        if rights is None or isinstance(coverage, str):
            return self._stands(record, str(coverage))
        return self._by_the_rules(record, head, said, rights=rights, coverage=coverage)

    def _coverage(self, record: ClaimRecord, rights: RightsRecord | None) -> Coverage | str:
        """The coverage to settle on, or why the receipt stands."""
        if rights is None:
            return "NO_RIGHTS"
        coverage = coverage_for(rights.rights, record.claim.opener_subject_id, record.claim.care_date)
        if isinstance(coverage, str):
            return coverage
        needed = {contract.guarantees_hash for contract in paying_contracts(coverage, record.claim.care_date)}
        return "UNKNOWN_GUARANTEES" if needed - self.state.tables.keys() else coverage

    def _by_the_rules(
        self, record: ClaimRecord, head: Head, said: Outcome, *, rights: RightsRecord, coverage: Coverage
    ) -> Expected:
        own = record.receipt_id
        rows = {key: [use for use in uses if use.receipt_id != own] for key, uses in self.state.uses.items()}
        try:
            receipt, kept = self._receipt(record, head, rows, rights=rights, coverage=coverage)
        except NotEstablished as unknown:
            return self._park(record, "NOT_ESTABLISHED", unknown.parameter)
        except NotCovered as unbuilt:
            return self._park(record, "NOT_COVERED", unbuilt.what)
        except InvalidCare as invalid:
            return self._park(record, "INVALID_CARE", invalid.field)
        except Exception:  # noqa: BLE001 - whatever the rules raise, the ledger must have set this receipt aside
            return self._park(record, "RULES_RAISED", "adjudicate")
        if isinstance(said, Receipt) and _bare(said) == _bare(receipt):
            return self._stands(record, "SAME_AMOUNTS")
        self.state.uses = rows
        for year, use in kept:
            rows.setdefault((record.claim.subject_id, year), []).append(use)
        claim = record.claim
        head = Head(claim.version, claim.content_hash, self.state.seq, receipt.revision, receipt.basis)
        self.state.heads[own], self.state.said[own] = head, receipt
        return Expected(receipt, record.home, claim.subject_id)

    def _receipt(
        self, record: ClaimRecord, head: Head, rows: Rows, *, rights: RightsRecord, coverage: Coverage
    ) -> tuple[Receipt, list[tuple[int, Use]]]:
        claim, tables = record.claim, self.settler.tables
        if tables is None:
            raise RuntimeError("no rules are active")
        care = care_from(claim, record.receipt_id, tables)
        cover = cover_on(rights.rights, coverage, claim.care_date, self.state.tables)
        settled = settle_on(care, cover, rows, subject=claim.subject_id, tables=tables)
        kept = stored(settled, rows, subject=claim.subject_id, year=care.care_date.year)
        receipt = receipt_from(
            record,
            settled,
            uses=[use for _, use in kept],
            owed_secretly=owed_secretly(rows, subject=claim.subject_id, year=care.care_date.year),
            amc_numbers=[contract.amc_number for contract in cover.contracts],
            rules_version=self.decision.rules_version,
            rights_revision=rights.rights.revision,
            revision=head.revision + 1,
            basis=head.basis + 1,
        )
        return replace(receipt, cause=self.decision.reason, cause_seq=self.seq), kept

    def _stands(self, record: ClaimRecord, reason: str) -> Expected:
        return Expected(Ignored(CONTROL, reason, record.receipt_id), record.home, record.claim.subject_id)

    def _park(self, record: ClaimRecord, reason: str, detail: str) -> Expected:
        alone = Control(self.issued_by, reassess=replace(self.decision, receipts=(_named(record),)))
        letter = SetAside(CONTROL, self.raw.offset, reason, detail, self.raw.key, None, control=alone)
        outcome = Parked(reason, detail, CONTROL, self.raw.offset, record.issuer, record.claim.claim_id)
        return Expected(outcome, record.home, record.claim.subject_id, letter)


def _named(record: ClaimRecord) -> ReassessedClaim:
    return ReassessedClaim(record.home, record.body)


def _bare(receipt: Receipt) -> Receipt:
    """What of a receipt is money or counts."""
    lines = tuple(replace(line, reasons=()) for line in receipt.lines)
    moment = {"rules_version": "", "rights_revision": 0, "cause": "", "cause_seq": 0}
    years = {"participation_year_cents": 0, "franchise_year_cents": 0}
    return replace(receipt, revision=0, basis=0, lines=lines, **moment, **years)  # type: ignore[arg-type]  # by name
