"""The vault behind its real door: a gRPC server on a free port, signed tokens, a client that speaks to it."""

import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import grpc
from pydantic import SecretStr

from chassis.clock import SystemClock
from chassis.grpc_client import call, channel
from chassis.grpc_server import Server
from chassis.health import Readiness
from chassis.issuers import load_issuers
from chassis.token_claims import Role
from chassis.tokens import TokenSigner, TokenVerifier
from identity.fingerprints import Fingerprints
from identity.naming import Naming
from identity.sealing import Sealer
from identity.servicer import SERVICE_NAME, IdentityServicer
from identity.settings import IdentitySettings
from identity.store import VaultStore
from tests.identity.conftest import vault_on
from tests.identity.people import AES_KEY, PEPPER
from vitale.identity.v1 import identity_service_pb2 as pb
from vitale.identity.v1 import identity_service_pb2_grpc as pb_grpc

CLOCK = SystemClock()


class Door:
    """A client of the vault with a token of the role it is told; "service" unless said otherwise."""

    def __init__(self, to: grpc.aio.Channel, signer: TokenSigner) -> None:
        self._stub = pb_grpc.IdentityServiceStub(to)
        self._signer = signer
        self.role: Role = "service"

        self.name = "adri"

    def token(self) -> str:
        return self._signer.sign(self.name, self.role)

    async def resolve(self, *keys: pb.BeneficiaryKey) -> list[pb.Resolved]:
        request = pb.ResolveBatchRequest(keys=keys)
        return list((await call(self._stub.ResolveBatch, request, token=self.token())).results)

    async def register(self, opener: pb.Person, *beneficiaries: pb.Person) -> pb.RegisterBatchResponse:
        request = pb.RegisterBatchRequest(opener=opener, beneficiaries=beneficiaries)
        return await call(self._stub.RegisterBatch, request, token=self.token())

    async def reveal(self, *subject_ids: bytes, purpose: str = "receipt_page") -> dict[bytes, str]:
        request = pb.RevealRequest(subject_ids=subject_ids, purpose=purpose)
        persons = (await call(self._stub.Reveal, request, token=self.token())).persons
        return {person.subject_id: person.first_name for person in persons}

    async def find(self, *numbers: str) -> list[bytes]:
        request = pb.FindByNumberRequest(numbers=numbers)
        return [one.subject_id for one in (await call(self._stub.FindByNumber, request, token=self.token())).subjects]

    async def compare(self, request: pb.CompareIdentityRequest) -> pb.CompareIdentityResponse:
        return await call(self._stub.CompareIdentity, request, token=self.token())

    async def identities(self, *subject_ids: bytes, purpose: str = "rights_answer") -> list[pb.RevealedIdentity]:
        request = pb.RevealIdentityRequest(subject_ids=subject_ids, purpose=purpose)
        return list((await call(self._stub.RevealIdentity, request, token=self.token())).persons)


def settings(folder: Path, signer: TokenSigner) -> IdentitySettings:
    """Settings of a vault on a free port; its files are written into `folder`."""
    issuers, keys = folder / "issuers.json", folder / "keys.json"
    issuers.write_text(json.dumps([signer.public()]), encoding="utf-8")
    secrets = {"pepper": PEPPER, "aes_key": AES_KEY}
    keys.write_text(json.dumps({name: base64.b64encode(key).decode() for name, key in secrets.items()}))
    return IdentitySettings(
        environment="test",
        grpc_listen="127.0.0.1:0",
        stop_grace_s=0,
        dsn=SecretStr("postgresql://nowhere.invalid/vitale"),
        token_issuers=issuers,
        keys=keys,
    )


@asynccontextmanager
async def opened(store: VaultStore, folder: Path) -> AsyncIterator[Door]:
    """Serve a vault on `store` while the block runs."""
    signer = TokenSigner.generate(clock=CLOCK)
    chosen = settings(folder, signer)
    verifier = TokenVerifier(load_issuers(chosen.token_issuers), CLOCK)
    server = Server(chosen, token_verifier=verifier, readiness=Readiness())
    naming = Naming(store, fingerprints=Fingerprints(PEPPER), sealer=Sealer(AES_KEY))
    servicer = IdentityServicer(vault_on(store), naming, CLOCK)
    server.add(servicer, pb_grpc.add_IdentityServiceServicer_to_server, SERVICE_NAME)
    await server.start()
    try:
        async with channel(f"127.0.0.1:{server.port}") as to:
            yield Door(to, signer)
    finally:
        await server.stop()
