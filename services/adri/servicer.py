"""The gRPC face of rights intake: decode, decide, store, reply."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from adri.composition import Card, Member, Place
from adri.guarantees import read_table
from adri.statements import Statement, check_guarantees_known, read_statement
from adri.store import NewState, RightsStore, StateKey
from adri.vault import Vault
from adri.versions import Answered, repeats
from chassis.callers import require
from chassis.clock import Clock
from vitale.identity.v1.identity_service_pb2 import Subject
from vitale.rights.v1.rights_service_pb2 import (
    BeneficiaryRevision,
    PutGuaranteesRequest,
    PutGuaranteesResponse,
    PutRightsRequest,
    PutRightsResponse,
)
from vitale.rights.v1.rights_service_pb2_grpc import RightsServiceServicer

SERVICE_NAME: Final = "vitale.rights.v1.RightsService"


class Ports(NamedTuple):
    """What rights intake works with; `kept` is called after a commit, so that the relay looks at once."""

    vault: Vault
    store: RightsStore
    clock: Clock
    kept: Callable[[], None]


class RightsServicer(RightsServiceServicer):
    """PutRights and PutGuarantees for the scheme that calls."""

    def __init__(self, ports: Ports) -> None:
        """Take the ports."""
        self._ports = ports

    async def PutRights(  # noqa: N802 - named by the contract
        self, request: PutRightsRequest, _context: object
    ) -> PutRightsResponse:
        """Replace the full state of an opener and of everybody on their card.

        Raises:
            DomainError: PERMISSION_DENIED, INVALID_ARGUMENT, IDENTIFIER_INVALID, NIR_KEY_WRONG, UNKNOWN_GUARANTEES,
                STALE_STATE, CONTENT_CONFLICT, BATCH_TOO_LARGE, UNAVAILABLE.
        """
        statement = read_statement(request, require("scheme").attribute("scheme"))
        key = StateKey(statement.scheme, statement.person_ids[0])
        answer = await self._ports.store.answered(key)
        # Asked before the vault is: a late copy of an old state must not put old names back.
        if answer is None or not repeats(answer, statement.state_version, statement.content_hash):
            answer = await self._take(statement, key)
        return _response(statement, answer)

    async def PutGuarantees(  # noqa: N802 - named by the contract
        self, request: PutGuaranteesRequest, _context: object
    ) -> PutGuaranteesResponse:
        """Keep a guarantee table and send it to every partition of the ledger.

        Raises:
            DomainError: PERMISSION_DENIED, INVALID_ARGUMENT, UNAVAILABLE.
        """
        require("scheme")
        table = read_table(request.table)
        if await self._ports.store.put_table(table, self._ports.clock.now()):
            self._ports.kept()
        return PutGuaranteesResponse(guarantees_hash=table.hash)

    async def _take(self, statement: Statement, key: StateKey) -> Answered:
        hashes = {c.guarantees_hash for stated in statement.persons for c in stated.coverage.contracts}
        check_guarantees_known(statement, await self._ports.store.insurers(hashes))
        opener, *others = (stated.person for stated in statement.persons)
        card = _card(statement, await self._ports.vault.register(opener, others))
        now = self._ports.clock.now()
        state = NewState(key, statement.state_version, statement.content_hash, card, now)
        answer = await self._ports.store.put(state)
        self._ports.kept()
        return answer


def _card(statement: Statement, subjects: Sequence[Subject]) -> Card:
    members = tuple(
        Member(Place(subject.subject_id, subject.home_id, subject.partition), stated.person.birth_date, stated.coverage)
        for stated, subject in zip(statement.persons, subjects, strict=True)
    )
    return Card(members[0].place.subject_id, members)


def _response(statement: Statement, answer: Answered) -> PutRightsResponse:
    told = zip(statement.person_ids, answer.subjects, answer.revisions, strict=True)
    return PutRightsResponse(
        revisions=[
            BeneficiaryRevision(scheme_person_id=person_id, subject_id=subject, revision=revision)
            for person_id, subject, revision in told
        ]
    )
