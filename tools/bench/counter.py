"""Counters that ask adri: people with rights, their contexts signed as the registry signs, a key proof each call."""

import itertools
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

import grpc

from card_protocol import context_token, dpop
from card_protocol.context_token import ContextToken
from card_protocol.keys import SigningKey
from chassis.clock import SystemClock
from chassis.token_signer import TokenSigner
from identifiers import Nir
from tools.local.keys import Keys
from vitale.card.v1.card_pb2 import CARD_STATE_ACTIVE
from vitale.card.v1.presentation_service_pb2 import ResolveContextsRequest, ResolveContextsResponse, ResolvedContext
from vitale.identity.v1.identity_service_pb2 import Person, Traits
from vitale.rights.v1 import acquisition_service_pb2 as acquisition
from vitale.rights.v1 import guarantees_pb2 as tables
from vitale.rights.v1 import rights_pb2 as pb
from vitale.rights.v1 import rights_service_pb2 as rights
from vitale.rights.v1.acquisition_service_pb2_grpc import AcquisitionServiceStub
from vitale.rights.v1.counter_pb2 import ComplementaryCounter, CounterRights
from vitale.rights.v1.rights_service_pb2_grpc import RightsServiceStub

_AMC: Final = "12345678"
_METHOD: Final = "/vitale.rights.v1.AcquisitionService/GetRights"
_RESOLVE: Final = "vitale.card.v1.PresentationService"
_PRACTICE: Final = {"practice_id": "RPPS:10001234567", "specialty": "gp", "sector": "1", "place": "Europe/Paris"}
_BATCH: Final = 200
_TOKEN_CALLS: Final = 20_000
_SINCE: Final = pb.Period(first_day="2020-01-01")


class Registry:
    """Stands in for the card registry: says who stands behind each context, once."""

    def __init__(self) -> None:
        self.known: dict[bytes, ResolvedContext] = {}
        self.address = ""

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Listen on a free port while the block runs."""
        server = grpc.aio.server()
        handler = grpc.unary_unary_rpc_method_handler(
            self._resolve,
            request_deserializer=ResolveContextsRequest.FromString,
            response_serializer=ResolveContextsResponse.SerializeToString,
        )
        server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(_RESOLVE, {"ResolveContexts": handler}),))
        self.address = f"127.0.0.1:{server.add_insecure_port('127.0.0.1:0')}"
        await server.start()
        try:
            yield
        finally:
            await server.stop(None)

    async def _resolve(self, request: ResolveContextsRequest, _context: object) -> ResolveContextsResponse:
        return ResolveContextsResponse(contexts=[self.known[context_id] for context_id in request.context_ids])


class People:
    """Openers of rights with a contract, an illness and what the counter is shown."""

    def __init__(self, door: grpc.aio.Channel, issuer: Path) -> None:
        self._stub = RightsServiceStub(door)
        signer = TokenSigner.load(issuer, clock=SystemClock())
        self._metadata = (("authorization", f"Bearer {signer.sign('bench', 'scheme', attributes={'scheme': '01'})}"),)

    async def settle(self, count: int) -> list[bytes]:
        """Subjects of `count` people whose rights adri keeps."""
        line = tables.Guarantee(kind=tables.GUARANTEE_KIND_TICKET_MODERATEUR)
        table = rights.PutGuaranteesRequest(table=tables.GuaranteeTable(amc_number=_AMC, guarantees=[line]))
        named = (await self._stub.PutGuarantees(table, metadata=self._metadata)).guarantees_hash
        subjects: list[bytes] = []
        for first in range(0, count, _BATCH):
            states = [_state(order, named) for order in range(first, min(first + _BATCH, count))]
            reply = await self._stub.PutRightsBatch(
                rights.PutRightsBatchRequest(states=states), metadata=self._metadata, timeout=60
            )
            subjects += [outcome.revisions[0].subject_id for outcome in reply.outcomes]
        return subjects


class Counters:
    """One practice with its key, and a context for each person."""

    def __init__(self, door: grpc.aio.Channel, keys: Keys, registry: Registry, subjects: list[bytes]) -> None:
        self._stub, self._key = AcquisitionServiceStub(door), SigningKey.generate()
        self._signer, self._clock = TokenSigner.load(keys.issuer, clock=SystemClock()), SystemClock()
        signs = SigningKey.load(keys.folder / "card_registry.json")
        today = self._clock.today("Europe/Paris").isoformat()
        queries = [
            acquisition.RightsQuery(context_token=self._present(registry, signs, subject), care_date=today)
            for subject in subjects
        ]
        self._requests = itertools.cycle([acquisition.GetRightsRequest(queries=[query]) for query in queries])
        self._calls, self._token = 0, ""
        self.wrong = 0

    async def ask(self) -> None:
        """One GetRights of one context, with a fresh proof of the key."""
        if self._calls % _TOKEN_CALLS == 0:
            self._token = self._signer.sign("software", "practice", attributes=_PRACTICE)
        self._calls += 1
        proof = dpop.make(self._key, _METHOD, self._token, self._clock.now())
        metadata = (("authorization", f"Bearer {self._token}"), ("dpop", proof))
        reply = await self._stub.GetRights(next(self._requests), metadata=metadata, timeout=30)
        self.wrong += not (reply.results[0].payment_guarantee and reply.results[0].proof)

    def _present(self, registry: Registry, signs: SigningKey, subject: bytes) -> str:
        now, context_id = self._clock.now().replace(microsecond=0), secrets.token_bytes(16)
        registry.known[context_id] = ResolvedContext(
            context_id=context_id,
            known=True,
            subject_id=subject,
            opener_subject_id=subject,
            home_id=secrets.token_bytes(16),
            partition=secrets.randbelow(24),
            card_serial=secrets.token_bytes(16),
            card_state=CARD_STATE_ACTIVE,
        )
        token = ContextToken(
            context_id=context_id,
            token_id=secrets.token_bytes(16),
            subject=secrets.token_hex(16),
            actor_id="software",
            practice_id=_PRACTICE["practice_id"],
            profession="gp",
            purposes=("rights", "billing"),
            method="qr",
            proof_time=now,
            freshness="fresh",
            issued_at=now,
            expires_at=now + timedelta(hours=1),
            ends_at=now + timedelta(hours=4),
            jkt=self._key.kid,
        )
        return context_token.sign(signs, token)


def _state(order: int, table: bytes) -> rights.PutRightsRequest:
    """An opener; commune 999 of country 99 is nowhere, so the number is nobody's."""
    number = Nir.of_body(f"2840599999{order:03d}").reveal()
    traits = Traits(birth_name="MARTIN", given_names=["ALICE"])
    person = Person(scheme_person_id=f"bench-{order}", nir=number, birth_date="1984-05-17", traits=traits)
    contract = pb.ComplementaryContract(amc_number=_AMC, guarantees_hash=table, period=_SINCE, rank=1)
    coverage = pb.Coverage(
        quality=pb.QUALITY_INSURED,
        membership=_SINCE,
        regime="01",
        amo_periods=[_SINCE],
        exemptions=[pb.Exemption(kind=pb.EXEMPTION_KIND_ALD, period=_SINCE)],
        treating_doctor_declared=True,
        contracts=[contract],
    )
    shown = ComplementaryCounter(amc_number=_AMC, member_number="M1", period=_SINCE)
    counter = CounterRights(fund="349", centre="9881", management_code="10", complementary=[shown])
    opener = rights.InsuredBeneficiary(person=person, coverage=coverage, counter=counter)
    return rights.PutRightsRequest(state_version=1, opener=opener)
