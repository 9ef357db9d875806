"""Takes a scheme's statement of one opener: answered before, or checked, made known to the vault, and kept."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from adri.composition import Card, Member, Place
from adri.statements import Statement, check_guarantees_known, read_statement
from adri.store import NewState, RightsStore, StateKey
from adri.vault import Vault
from adri.versions import Answered, Version, repeats
from chassis.clock import Clock
from vitale.identity.v1.identity_service_pb2 import Subject
from vitale.rights.v1.rights_service_pb2 import BeneficiaryRevision, PutRightsRequest


class Ports(NamedTuple):
    """What rights intake works with; `kept` is called after a commit, so that the relay looks at once."""

    vault: Vault
    store: RightsStore
    clock: Clock
    kept: Callable[[], None]


async def take_state(ports: Ports, request: PutRightsRequest, scheme: str) -> list[BeneficiaryRevision]:
    """The revisions after a state of an opener, the opener's first, then in the order of the request.

    Raises:
        DomainError: see RightsServicer.PutRights.
    """
    statement = read_statement(request, scheme)
    key = StateKey(statement.scheme, statement.person_ids[0])
    answer = await ports.store.answered(key)
    # Asked before the vault is: a late copy of an old state must not put old names back.
    if answer is None or not repeats(answer.version, Version(statement.state_version, statement.content_hash)):
        answer = await _take(ports, statement, key)
    told = zip(statement.person_ids, answer.subjects, answer.revisions, strict=True)
    return [
        BeneficiaryRevision(scheme_person_id=person_id, subject_id=subject, revision=revision)
        for person_id, subject, revision in told
    ]


async def _take(ports: Ports, statement: Statement, key: StateKey) -> Answered:
    hashes = {c.guarantees_hash for stated in statement.persons for c in stated.coverage.contracts}
    check_guarantees_known(statement, await ports.store.insurers(hashes))
    opener, *others = (stated.person for stated in statement.persons)
    card = _card(statement, await ports.vault.register(opener, others))
    state = NewState(key, statement.state_version, statement.content_hash, card, ports.clock.now())
    answer = await ports.store.put(state)
    ports.kept()
    return answer


def _card(statement: Statement, subjects: Sequence[Subject]) -> Card:
    members = tuple(
        Member(
            Place(subject.subject_id, subject.home_id, subject.partition),
            stated.person.birth_date,
            stated.coverage,
            stated.counter,
        )
        for stated, subject in zip(statement.persons, subjects, strict=True)
    )
    return Card(members[0].place.subject_id, members)
