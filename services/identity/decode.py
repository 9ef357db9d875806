"""Requests of the vault's service to its own values; everything that is wrong is told at once."""

from collections.abc import Callable
from typing import Final, TypeVar

from chassis.errors import DomainError, ErrorCode, FieldViolation
from identifiers import Nir
from identity.draw import ID_BYTES
from identity.facts import Traits
from identity.fields import (
    InvalidField,
    read_birth_date,
    read_birth_place,
    read_birth_rank,
    read_first_name,
    read_name,
    read_number,
    read_person_id,
    read_sex,
    refused,
)
from identity.model import BillingKey, Person
from vitale.identity.v1 import identity_service_pb2 as pb

LARGEST_BATCH: Final = 1000
LARGEST_FAMILY: Final = 50
PURPOSES: Final = frozenset({"receipt_page", "card_page"})
IDENTITY_PURPOSES: Final = {"card_face": "card_registry", "rights_answer": "adri"}
"""Why a service may be told numbers and traits, and which service that is."""
LARGEST_NUMBERS: Final = 500
LARGEST_IDENTITIES: Final = 100
_MOST_NAMES: Final = 20

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


def numbers_of(request: pb.FindByNumberRequest) -> list[Nir | None]:
    """Read numbers; None for one that is malformed, which is nobody's."""
    require_batch(len(request.numbers), LARGEST_NUMBERS, "numbers")
    return [_number_or_none(text) for text in request.numbers]


def _number_or_none(text: str) -> Nir | None:
    try:
        return read_number(text)
    except InvalidField:
        return None


def comparison_of(request: pb.CompareIdentityRequest) -> tuple[Nir | None, Traits, str]:
    """Read the number, traits and birth date to compare; raise DomainError with every wrong field."""
    reader = _Reader()
    if len(request.subject_id) != ID_BYTES:
        reader.violations.append(FieldViolation("subject_id", "subject_id_length", f"Send {ID_BYTES} bytes"))
    number = reader.read("number", read_number, request.number) if request.number else None
    traits = reader.traits(request.traits, "traits")
    birth_date = reader.read("birth_date", read_birth_date, request.birth_date) if request.birth_date else ""
    if reader.violations:
        raise refused(reader.violations)
    return number, traits, birth_date or ""


def identities_of(request: pb.RevealIdentityRequest, caller: str) -> list[bytes]:
    """Read the subjects to name; PERMISSION_DENIED when the purpose is not this service's."""
    if request.purpose not in IDENTITY_PURPOSES:
        advice = f"Send one of: {', '.join(sorted(IDENTITY_PURPOSES))}"
        raise refused([FieldViolation("purpose", "purpose_unknown", advice)])
    if IDENTITY_PURPOSES[request.purpose] != caller:
        raise DomainError(ErrorCode.PERMISSION_DENIED, {"purpose": request.purpose})
    require_batch(len(request.subject_ids), LARGEST_IDENTITIES, "subject_ids")
    return [subject_id for subject_id in request.subject_ids if len(subject_id) == ID_BYTES]


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
        number = self.read(f"{path}.nir", read_number, message.nir) if stated else None
        person_id = self.read(f"{path}.scheme_person_id", read_person_id, message.scheme_person_id)
        birth_date = self.read(f"{path}.birth_date", read_birth_date, message.birth_date)
        rank = self.read(f"{path}.birth_rank", read_birth_rank, message.birth_rank)
        first_name = self.read(f"{path}.first_name", read_first_name, message.first_name)
        traits = self.traits(message.traits, f"{path}.traits")
        if len(self.violations) > before or person_id is None or birth_date is None or rank is None:
            return None
        return Person(path, person_id, number, birth_date, rank, first_name, traits)

    def traits(self, message: pb.Traits, path: str) -> Traits:
        given = [
            self.read(f"{path}.given_names[{index}]", read_name, name)
            for index, name in enumerate(message.given_names[:_MOST_NAMES])
        ]
        return Traits(
            birth_name=self.read(f"{path}.birth_name", read_name, message.birth_name) or "",
            given_names=tuple(name for name in given if name),
            used_name=self.read(f"{path}.used_name", read_name, message.used_name) or "",
            sex=self.read(f"{path}.sex", read_sex, message.sex) or "",
            birth_place=self.read(f"{path}.birth_place", read_birth_place, message.birth_place) or "",
            qualified=message.qualified,
        )

    def read(self, path: str, read: Callable[[V], T], value: V) -> T | None:
        try:
            return read(value)
        except InvalidField as error:
            self.violations.append(FieldViolation(path, error.reason, error.advice))
            return None
