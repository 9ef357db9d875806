"""Owns estimates: what a care would cost a visible person, by the rules and counters of a receipt; keeps nothing."""

from typing import Final

from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode, FieldViolation
from contracts.codec import CoverProblem, contracts_in_force
from receipts.api.asked_care import claim_asked, coverage_asked, day_asked
from receipts.api.counters import seen_by
from receipts.api.hub import PARIS
from receipts.api.ledger import Held, Ledger
from receipts.api.presenting import shown
from receipts.cursor import fingerprint
from receipts.reckoning import Ground, Reckoned, receipt_of, reckon
from receipts.uses import Admits, years_around
from receipts.visibility import FAMILY, EntryFacts, visible
from reimbursement.errors import InvalidCare, NotCovered, NotEstablished
from reimbursement.rule_tables import Tables
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1.receipt_service_pb2 import EstimateBasis, EstimateRequest, EstimateResponse
from vitale.rights.v1.rights_pb2 import Coverage

_NO_RECEIPT: Final = bytes(16)
_OF_A_RECEIPT: Final = (
    "receipt_id", "revision", "basis", "subject_id", "issuer", "claim_id", "claim_version", "rights_revision",
)  # fmt: skip


class Estimating:
    """Answers "what would I pay" from one generation of the ledger."""

    def __init__(self, ledger: Ledger, *, clock: Clock, generation: int) -> None:
        self._ledger = ledger
        self._clock = clock
        self._generation = generation

    async def estimate(self, caller: bytes, request: EstimateRequest) -> EstimateResponse:
        """The receipt that a care would get if it were settled now, of what `caller` may see.

        Raises:
            DomainError: INVALID_ARGUMENT, INVALID_CARE with the field; NOT_FOUND for a person the caller may not see;
                NO_RIGHTS; NOT_ESTABLISHED, NOT_COVERED with the name; RULES_VERSION_UNKNOWN; UNAVAILABLE.
        """
        day, subject_id = day_asked(request), request.subject_id or caller
        viewer, today = await self._ledger.viewer(caller), self._clock.today(PARIS)
        if not visible(viewer, EntryFacts(subject_id, FAMILY), today):
            raise DomainError(ErrorCode.NOT_FOUND)
        held = await self._ledger.held(subject_id, years_around(day.year))
        if held is None:
            raise DomainError(ErrorCode.NO_RIGHTS, {"why": CoverProblem.NO_RIGHTS.value})
        coverage = coverage_asked(held.rights, request, caller)
        claim = claim_asked(request, subject_id, coverage)
        known, unknown = _of_known_contracts(coverage, request.care_date, held)
        tables, sees = await self._tables(held.rules_version), seen_by(viewer, subject_id, today)
        reckoned = _reckoned(claim, Ground(held.rights, known, held.guarantees, held.years, tables), sees)
        answer = EstimateResponse(
            as_of=EstimateBasis(position=self._position(held, sees), at_us=round(self._clock.now().timestamp() * 1e6)),
            unknown_contracts=unknown,
            rules_version=tables.version,
        )
        receipt = receipt_of(claim, reckoned, revision=0, basis=0, rules_version=tables.version, rights_revision=0)
        answer.preview.CopyFrom(shown(receipt, caller))
        for field in _OF_A_RECEIPT:
            answer.preview.ClearField(field)
        return answer

    async def _tables(self, version: str | None) -> Tables:
        tables = None if version is None else await self._ledger.tables(version)
        if tables is None:
            raise DomainError(ErrorCode.RULES_VERSION_UNKNOWN, {"rules_version": version or "none"})
        return tables

    def _position(self, held: Held, sees: Admits) -> str:
        """Made of what the caller may see: it stands still while anything else is settled."""
        uses = [u.SerializeToString(deterministic=True) for year in held.years.values() for u in year.uses if sees(u)]
        facts = (self._generation, held.rules_version, held.rights.revision, sorted(map(bytes.hex, held.guarantees)))
        return fingerprint(repr(facts).encode(), *sorted(uses)).hex()


def _of_known_contracts(coverage: Coverage, day: str, held: Held) -> tuple[Coverage, list[str]]:
    """The coverage with those contracts whose guarantees are known, and the numbers of the others in force."""
    unknown = [c for c in contracts_in_force(coverage, day) if c.guarantees_hash not in held.guarantees]
    if not unknown:
        return coverage, []
    known = Coverage()
    known.CopyFrom(coverage)
    del known.contracts[:]
    known.contracts.extend(contract for contract in coverage.contracts if contract not in unknown)
    return known, [contract.amc_number for contract in unknown]


def _reckoned(claim: Claim, ground: Ground, sees: Admits) -> Reckoned:
    try:
        return reckon(claim, _NO_RECEIPT, ground, sees=sees)
    except NotEstablished as open_parameter:
        raise DomainError(ErrorCode.NOT_ESTABLISHED, open_parameter.facts) from None
    except NotCovered as missing:
        raise DomainError(ErrorCode.NOT_COVERED, missing.facts) from None
    except InvalidCare as invalid:
        violation = FieldViolation(invalid.field, ErrorCode.INVALID_CARE.value, invalid.advice)
        raise DomainError(ErrorCode.INVALID_CARE, violations=[violation]) from None
