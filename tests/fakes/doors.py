"""Real doors for tests: gRPC servers on free ports that trust one signer, and the vault behind its own."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import grpc
from pydantic_settings import SettingsConfigDict

from chassis.clock import Clock, SystemClock
from chassis.grpc_client import channel
from chassis.grpc_server import Server
from chassis.health import Readiness
from chassis.issuers import Issuer
from chassis.settings import GrpcSettings
from chassis.tokens import TokenSigner, TokenVerifier
from identity.draw import SecureDraw
from identity.fingerprints import Fingerprints
from identity.memory_store import MemoryVaultStore
from identity.naming import Naming
from identity.sealing import Sealer
from identity.servicer import SERVICE_NAME, IdentityServicer
from identity.store import VaultStore
from identity.vault import Vault
from vitale.identity.v1.identity_service_pb2_grpc import add_IdentityServiceServicer_to_server

NOBODY_LISTENS = "127.0.0.1:1"


class DoorSettings(GrpcSettings):
    """Settings of a door on a free port."""

    model_config = SettingsConfigDict(env_prefix="VITALE_TEST_DOOR_")


@dataclass(frozen=True, slots=True)
class Guard:
    """Who signs tokens and by which clock they are verified."""

    signer: TokenSigner
    clock: Clock

    @classmethod
    def new(cls, clock: Clock) -> "Guard":
        """A guard with a fresh key."""
        return cls(TokenSigner.generate(clock=clock), clock)

    def service_token(self) -> str:
        """A token of a service."""
        return self.signer.sign("a-service", "service")


@asynccontextmanager
async def listening(
    servicer: Any, add_to_server: Callable[[Any, Any], None], name: str, *, guard: Guard
) -> AsyncIterator[str]:
    """The address of a servicer behind the server every service has."""
    verifier = TokenVerifier([Issuer(**guard.signer.public())], guard.clock)
    settings = DoorSettings(
        environment="test", grpc_listen="127.0.0.1:0", stop_grace_s=0, grpc_max_message_bytes=4 * 1024 * 1024
    )
    server = Server(settings, token_verifier=verifier, readiness=Readiness())
    server.add(servicer, add_to_server, name)
    await server.start()
    try:
        yield f"127.0.0.1:{server.port}"
    finally:
        await server.stop()


@asynccontextmanager
async def serving(
    servicer: Any, add_to_server: Callable[[Any, Any], None], name: str, *, guard: Guard
) -> AsyncIterator[grpc.aio.Channel]:
    """A channel to a servicer behind the server every service has."""
    async with listening(servicer, add_to_server, name, guard=guard) as address, channel(address) as opened:
        yield opened


def vault_servicer(store: VaultStore | None = None) -> IdentityServicer:
    """The identity service itself with fresh keys, on a store in memory unless another is given."""
    kept = store or MemoryVaultStore()
    index, sealer = Fingerprints(secrets.token_bytes(32)), Sealer(secrets.token_bytes(32))
    held = Vault(kept, fingerprints=index, sealer=sealer, draw=SecureDraw())
    return IdentityServicer(held, Naming(kept, fingerprints=index, sealer=sealer), SystemClock())


@asynccontextmanager
async def vault_at(guard: Guard) -> AsyncIterator[str]:
    """The address of a vault."""
    add = add_IdentityServiceServicer_to_server
    async with listening(vault_servicer(), add, SERVICE_NAME, guard=guard) as address:
        yield address


@asynccontextmanager
async def vault(guard: Guard) -> AsyncIterator[grpc.aio.Channel]:
    """A channel to a vault."""
    async with vault_at(guard) as address, channel(address) as opened:
        yield opened
