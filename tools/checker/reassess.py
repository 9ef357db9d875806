"""Settles receipts again on the checker's own state, and says which must have got a new revision and which stand."""

from collections.abc import Iterator
from dataclasses import replace

from tools.checker.cover import coverage_for, paying_contracts
from tools.checker.inputs import Control, Coverage, Reassess, ReassessedClaim
from tools.checker.log import CONTROL, Raw
from tools.checker.outputs import Applied, Ignored, Parked, Receipt, Rejected
from tools.checker.reading import ClaimRecord, ControlRecord, RightsRecord
from tools.checker.settle import SET_ASIDE, Settler, reason_of
from tools.checker.state import Expected, Head, PartitionState, SetAside


def _left_alone(record: ClaimRecord, answer: Receipt | Rejected | None) -> str | None:
    """Why no Reassess moves what was answered: it was withdrawn, came too late, or is of a later version by now."""
    if isinstance(answer, Receipt) and answer.cancelled:
        return "CANCELLED"
    if isinstance(answer, Rejected) and answer.code == "LIMITATION_PASSED":
        return answer.code
    return "OLDER_VERSION" if answer is not None and record.claim.version < answer.claim_version else None


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
        head, answer = self.state.heads.get(record.receipt_id), self.state.answer(record.receipt_id)
        if head is None:
            return self._stands(record, "UNKNOWN_RECEIPT")
        if (why := _left_alone(record, answer)) is not None:
            return self._stands(record, why)
        named = (record.claim.version, record.claim.content_hash)
        if answer is None or answer.claim_version != head.version:
            return self._unsettled(record, head, answer)
        if named != (head.version, head.content_hash):
            return self._park(record, "CONTENT_CONFLICT", "content_hash")
        return self._settled(record, answer)

    def _unsettled(self, record: ClaimRecord, head: Head, answer: Receipt | Rejected | None) -> Expected:
        """A version that waits, was set aside or refused is named, or the one that stands meanwhile."""
        stands = answer is not None and record.claim.version == answer.claim_version
        named = (record.claim.version, record.claim.content_hash)
        if stands or head.content_hash == SET_ASIDE or named == (head.version, head.content_hash):
            return self._stands(record, "NOT_SETTLED")
        return self._park(record, "CONTENT_CONFLICT", "content_hash")

    def _settled(self, record: ClaimRecord, answer: Receipt | Rejected) -> Expected:
        rights = self.state.rights.get(record.claim.subject_id)
        coverage = self._coverage(record, rights)
        if rights is None or isinstance(coverage, str):
            return self._stands(record, str(coverage))
        return self._by_the_rules(record, answer, rights=rights, coverage=coverage)

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
        self, record: ClaimRecord, answer: Receipt | Rejected, *, rights: RightsRecord, coverage: Coverage
    ) -> Expected:
        rows = self.settler.rows_without(record)
        try:
            receipt, kept = self.settler.receipt(record, rights, coverage, rows=rows)
        except Exception as error:  # noqa: BLE001 - whatever the rules raise, the ledger must have set it aside
            return self._park(record, *reason_of(error))
        if isinstance(answer, Receipt) and _bare(answer) == _bare(receipt):
            return self._stands(record, "SAME_AMOUNTS")
        caused = replace(receipt, cause=self.decision.reason, cause_seq=self.seq)
        return self.settler.put(record, caused, rows, kept)

    def _stands(self, record: ClaimRecord, reason: str) -> Expected:
        return Expected(Ignored(CONTROL, reason, record.receipt_id), record.home, record.claim.subject_id)

    def _park(self, record: ClaimRecord, reason: str, detail: str) -> Expected:
        alone = Control(self.issued_by, reassess=replace(self.decision, receipts=(_named(record),)))
        letter = SetAside(CONTROL, self.raw.offset, reason, detail, self.raw.key, None, control=alone)
        claim = record.claim
        outcome = Parked(reason, detail, CONTROL, self.raw.offset, record.issuer, claim.claim_id, claim.version)
        return Expected(outcome, record.home, claim.subject_id, letter)


def _named(record: ClaimRecord) -> ReassessedClaim:
    return ReassessedClaim(record.home, record.body)


def _bare(receipt: Receipt) -> Receipt:
    """What of a receipt is money or counts."""
    lines = tuple(replace(line, reasons=()) for line in receipt.lines)
    moment = {"rules_version": "", "rights_revision": 0, "cause": "", "cause_seq": 0}
    years = {"participation_year_cents": 0, "franchise_year_cents": 0}
    corrected = {"reversed": None, "balances": ()}
    return replace(receipt, revision=0, basis=0, lines=lines, **moment, **years, **corrected)  # type: ignore[arg-type]  # by name
