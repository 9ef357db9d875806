"""An insurer's statement of one contract: checked all at once, then made ready for the store. Pure."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from adri.composition import Place
from adri.counters import check_complementary
from adri.coverages import check_contract
from adri.fields import check_birth_date
from adri.insurer_contracts import Held
from chassis.errors import DomainError, ErrorCode, FieldViolation
from vitale.rights.v1.counter_pb2 import ComplementaryCounter
from vitale.rights.v1.rights_pb2 import ComplementaryContract
from vitale.rights.v1.rights_service_pb2 import InsurerContract

_ID: Final = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,63}")
_MAX_VERSION: Final = 2**63 - 1
_MAX_RANK: Final = 9
_MAX_CONTRACT_RANK: Final = 100


@dataclass(frozen=True, slots=True)
class NewContract:
    """A contract to take: of whom, opened by whom, its number in time, and when it came; withdrawn = never was."""

    place: Place
    birth_date: str
    opener_id: bytes
    held: Held
    contract_version: int
    withdrawn: bool
    received_at: datetime

    @property
    def content_hash(self) -> bytes:
        """Digest of all but the version; the number of a person is not in it, it could be searched for."""
        digest = hashlib.sha256(self.place.subject_id + self.opener_id + bytes([self.withdrawn]))
        for message in (self.held.contract, self.held.counter):
            body = message.SerializeToString(deterministic=True)
            digest.update(len(body).to_bytes(4) + body)
        return digest.digest()


def check_insurer_contract(sent: InsurerContract, insurer: str) -> None:
    """Refuse a contract that is not sound, or not the insurer's own.

    Raises:
        DomainError: PERMISSION_DENIED for another insurer's contract; INVALID_ARGUMENT with every wrong field, by its
            path in the contract.
    """
    violations = list(_check(sent))
    if violations:
        raise DomainError(ErrorCode.INVALID_ARGUMENT, violations=violations)
    if sent.contract.amc_number != insurer:
        foreign = FieldViolation("contract.amc_number", "another_insurer", "State contracts of your own number only")
        raise DomainError(ErrorCode.PERMISSION_DENIED, violations=[foreign])


def held_of(sent: InsurerContract, insurer: str) -> Held:
    """The contract as it is kept; what is shown of it carries its own number and days even when nothing was sent."""
    contract, counter = ComplementaryContract(), ComplementaryCounter()
    contract.CopyFrom(sent.contract)
    contract.DiscardUnknownFields()  # what this build cannot check must not travel on
    counter.CopyFrom(sent.counter)
    counter.DiscardUnknownFields()
    counter.amc_number = insurer
    counter.period.CopyFrom(contract.period)
    counter.managed_by_caisse = False
    return Held(insurer, sent.contract_id, contract, counter)


def _check(sent: InsurerContract) -> Iterator[FieldViolation]:
    if _ID.fullmatch(sent.contract_id) is None:
        yield FieldViolation("contract_id", "contract_id_form", "Send 1 to 64 letters, digits, dots, dashes or _")
    if not 1 <= sent.contract_version <= _MAX_VERSION:
        yield FieldViolation("contract_version", "contract_version_range", "Number the states from 1, growing")
    yield from check_birth_date(sent.key.birth_date, "key.birth_date")
    if sent.key.birth_rank > _MAX_RANK:
        yield FieldViolation("key.birth_rank", "birth_rank_range", "Send 1 for a single birth, up to 9")
    yield from check_contract(sent.contract, "contract")
    if sent.contract.rank > _MAX_CONTRACT_RANK:
        yield FieldViolation("contract.rank", "rank_range", f"Send a rank of at most {_MAX_CONTRACT_RANK}")
    if sent.HasField("counter"):
        shown = ComplementaryCounter()
        shown.CopyFrom(sent.counter)
        shown.amc_number, shown.period.first_day = sent.contract.amc_number, sent.contract.period.first_day
        yield from check_complementary(shown, "counter")
