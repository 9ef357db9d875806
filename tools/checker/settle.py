"""Settles claims again on the checker's own state: wait, refuse, set aside or issue."""

from reimbursement.errors import InvalidCare, NotCovered, NotEstablished
from reimbursement.rule_tables import Tables
from tools.checker.care import care_from
from tools.checker.cover import cover_on, coverage_for, paying_contracts
from tools.checker.inputs import Coverage
from tools.checker.log import CLAIM, Raw
from tools.checker.outputs import Ignored, Parked, Rejected, Waiting
from tools.checker.reading import ClaimRecord, RightsRecord
from tools.checker.receipt import receipt_from
from tools.checker.state import Expected, Head, PartitionState, SetAside, Waits, letter_of
from tools.checker.uses import owed_secretly, settle_on, stored

_FIRST_REVISION = 1


class Settler:
    """Settles the claims of one partition under the rules that are active."""

    def __init__(self, state: PartitionState) -> None:
        self.state = state
        self.tables: Tables | None = None

    def arrive(self, record: ClaimRecord, raw: Raw) -> Expected:
        """A claim comes from the log."""
        head = self.state.heads.get(record.receipt_id)
        if head is not None:
            if record.claim.version < head.version:
                return self._ignore(record, "OLDER_VERSION")
            if record.claim.content_hash == head.content_hash:
                return self._ignore(record, "SAME_CONTENT")
            if record.claim.version == head.version:
                return self._park(record, raw, "CONTENT_CONFLICT", "content_hash")
        if record.claim.version != 1:
            return self._park(record, raw, "NOT_COVERED", "claim.version")
        return self.settle(record, raw, may_wait=True)

    def release(self, waits: Waits, *, may_wait: bool) -> Expected:
        """A claim that waited is settled."""
        expected = self.settle(waits.record, None, may_wait=may_wait)
        if isinstance(expected.outcome, Parked):
            self.state.waiting.pop(waits.record.receipt_id, None)
            self.state.heads.pop(waits.record.receipt_id, None)
        return expected

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
        for contract in paying_contracts(coverage, record.claim.care_date):
            if contract.guarantees_hash not in self.state.tables:
                return self._wait(record, 0, contract.guarantees_hash)
        return self._by_the_rules(record, raw, rights, coverage)

    def _by_the_rules(self, record: ClaimRecord, raw: Raw | None, rights: RightsRecord, coverage: Coverage) -> Expected:
        try:
            return self._issue(record, rights, coverage)
        except NotEstablished as unknown:
            return self._park(record, raw, "NOT_ESTABLISHED", unknown.parameter)
        except NotCovered as unbuilt:
            return self._park(record, raw, "NOT_COVERED", unbuilt.what)
        except InvalidCare as invalid:
            return self._park(record, raw, "INVALID_CARE", invalid.field)
        except Exception:  # noqa: BLE001 - whatever the rules raise, the ledger must have set this claim aside
            return self._park(record, raw, "RULES_RAISED", "adjudicate")

    def _issue(self, record: ClaimRecord, rights: RightsRecord, coverage: Coverage) -> Expected:
        if self.tables is None:
            raise RuntimeError("no rules are active")
        claim, state = record.claim, self.state
        care = care_from(claim, record.receipt_id, self.tables)
        cover = cover_on(rights.rights, coverage, claim.care_date, state.tables)
        settled = settle_on(care, cover, state.uses, subject=claim.subject_id, tables=self.tables)
        kept = stored(settled, state.uses, subject=claim.subject_id, year=care.care_date.year)
        before = state.heads.get(record.receipt_id)
        receipt = receipt_from(
            record,
            settled,
            uses=[use for _, use in kept],
            owed_secretly=owed_secretly(state.uses, subject=claim.subject_id, year=care.care_date.year),
            amc_numbers=[contract.amc_number for contract in cover.contracts],
            rules_version=state.rules_version or "",
            rights_revision=rights.rights.revision,
            revision=before.revision + 1 if before else 1,
            basis=before.basis + 1 if before else 1,
        )
        for year, use in kept:
            state.uses.setdefault((claim.subject_id, year), []).append(use)
        self._head(record, revision=receipt.revision, basis=receipt.basis)
        state.said[record.receipt_id] = receipt
        state.waiting.pop(record.receipt_id, None)
        return Expected(receipt, record.home, claim.subject_id)

    def _head(self, record: ClaimRecord, *, revision: int, basis: int) -> None:
        claim = record.claim
        head = Head(claim.version, claim.content_hash, self.state.seq, revision, basis)
        self.state.heads[record.receipt_id] = head

    def _ignore(self, record: ClaimRecord, reason: str) -> Expected:
        return Expected(Ignored(CLAIM, reason), record.home, record.claim.subject_id)

    def _wait(self, record: ClaimRecord, revision: int, needs_hash: bytes | None) -> Expected:
        before = self.state.waiting.get(record.receipt_id)
        since = before.seq if before else self.state.seq
        self.state.waiting[record.receipt_id] = Waits(record, since, revision, needs_hash)
        self._head(record, revision=0, basis=0)
        outcome = Waiting(record.receipt_id, record.issuer, record.claim.claim_id, revision, needs_hash or b"")
        self.state.said[record.receipt_id] = outcome
        return Expected(outcome, record.home, record.claim.subject_id)

    def _reject(self, record: ClaimRecord, code: str) -> Expected:
        before = self.state.heads.get(record.receipt_id)
        revision, basis = (before.revision, before.basis) if before else (0, 0)
        self._head(record, revision=revision + 1, basis=basis)
        self.state.waiting.pop(record.receipt_id, None)
        outcome = Rejected(record.receipt_id, code, record.issuer, record.claim.claim_id)
        self.state.said[record.receipt_id] = outcome
        return Expected(outcome, record.home, record.claim.subject_id)

    def _park(self, record: ClaimRecord, raw: Raw | None, reason: str, detail: str) -> Expected:
        outcome = Parked(reason, detail, CLAIM, record.offset, record.issuer, record.claim.claim_id)
        if raw is None:  # it waited: its message is what was kept
            letter = SetAside(CLAIM, record.offset, reason, detail, record.home, None, claim=record.claim)
        else:
            letter = letter_of(raw, reason, detail)
        return Expected(outcome, record.home, record.claim.subject_id, letter)
