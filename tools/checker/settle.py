"""Settles claims again on the checker's own state: wait, refuse, set aside, issue, correct or cancel."""

from collections.abc import Iterator
from dataclasses import replace

from reimbursement.errors import InvalidCare, NotCovered, NotEstablished
from reimbursement.rule_tables import Tables
from tools.checker.care import care_from
from tools.checker.corrections import balances, cancellation, reversal
from tools.checker.cover import cover_on, coverage_for, paying_contracts
from tools.checker.inputs import Coverage
from tools.checker.limitation import has_passed
from tools.checker.log import CLAIM, Raw
from tools.checker.outputs import Ignored, Parked, Receipt, Rejected, Use, Waiting
from tools.checker.reading import ClaimRecord, RightsRecord
from tools.checker.receipt import receipt_from
from tools.checker.state import Early, Expected, Head, PartitionState, SetAside, Waits, letter_of
from tools.checker.uses import Rows, owed_secretly, settle_on, stored, without

_FIRST_REVISION = 1
_FIRST_VERSION = 1
SET_ASIDE = b""
"""Instead of a content hash: the version stands in the head, and nothing of it was settled."""


def reason_of(error: Exception) -> tuple[str, str]:
    """Reason and detail under which a claim is set aside that the rules gave no amount."""
    if isinstance(error, NotEstablished):
        return "NOT_ESTABLISHED", error.parameter
    if isinstance(error, NotCovered):
        return "NOT_COVERED", error.what
    if isinstance(error, InvalidCare):
        return "INVALID_CARE", error.field
    return "RULES_RAISED", "adjudicate"


class Settler:
    """Settles the claims of one partition under the rules that are active."""

    def __init__(self, state: PartitionState) -> None:
        self.state = state
        self.tables: Tables | None = None

    def arrive(self, record: ClaimRecord, raw: Raw) -> Expected:
        """A version of a claim comes from the log."""
        head, version = self.state.heads.get(record.receipt_id), record.claim.version
        reached = head.version if head is not None else 0
        if version < reached:
            return self._ignore(record, "OLDER_VERSION")
        if head is not None and version == reached and head.content_hash != SET_ASIDE:
            return self._known(record, raw, head.content_hash)
        if version > reached + 1:
            return self._too_early(record, raw)
        return self._follows(record, raw)

    def versions(self, receipt_id: bytes) -> Iterator[Expected]:
        """Entries of the versions that waited for the one that has just come, one after the other."""
        early = self.state.early.get(receipt_id, {})
        while (head := self.state.heads.get(receipt_id)) is not None and head.version + 1 in early:
            yield self._follows(early.pop(head.version + 1).record, None)

    def release(self, waits: Waits, *, may_wait: bool) -> Expected:
        """A claim that waited is settled."""
        return self.settle(waits.record, None, may_wait=may_wait)

    def settle(self, record: ClaimRecord, raw: Raw | None, *, may_wait: bool) -> Expected:
        """What becomes of a claim on the rights at hand."""
        rights = self.state.rights.get(record.claim.subject_id)
        needed = record.claim.rights_revision or _FIRST_REVISION
        if may_wait and (rights is None or rights.rights.revision < needed):
            return self._wait(record, needed, None)
        if rights is None:
            return self._reject(record, "NO_RIGHTS")
        coverage = coverage_for(rights.rights, record.claim.opener_subject_id, record.claim.care_date)
        if isinstance(coverage, str):
            return self._reject(record, coverage)
        try:
            return self._by_the_rules(record, rights, coverage)
        except Exception as error:  # noqa: BLE001 - whatever the rules raise, the ledger must have set this claim aside
            return self._set_aside(record, raw, *reason_of(error))

    def rows_without(self, record: ClaimRecord) -> Rows:
        """All uses but those of this claim."""
        places = self.state.used.get(record.receipt_id)
        return without(record.receipt_id, self.state.uses, places) if places else self.state.uses

    def receipt(
        self, record: ClaimRecord, rights: RightsRecord, coverage: Coverage, *, rows: Rows
    ) -> tuple[Receipt, list[tuple[int, Use]]]:
        """The receipt of a claim on `rows`, and its uses with the year in whose row each is kept.

        Raises:
            RulesError: the rules give no amount.
        """
        claim, before, tables = record.claim, self.state.heads.get(record.receipt_id), self._active()
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
            rules_version=self.state.rules_version or "",
            rights_revision=rights.rights.revision,
            revision=before.revision + 1 if before else 1,
            basis=before.basis + 1 if before else 1,
        )
        return receipt, kept

    def put(self, record: ClaimRecord, receipt: Receipt, rows: Rows, kept: list[tuple[int, Use]]) -> Expected:
        """From here on this receipt stands, and its uses count on top of `rows`."""
        subject = record.claim.subject_id
        self.state.uses = rows
        self.state.used[record.receipt_id] = {(subject, year) for year, _ in kept}
        for year, use in kept:
            self.state.uses.setdefault((subject, year), []).append(use)
        self._stand(record, receipt, revision=receipt.revision, basis=receipt.basis)
        return Expected(receipt, record.home, subject)

    def _active(self) -> Tables:
        if self.tables is None:
            raise RuntimeError("no rules are active")
        return self.tables

    def _by_the_rules(self, record: ClaimRecord, rights: RightsRecord, coverage: Coverage) -> Expected:
        claim = record.claim
        if has_passed(claim, coverage.regime, self._active()):
            return self._reject(record, "LIMITATION_PASSED")
        for contract in paying_contracts(coverage, claim.care_date):
            if contract.guarantees_hash not in self.state.tables:
                return self._wait(record, 0, contract.guarantees_hash)
        stood = self.state.receipt(record.receipt_id)
        rows = self.rows_without(record)
        receipt, kept = self.receipt(record, rights, coverage, rows=rows)
        return self.put(record, self._corrected(receipt, stood), rows, kept)

    def _corrected(self, receipt: Receipt, stood: Receipt | None) -> Receipt:
        paid = self.state.paid.get(receipt.receipt_id, {}).values()
        return replace(receipt, reversed=reversal(stood, receipt), balances=balances(paid, receipt))

    def _cancel(self, record: ClaimRecord) -> Expected:
        stood, head = self.state.receipt(record.receipt_id), self.state.heads.get(record.receipt_id)
        rows = self.rows_without(record)
        receipt = cancellation(
            record,
            stood,
            rows=rows,
            rights=self.state.rights.get(record.claim.subject_id),
            rules_version=self.state.rules_version or "",
            revision=head.revision + 1 if head else 1,
            basis=head.basis + 1 if head else 1,
        )
        return self.put(record, self._corrected(receipt, stood), rows, [])

    def _follows(self, record: ClaimRecord, raw: Raw | None) -> Expected:
        """The version after the one that the head names, or the one itself when nothing of it was settled."""
        stood, claim = self.state.receipt(record.receipt_id), record.claim
        of = self.state.subjects.get(record.receipt_id, claim.subject_id)
        if claim.version > _FIRST_VERSION and of != claim.subject_id:
            return self._park(record, raw, "CONTENT_CONFLICT", "subject_id")
        if stood is not None and stood.cancelled:
            return self._park(record, raw, "CONTENT_CONFLICT", "cancelled")
        if claim.cancelled:
            return self._cancel(record)
        return self.settle(record, raw, may_wait=True)

    def _known(self, record: ClaimRecord, raw: Raw, content_hash: bytes) -> Expected:
        if record.claim.content_hash == content_hash:
            return self._ignore(record, "SAME_CONTENT")
        return self._park(record, raw, "CONTENT_CONFLICT", "content_hash")

    def _too_early(self, record: ClaimRecord, raw: Raw) -> Expected:
        claim, early = record.claim, self.state.early.setdefault(record.receipt_id, {})
        known = early.get(claim.version)
        if known is not None:
            return self._known(record, raw, known.record.claim.content_hash)
        early[claim.version] = Early(record, self.state.seq)
        outcome = Waiting(
            record.receipt_id,
            record.issuer,
            claim.claim_id,
            claim_version=claim.version,
            needs_version=claim.version - 1,
        )
        return Expected(outcome, record.home, claim.subject_id)

    def _stand(self, record: ClaimRecord, said: Receipt | Rejected | Waiting, *, revision: int, basis: int) -> None:
        """What is said of this version is what stands of the claim from here on."""
        claim, receipt_id, state = record.claim, record.receipt_id, self.state
        state.heads[receipt_id] = Head(claim.version, claim.content_hash, state.seq, revision, basis)
        state.said[receipt_id], state.subjects[receipt_id] = said, claim.subject_id
        if not isinstance(said, Waiting):
            state.waiting.pop(receipt_id, None)

    def _pass(self, record: ClaimRecord, content_hash: bytes) -> None:
        """The head goes on to this version, and what stood of the claim stands."""
        head = self.state.heads[record.receipt_id]
        head.version, head.content_hash = record.claim.version, content_hash

    def _ignore(self, record: ClaimRecord, reason: str) -> Expected:
        return Expected(Ignored(CLAIM, reason), record.home, record.claim.subject_id)

    def _wait(self, record: ClaimRecord, revision: int, needs_hash: bytes | None) -> Expected:
        claim, before = record.claim, self.state.waiting.get(record.receipt_id)
        since = before.seq if before is not None else self.state.seq  # a correction keeps the claim's place in the line
        self.state.waiting[record.receipt_id] = Waits(record, since, revision, needs_hash)
        outcome = Waiting(record.receipt_id, record.issuer, claim.claim_id, revision, needs_hash or b"", claim.version)
        if self.state.answer(record.receipt_id) is None:
            self._stand(record, outcome, revision=0, basis=0)
        else:
            self._pass(record, claim.content_hash)
        return Expected(outcome, record.home, claim.subject_id)

    def _reject(self, record: ClaimRecord, code: str) -> Expected:
        claim, before = record.claim, self.state.heads.get(record.receipt_id)
        outcome = Rejected(record.receipt_id, code, record.issuer, claim.claim_id, claim.version)
        if self.state.receipt(record.receipt_id) is None:
            revision, basis = (before.revision, before.basis) if before else (0, 0)
            self._stand(record, outcome, revision=revision + 1, basis=basis)
        else:
            self._pass(record, claim.content_hash)
            self.state.waiting.pop(record.receipt_id, None)
        return Expected(outcome, record.home, claim.subject_id)

    def _set_aside(self, record: ClaimRecord, raw: Raw | None, reason: str, detail: str) -> Expected:
        """Parked, and marked in the head, so that a correction can take its place."""
        receipt_id, state = record.receipt_id, self.state
        if state.answer(receipt_id) is None:
            before = state.heads.get(receipt_id)
            revision, basis = (before.revision, before.basis) if before else (0, 0)
            state.heads[receipt_id] = Head(record.claim.version, SET_ASIDE, state.seq, revision, basis)
            state.said.pop(receipt_id, None)
            state.subjects[receipt_id] = record.claim.subject_id
        else:
            self._pass(record, SET_ASIDE)
        state.waiting.pop(receipt_id, None)
        return self._park(record, raw, reason, detail)

    def _park(self, record: ClaimRecord, raw: Raw | None, reason: str, detail: str) -> Expected:
        claim = record.claim
        outcome = Parked(reason, detail, CLAIM, record.offset, record.issuer, claim.claim_id, claim.version)
        if raw is None:  # it waited: its message is what was kept
            letter = SetAside(CLAIM, record.offset, reason, detail, record.home, None, claim=claim)
        else:
            letter = letter_of(raw, reason, detail)
        return Expected(outcome, record.home, claim.subject_id, letter)
