"""A scheme's statement of an opener's full state: checked all at once, then made ready for the store. Pure."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from adri.counters import check_counter
from adri.coverages import check_coverage
from adri.fields import check_birth_date
from chassis.errors import DomainError, ErrorCode, FieldViolation
from identifiers.errors import InvalidIdentifier, Part
from identifiers.nir import PERMANENT_OR_WAITING, Nir
from vitale.identity.v1.identity_service_pb2 import Person
from vitale.rights.v1.counter_pb2 import CounterRights
from vitale.rights.v1.rights_pb2 import Coverage
from vitale.rights.v1.rights_service_pb2 import InsuredBeneficiary, PutRightsRequest

MAX_BENEFICIARIES: Final = 50
_MAX_ID: Final = 64
_MAX_RANK: Final = 9
_MAX_STATE_VERSION: Final = 2**63 - 1
_NIR_REASONS: Final = frozenset(f"nir_{part}" for part in Part)


@dataclass(frozen=True, slots=True)
class Stated:
    """One person of a statement: where it stands in the request, who, their coverage, and what the counter is shown."""

    path: str
    person: Person
    coverage: Coverage
    counter: CounterRights | None


@dataclass(frozen=True, slots=True)
class Statement:
    """A sound statement. `persons` begins with the opener; `content_hash` covers all but the numbers of persons."""

    scheme: str
    state_version: int
    content_hash: bytes
    persons: tuple[Stated, ...]

    @property
    def person_ids(self) -> list[str]:
        """Identifiers given by the scheme, the opener's first."""
        return [stated.person.scheme_person_id for stated in self.persons]


def read_statement(request: PutRightsRequest, scheme: str) -> Statement:
    """The statement of a request by the scheme with régime code `scheme`.

    Raises:
        DomainError: with every wrong field; PERMISSION_DENIED when it states another régime than its own.
    """
    if len(request.beneficiaries) > MAX_BENEFICIARIES:
        facts = {"field": "beneficiaries", "found": str(len(request.beneficiaries)), "limit": str(MAX_BENEFICIARIES)}
        raise DomainError(ErrorCode.BATCH_TOO_LARGE, facts)
    persons = tuple(_persons(request))
    violations = list(_check(request, persons))
    if violations:
        raise _refused(violations)
    foreign = [stated.path for stated in persons if stated.coverage.regime != scheme]
    if foreign:
        facts = {
            "scheme": scheme,
            "field": f"{foreign[0]}.coverage.regime",
            "problem": "another scheme's régime",
        }
        raise DomainError(ErrorCode.PERMISSION_DENIED, facts)
    return Statement(scheme, request.state_version, _content_hash(persons), persons)


def _persons(request: PutRightsRequest) -> Iterator[Stated]:
    yield _stated(request.opener, "opener")
    for index, beneficiary in enumerate(request.beneficiaries):
        yield _stated(beneficiary, f"beneficiaries[{index}]")


def _stated(sent: InsuredBeneficiary, path: str) -> Stated:
    coverage = Coverage()
    coverage.CopyFrom(sent.coverage)
    coverage.DiscardUnknownFields()  # what this build cannot check must not travel on
    coverage.ClearField("opener_subject_id")
    return Stated(path, sent.person, coverage, _counter(sent))


def _counter(sent: InsuredBeneficiary) -> CounterRights | None:
    if not sent.HasField("counter"):
        return None
    counter = CounterRights()
    counter.CopyFrom(sent.counter)
    counter.DiscardUnknownFields()
    return counter


def _check(request: PutRightsRequest, persons: Sequence[Stated]) -> Iterator[FieldViolation]:
    if not 1 <= request.state_version <= _MAX_STATE_VERSION:
        yield FieldViolation("state_version", "state_version_range", "Number the states of an opener from 1, growing")
    seen: set[str] = set()
    for stated in persons:
        is_opener = stated is persons[0]
        yield from _check_person(stated.person, f"{stated.path}.person", nir_required=is_opener)
        if stated.person.scheme_person_id in seen:
            yield FieldViolation(f"{stated.path}.person.scheme_person_id", "listed_twice", "List a person once")
        seen.add(stated.person.scheme_person_id)
        yield from check_coverage(stated.coverage, f"{stated.path}.coverage", is_opener=is_opener)
        if stated.counter is not None:
            yield from check_counter(stated.counter, f"{stated.path}.counter")


def _check_person(person: Person, field: str, *, nir_required: bool) -> Iterator[FieldViolation]:
    person_id = person.scheme_person_id
    if not 1 <= len(person_id) <= _MAX_ID or person_id.strip() != person_id:
        yield FieldViolation(f"{field}.scheme_person_id", "person_id_length", f"Send 1 to {_MAX_ID} characters")
    if person.nir or nir_required:
        yield from _check_nir(person.nir, f"{field}.nir")
    yield from check_birth_date(person.birth_date, f"{field}.birth_date")
    if person.birth_rank > _MAX_RANK:
        yield FieldViolation(f"{field}.birth_rank", "birth_rank_range", "Send 1 for a single birth, up to 9")


def _check_nir(text: str, field: str) -> Iterator[FieldViolation]:
    try:
        Nir.parse(text, sexes=PERMANENT_OR_WAITING)
    except InvalidIdentifier as error:
        yield FieldViolation(field, f"nir_{error.part}", f"{error.reason}. {error.advice}")


def _refused(violations: Sequence[FieldViolation]) -> DomainError:
    reasons = {violation.reason for violation in violations}
    if reasons == {f"nir_{Part.KEY}"}:
        return DomainError(ErrorCode.NIR_KEY_WRONG, violations=violations)
    code = ErrorCode.IDENTIFIER_INVALID if reasons <= _NIR_REASONS else ErrorCode.INVALID_ARGUMENT
    return DomainError(code, violations=violations)


def _content_hash(persons: Sequence[Stated]) -> bytes:
    """Digest a statement without the numbers of persons: a digest of a number could be searched for."""
    digest = hashlib.sha256()
    for stated in persons:
        person = Person()
        person.CopyFrom(stated.person)
        person.ClearField("nir")
        # Without a counter the digest is what it was before there were counters.
        for tag, message in ((b"", person), (b"", stated.coverage), (b"counter", stated.counter)):
            if message is not None:
                body = message.SerializeToString(deterministic=True)
                digest.update(tag + len(body).to_bytes(4, "big") + body)
    return digest.digest()


def check_guarantees_known(statement: Statement, known: Mapping[bytes, str]) -> None:
    """Refuse contracts whose guarantee table was never given, or is another insurer's.

    `known` maps hashes of tables to AMC numbers.

    Raises:
        DomainError: UNKNOWN_GUARANTEES, naming each field.
    """
    violations = [
        FieldViolation(f"{stated.path}.coverage.contracts[{index}].guarantees_hash", reason, advice)
        for stated in statement.persons
        for index, contract in enumerate(stated.coverage.contracts)
        for reason, advice in _guarantee_faults(known.get(contract.guarantees_hash), contract.amc_number)
    ]
    if violations:
        raise DomainError(ErrorCode.UNKNOWN_GUARANTEES, violations=violations)


def _guarantee_faults(table_amc: str | None, amc_number: str) -> Iterator[tuple[str, str]]:
    if table_amc is None:
        yield "guarantees_unknown", "Send the table with PutGuarantees first, then use the hash it answers"
    elif table_amc != amc_number:
        yield "guarantees_of_another_insurer", "Use the hash of a table of this contract's insurer"
