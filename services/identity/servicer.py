"""The vault's gRPC door: only services pass, no answer carries a number, each revealing of names leaves a log line."""

import structlog
from google.protobuf.message import Message
from grpc.aio import ServicerContext

from chassis.callers import current_claims, require
from chassis.clock import Clock
from identity.decode import (
    LARGEST_BATCH,
    comparison_of,
    identities_of,
    key_of,
    numbers_of,
    persons_of,
    require_batch,
    subject_ids_of,
)
from identity.facts import Traits
from identity.matching import Verdict
from identity.model import BillingKey, Binding, Subject
from identity.naming import Named, Naming
from identity.vault import Vault
from vitale.identity.v1 import identity_service_pb2 as pb
from vitale.identity.v1 import identity_service_pb2_grpc as pb_grpc

Context = ServicerContext[Message, Message]
SERVICE_NAME = "vitale.identity.v1.IdentityService"
_PARIS = "Europe/Paris"
_VERDICTS = {
    Verdict.UNKNOWN: pb.TRAIT_VERDICT_UNSPECIFIED,
    Verdict.SAME: pb.TRAIT_VERDICT_SAME,
    Verdict.CLOSE: pb.TRAIT_VERDICT_CLOSE,
    Verdict.DIFFERS: pb.TRAIT_VERDICT_DIFFERS,
}
_log = structlog.get_logger()


class IdentityServicer(pb_grpc.IdentityServiceServicer):
    """Decode, ask the vault, reply."""

    def __init__(self, vault: Vault, naming: Naming, clock: Clock) -> None:
        """Take the vault, what it tells of persons, and the clock that counts ages."""
        self._vault, self._naming, self._clock = vault, naming, clock

    async def ResolveBatch(  # noqa: N802 - named by the contract
        self, request: pb.ResolveBatchRequest, _context: Context
    ) -> pb.ResolveBatchResponse:
        """Find the subjects behind billing keys, in their order; a key with a problem spoils no other."""
        require("service")
        require_batch(len(request.keys), LARGEST_BATCH, "keys")
        read = [key_of(key) for key in request.keys]
        found = iter(await self._vault.resolve([key for key in read if isinstance(key, BillingKey)]))
        results = [_resolved(next(found)) if isinstance(key, BillingKey) else pb.Resolved(problem=key) for key in read]
        return pb.ResolveBatchResponse(results=results)

    async def RegisterBatch(  # noqa: N802 - named by the contract
        self, request: pb.RegisterBatchRequest, _context: Context
    ) -> pb.RegisterBatchResponse:
        """Make an opener and their beneficiaries known, all or nothing."""
        require("service")
        opener, *others = await self._vault.register(persons_of(request))
        return pb.RegisterBatchResponse(opener=_message(opener), beneficiaries=[_message(other) for other in others])

    async def Reveal(  # noqa: N802 - named by the contract
        self, request: pb.RevealRequest, _context: Context
    ) -> pb.RevealResponse:
        """Give first names for a purpose, and log who asked for whom and why, never the name."""
        require("service")
        names = await self._vault.reveal(subject_ids_of(request))
        _log.info(
            "names_revealed",
            purpose=request.purpose,
            caller=current_claims().subject,
            subjects=[subject_id.hex() for subject_id in names],
        )
        persons = [pb.Revealed(subject_id=known, first_name=name) for known, name in names.items()]
        return pb.RevealResponse(persons=persons)

    async def FindByNumber(  # noqa: N802 - named by the contract
        self, request: pb.FindByNumberRequest, _context: Context
    ) -> pb.FindByNumberResponse:
        """Find subjects by their own numbers, in their order; a malformed number is nobody's."""
        require("service")
        numbers = numbers_of(request)
        found = iter(await self._naming.find([number for number in numbers if number is not None]))
        subjects = [None if number is None else next(found) for number in numbers]
        return pb.FindByNumberResponse(subjects=[_message(one) if one else pb.Subject() for one in subjects])

    async def CompareIdentity(  # noqa: N802 - named by the contract
        self, request: pb.CompareIdentityRequest, _context: Context
    ) -> pb.CompareIdentityResponse:
        """Say how a number and traits compare with those of a subject; never what they are."""
        require("service")
        number, traits, birth_date = comparison_of(request)
        today = self._clock.today(_PARIS)
        found = await self._naming.compare(
            request.subject_id, number=number, traits=traits, birth_date=birth_date, today=today
        )
        return pb.CompareIdentityResponse(
            number_matches=found.number_matches,
            traits={name: _VERDICTS[verdict] for name, verdict in found.traits.items()},
            age=found.age,
            known=found.known,
        )

    async def RevealIdentity(  # noqa: N802 - named by the contract
        self, request: pb.RevealIdentityRequest, _context: Context
    ) -> pb.RevealIdentityResponse:
        """Name persons to the service whose purpose it is, and log whom and why, never the name."""
        caller = require("service").subject
        named = await self._naming.named(identities_of(request, caller))
        subjects = [one.subject_id.hex() for one in named]
        _log.info("identities_revealed", purpose=request.purpose, caller=caller, subjects=subjects)
        return pb.RevealIdentityResponse(persons=[_revealed(one) for one in named])


def _revealed(named: Named) -> pb.RevealedIdentity:
    message = pb.RevealedIdentity(
        subject_id=named.subject_id,
        number=named.number.reveal() if named.number is not None else "",
        number_oid=named.oid,
        first_name=named.first_name,
    )
    if named.facts is not None:
        message.birth_date, message.birth_rank = named.facts.birth_date, named.facts.birth_rank
        message.traits.CopyFrom(_traits(named.facts.traits))
    return message


def _traits(traits: Traits) -> pb.Traits:
    return pb.Traits(
        birth_name=traits.birth_name,
        given_names=traits.given_names,
        used_name=traits.used_name,
        sex=traits.sex,
        birth_place=traits.birth_place,
        qualified=traits.qualified,
    )


def _resolved(binding: Binding | None) -> pb.Resolved:
    if binding is None or binding.opener_id is None:
        return pb.Resolved(problem=pb.Resolved.PROBLEM_NOT_FOUND)
    return pb.Resolved(subject=_message(binding.subject), opener_subject_id=binding.opener_id)


def _message(subject: Subject) -> pb.Subject:
    return pb.Subject(subject_id=subject.subject_id, home_id=subject.home_id, partition=subject.partition)
