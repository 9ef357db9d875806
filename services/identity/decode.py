"""Requests of the vault's service to its own values; everything that is wrong is told at once."""

from collections.abc import Callable
from typing import Final, TypeVar

from chassis.errors import DomainError, ErrorCode, FieldViolation
from identity.draw import ID_BYTES
from identity.fields import (
    InvalidField,
    read_birth_date,
    read_birth_rank,
    read_first_name,
    read_number,
    read_person_id,
    refused,
)
from identity.model import BillingKey, Person
from vitale.identity.v1 import identity_service_pb2 as pb

LARGEST_BATCH: Final = 1000
LARGEST_FAMILY: Final = 50
PURPOSES: Final = frozenset({"receipt_page"})

T = TypeVar("T")
V = TypeVar("V")


def key_of(message: pb.BeneficiaryKey) -> "BillingKey | pb.Resolved.Problem.ValueType":
    """Read a billing key, or say which problem it has; a rank nobody can have is nobody's."""
    try:
        opener = read_number(message.opener_nir)
    except InvalidField:
        return pb.Resolved.PROBLEM_NIR_INVALID
    try:
        birth_date = read_birth_date(message.birth_date)
    except InvalidField:
        return pb.Resolved.PROBLEM_BIRTH_DATE_INVALID
    try:
        return BillingKey(opener, birth_date, read_birth_rank(message.birth_rank))
    except InvalidField:
        return pb.Resolved.PROBLEM_NOT_FOUND


def persons_of(request: pb.RegisterBatchRequest) -> list[Person]:
    """Read the opener and the beneficiaries, in that order; raise DomainError with every wrong field."""
    require_batch(len(request.beneficiaries), LARGEST_FAMILY, "beneficiaries")
    reader = _Reader()
    persons = [reader.person(request.opener, "opener", must_have_number=True)]
    persons += [reader.person(one, f"beneficiaries[{index}]") for index, one in enumerate(request.beneficiaries)]
    if reader.violations:
        raise refused(reader.violations)
    return [person for person in persons if person is not None]


def subject_ids_of(request: pb.RevealRequest) -> list[bytes]:
    """Read the subjects to name; raise DomainError when the purpose is not built or an identifier is malformed."""
    require_batch(len(request.subject_ids), LARGEST_BATCH, "subject_ids")
    wrong = [
        FieldViolation(f"subject_ids[{index}]", "subject_id_length", f"Send {ID_BYTES} bytes")
        for index, subject_id in enumerate(request.subject_ids)
        if len(subject_id) != ID_BYTES
    ]
    if request.purpose not in PURPOSES:
        wrong.append(FieldViolation("purpose", "purpose_unknown", f"Send one of: {', '.join(sorted(PURPOSES))}"))
    if wrong:
        raise refused(wrong)
    return list(request.subject_ids)


def require_batch(size: int, largest: int, field: str) -> None:
    """Raise DomainError BATCH_TOO_LARGE when `size` exceeds `largest`."""
    if size > largest:
        raise DomainError(ErrorCode.BATCH_TOO_LARGE, {"field": field, "count": str(size), "limit": str(largest)})


class _Reader:
    """Reads persons and collects what is wrong with them."""

    def __init__(self) -> None:
        self.violations: list[FieldViolation] = []

    def person(self, message: pb.Person, path: str, *, must_have_number: bool = False) -> Person | None:
        before = len(self.violations)
        stated = must_have_number or bool(message.nir)
        number = self._read(f"{path}.nir", read_number, message.nir) if stated else None
        person_id = self._read(f"{path}.scheme_person_id", read_person_id, message.scheme_person_id)
        birth_date = self._read(f"{path}.birth_date", read_birth_date, message.birth_date)
        rank = self._read(f"{path}.birth_rank", read_birth_rank, message.birth_rank)
        first_name = self._read(f"{path}.first_name", read_first_name, message.first_name)
        if len(self.violations) > before or person_id is None or birth_date is None or rank is None:
            return None
        return Person(path, person_id, number, birth_date, rank, first_name)

    def _read(self, path: str, read: Callable[[V], T], value: V) -> T | None:
        try:
            return read(value)
        except InvalidField as error:
            self.violations.append(FieldViolation(path, error.reason, error.advice))
            return None
