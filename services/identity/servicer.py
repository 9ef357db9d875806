"""The vault's gRPC door: only services pass, no answer carries a number, each revealing of names leaves a log line."""

import structlog
from google.protobuf.message import Message
from grpc.aio import ServicerContext

from chassis.callers import current_claims, require
from identity.decode import LARGEST_BATCH, key_of, persons_of, require_batch, subject_ids_of
from identity.model import BillingKey, Binding, Subject
from identity.vault import Vault
from vitale.identity.v1 import identity_service_pb2 as pb
from vitale.identity.v1 import identity_service_pb2_grpc as pb_grpc

Context = ServicerContext[Message, Message]
SERVICE_NAME = "vitale.identity.v1.IdentityService"
_log = structlog.get_logger()


class IdentityServicer(pb_grpc.IdentityServiceServicer):
    """Decode, ask the vault, reply."""

    def __init__(self, vault: Vault) -> None:
        """Take the vault."""
        self._vault = vault

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


def _resolved(binding: Binding | None) -> pb.Resolved:
    if binding is None or binding.opener_id is None:
        return pb.Resolved(problem=pb.Resolved.PROBLEM_NOT_FOUND)
    return pb.Resolved(subject=_message(binding.subject), opener_subject_id=binding.opener_id)


def _message(subject: Subject) -> pb.Subject:
    return pb.Subject(subject_id=subject.subject_id, home_id=subject.home_id, partition=subject.partition)
