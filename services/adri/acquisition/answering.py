"""Answers one query: token, person, rights at the reference date, access kept, proof signed."""

from datetime import date, datetime
from typing import Final, NamedTuple

from adri.acquisition.accesses import Access, Accesses
from adri.acquisition.asked import Asked, read_asked
from adri.acquisition.contexts import Caller, Contexts
from adri.acquisition.identities import RememberedIdentities
from adri.acquisition.presenting import Person, answer_of
from adri.acquisition.problems import OF_A_QUERY, problem_of
from adri.acquisition.proofs import Proofs
from adri.acquisition.reference import situation
from adri.acquisition.rights_store import Pair, RightsReading, Standing
from card_protocol.context_token import ContextToken
from chassis.batched import LONG_REST_S, SHORT_REST_S, Batched
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode
from vitale.access.v1 import access_pb2
from vitale.card.v1.presentation_service_pb2 import ResolvedContext
from vitale.rights.v1.acquisition_service_pb2 import RightsAnswer, RightsQuery, RightsResult

_RIGHTS: Final = frozenset({"rights"})
_ACTION: Final = "rights"


class Ports(NamedTuple):
    """What answers are made with."""

    contexts: Contexts
    rights: RightsReading
    identities: RememberedIdentities
    accesses: Accesses
    proofs: Proofs
    clock: Clock


class Answering:
    """Rights of the persons behind contexts."""

    def __init__(self, ports: Ports) -> None:
        """Take the ports."""
        self._ports = ports
        self._reading: Batched[Pair, Standing | None] = Batched(
            ports.rights.now, rest_s=SHORT_REST_S, long_rest_s=LONG_REST_S
        )

    async def answer(self, query: RightsQuery, caller: Caller, field: str) -> RightsResult:
        """The result of the query at `field`: an answer with its proof, or what is wrong with it.

        Closed rights are both: a problem for the counter, and the answer that shows the periods.

        Raises:
            DomainError: what is no fault of the query, such as UNAVAILABLE.
        """
        try:
            token = self._ports.contexts.read(query.context_token, caller, _RIGHTS)
            asked = read_asked(query, self._today(caller))
            whom = await self._ports.contexts.behind(token)
        except DomainError as error:
            return _refused(error, field)
        try:
            self._ports.contexts.check_alive(whom)
            answer = await self.rights_of((whom.subject_id, whom.opener_subject_id), asked)
        except DomainError as error:
            result = _refused(error, field)
            await self._note(caller, whom, query, _decision(error.code))
            return result
        result = self._told(answer, asked, caller, token)
        if not answer.open:
            result.problem.CopyFrom(problem_of(DomainError(ErrorCode.RIGHTS_CLOSED), field))
        await self._note(caller, whom, query, access_pb2.ACCESS_DECISION_GRANTED)
        return result

    async def rights_of(self, whom: Pair, asked: Asked) -> RightsAnswer:
        """The answer for a person and the opener of the rights; nothing is kept of it.

        Raises:
            DomainError: UNKNOWN_BENEFICIARY when that opener opens no rights of theirs; UNAVAILABLE.
        """
        standing = await self._reading.ask(whom)
        coverage = None if standing is None else standing.coverage()
        if standing is None or coverage is None:
            raise DomainError(ErrorCode.UNKNOWN_BENEFICIARY)
        person = Person(*await self._ports.identities.of(whom))
        now = self._ports.clock.now()
        return answer_of(standing, coverage, situation(coverage, asked), asked=asked, person=person, now=now)

    def _told(self, answer: RightsAnswer, asked: Asked, caller: Caller, token: ContextToken) -> RightsResult:
        now = self._now()
        proof, guaranteed = self._ports.proofs.sign(answer, asked, caller=caller, token=token, now=now)
        return RightsResult(answer=answer, proof=proof, payment_guarantee=guaranteed)

    async def _note(
        self, caller: Caller, whom: ResolvedContext, query: RightsQuery, decision: "access_pb2.AccessDecision.ValueType"
    ) -> None:
        asked = f"{query.care_date} {query.prescription_date} {query.nature} {query.establishment}".encode()
        await self._ports.accesses.note(caller, whom, Access(_ACTION, asked, decision, self._now()))

    def _now(self) -> datetime:
        return self._ports.clock.now()

    def _today(self, caller: Caller) -> date:
        return self._ports.clock.today(caller.listing.place)


def _refused(error: DomainError, field: str) -> RightsResult:
    if error.code not in OF_A_QUERY:
        raise error
    return RightsResult(problem=problem_of(error, field))


def _decision(code: ErrorCode) -> "access_pb2.AccessDecision.ValueType":
    unknown = code is ErrorCode.UNKNOWN_BENEFICIARY
    return access_pb2.ACCESS_DECISION_NOTHING if unknown else access_pb2.ACCESS_DECISION_REFUSED
