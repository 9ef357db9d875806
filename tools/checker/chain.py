"""What the published entries of a claim say of one another, without the rules: versions, reversals, balances, uses."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from tools.checker.dump import YearRow
from tools.checker.findings import Findings
from tools.checker.inputs import Payer
from tools.checker.log import CLAIM
from tools.checker.outputs import (
    Balance,
    Outcome,
    Parked,
    Receipt,
    Rejected,
    Reversed,
    Settled,
    SubjectYear,
    Use,
    Waiting,
)
from tools.checker.payments import cents_of, owed
from tools.checker.published import Published
from tools.checker.reading import receipt_of
from tools.checker.shape import decode
from tools.checker.wire import WireError

_LEAVE_A_MARK = {"NOT_ESTABLISHED", "NOT_COVERED", "INVALID_CARE", "RULES_RAISED"}
_AMOUNTS = ("price_cents", "amo_paid_cents", "local_scheme_cents", "amc_cents", "patient_cents")
_LISTS = ("lines", "uses", "recoveries")


@dataclass
class Chain:
    """The entries of one claim so far: versions that came in, the receipt that stands, what payers paid."""

    entered: int = 0
    receipt: Receipt | None = None
    paid: Counter[tuple[int, str]] = field(default_factory=Counter)


def version_of(outcome: Outcome) -> tuple[bytes, int] | None:
    """The claim and its version that came in with this entry; None when none did."""
    if isinstance(outcome, Receipt | Rejected) or (isinstance(outcome, Waiting) and not outcome.needs_version):
        return outcome.receipt_id, outcome.claim_version or 1
    if isinstance(outcome, Parked) and outcome.claim_id and outcome.topic == CLAIM and outcome.reason in _LEAVE_A_MARK:
        return receipt_of(outcome.issuer, outcome.claim_id), outcome.claim_version or 1
    return None


class Chains:
    """The claims of all partitions."""

    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.by_receipt: dict[bytes, Chain] = {}

    def take(self, entry: Published) -> None:
        """The next entry of a partition."""
        outcome, where = entry.outcome, entry.where
        entered = version_of(outcome)
        if entered is not None:
            self._enter(self._chain(entered[0]), entered[1], where)
        if isinstance(outcome, Settled) and outcome.settlement is not None:
            payer = outcome.settlement.payer or Payer()
            self._chain(outcome.receipt_id).paid[payer.kind, payer.number] += cents_of(outcome.settlement)
        elif isinstance(outcome, Receipt):
            chain = self._chain(outcome.receipt_id)
            self._succeeds(chain, outcome, where)
            self._reversal(chain, outcome, where)
            self._balances(chain, outcome, where)
            chain.receipt = outcome

    def uses(self) -> Counter[tuple[bytes, Use]]:
        """Every use of the receipts that stand, by person."""
        standing = (chain.receipt for chain in self.by_receipt.values() if chain.receipt is not None)
        return Counter((receipt.subject_id, use) for receipt in standing for use in receipt.uses)

    def _chain(self, receipt_id: bytes) -> Chain:
        return self.by_receipt.setdefault(receipt_id, Chain())

    def _enter(self, chain: Chain, version: int, where: str) -> None:
        if version > chain.entered + 1:
            self.findings.add("version-skipped", where, f"version {version} after {chain.entered}")
        if version < chain.entered:
            self.findings.add("version-older", where, f"version {version} after {chain.entered}")
        chain.entered = max(chain.entered, version)

    def _succeeds(self, chain: Chain, receipt: Receipt, where: str) -> None:
        before = chain.receipt
        if before is not None and before.cancelled:
            self.findings.add("after-cancellation", where, f"version {receipt.claim_version}")
        elif before is not None and before.claim_version == receipt.claim_version and not receipt.cause:
            self.findings.add("version-twice", where, f"version {receipt.claim_version}")
        left = [name for name in (*_AMOUNTS, *_LISTS) if receipt.cancelled and getattr(receipt, name)]
        if left:
            self.findings.add("cancelled-with-amounts", where, ", ".join(left))

    def _reversal(self, chain: Chain, receipt: Receipt, where: str) -> None:
        before, expected = chain.receipt, None
        if before is not None and before.claim_version < receipt.claim_version:
            names = ("revision", "claim_version", *_AMOUNTS, "audience")
            told: Iterable[int] = (getattr(before, name) for name in names)
            expected = Reversed(*told)
        self.findings.expect("reversal", where, expected=expected, found=receipt.reversed)

    def _balances(self, chain: Chain, receipt: Receipt, where: str) -> None:
        expected = []
        for (kind, number), cents in sorted(chain.paid.items()) if not receipt.cause else ():
            due = owed(Payer(kind, number), receipt)
            expected.append(Balance(Payer(kind, number), cents, due, cents - due))
        self.findings.expect("balance", where, expected=tuple(expected), found=receipt.balances)


def _stored(rows: Iterable[YearRow]) -> Counter[tuple[bytes, Use]]:
    found: Counter[tuple[bytes, Use]] = Counter()
    for row in rows:
        try:
            found.update((row.subject_id, use) for use in decode(SubjectYear, row.body).uses)
        except WireError:
            continue  # found where the rows are compared
    return found


def check_chains(published: Iterable[Published], years: Iterable[YearRow], findings: Findings) -> dict[bytes, Chain]:
    """Every claim's entries follow one another, and the counters are exactly the uses of the receipts that stand."""
    chains = Chains(findings)
    for entry in published:
        chains.take(entry)
    due, found = chains.uses(), _stored(years)
    for subject, use in due - found:
        findings.add("use-missing", f"{subject.hex()} {use.receipt_id.hex()}", f"{use.amount_cents} of {use.counter}")
    for subject, use in found - due:
        findings.add("use-left", f"{subject.hex()} {use.receipt_id.hex()}", f"{use.amount_cents} of {use.counter}")
    return chains.by_receipt
