"""Takes a batch of contracts from one insurer: each is taken or refused by itself, in the order sent."""

from collections.abc import Mapping, Sequence
from typing import Final

from adri.composition import Place
from adri.contract_statements import NewContract, check_insurer_contract, held_of
from adri.intake import Ports
from adri.outcomes import problems_of
from chassis.errors import DomainError, ErrorCode, FieldViolation
from vitale.identity.v1.identity_service_pb2 import Resolved
from vitale.rights.v1.rights_service_pb2 import InsurerContract, PutContractOutcome

_PROBLEMS: Final = {
    Resolved.PROBLEM_NOT_FOUND: (ErrorCode.UNKNOWN_BENEFICIARY, "key", "Nobody is known under this key: check it"),
    Resolved.PROBLEM_NIR_INVALID: (ErrorCode.IDENTIFIER_INVALID, "key.opener_nir", "Send 15 characters with their key"),
    Resolved.PROBLEM_BIRTH_DATE_INVALID: (ErrorCode.INVALID_ARGUMENT, "key.birth_date", "Send YYYY-MM-DD"),
}


class ContractIntake:
    """Contracts of insurers."""

    def __init__(self, ports: Ports) -> None:
        """Take the ports of rights intake."""
        self._ports = ports

    async def take(self, sent: Sequence[InsurerContract], insurer: str) -> list[PutContractOutcome]:
        """What became of each contract; DomainError UNAVAILABLE when vault or store do not answer."""
        tables = await self._ports.store.insurers({one.contract.guarantees_hash for one in sent})
        known: dict[int, Resolved] = {}
        refused = {index: error for index, one in enumerate(sent) if (error := _refusal(one, insurer, tables))}
        sound = [index for index in range(len(sent)) if index not in refused]
        if sound:
            known = dict(zip(sound, await self._ports.vault.resolve([sent[index].key for index in sound]), strict=True))
        outcomes = []
        for index, one in enumerate(sent):
            error = refused.get(index)
            outcomes.append(_refused(one, error) if error else await self._one(one, known[index], insurer))
        self._ports.kept()
        return outcomes

    async def _one(self, sent: InsurerContract, whom: Resolved, insurer: str) -> PutContractOutcome:
        try:
            revision = await self._ports.store.put_contract(self._new(sent, whom, insurer))
        except DomainError as error:
            if error.code is ErrorCode.UNAVAILABLE:
                raise  # sending the whole batch again is safe, and what was taken changes nothing then
            return _refused(sent, error)
        return PutContractOutcome(contract_id=sent.contract_id, revision=revision)

    def _new(self, sent: InsurerContract, whom: Resolved, insurer: str) -> NewContract:
        if whom.problem in _PROBLEMS:
            code, field, advice = _PROBLEMS[whom.problem]
            raise DomainError(code, violations=[FieldViolation(field, code.value.lower(), advice)])
        subject = whom.subject
        return NewContract(
            place=Place(subject.subject_id, subject.home_id, subject.partition),
            birth_date=sent.key.birth_date,
            opener_id=whom.opener_subject_id,
            held=held_of(sent, insurer),
            contract_version=sent.contract_version,
            withdrawn=sent.withdrawn,
            received_at=self._ports.clock.now(),
        )


def _refusal(sent: InsurerContract, insurer: str, tables: Mapping[bytes, str]) -> DomainError | None:
    try:
        check_insurer_contract(sent, insurer)
    except DomainError as error:
        return error
    if tables.get(sent.contract.guarantees_hash) != insurer:
        advice = "Send a table of your own with PutGuarantees first, then use the hash it answers"
        unknown = FieldViolation("contract.guarantees_hash", "guarantees_unknown", advice)
        return DomainError(ErrorCode.UNKNOWN_GUARANTEES, violations=[unknown])
    return None


def _refused(sent: InsurerContract, error: DomainError) -> PutContractOutcome:
    problems = problems_of(error)
    return PutContractOutcome(contract_id=sent.contract_id, code=error.code.value, problems=problems)
