"""The parts of the vault's process: store, keys, door."""

from chassis.process import Process
from identity.draw import SecureDraw
from identity.fingerprints import Fingerprints
from identity.keys import VaultKeys
from identity.naming import Naming
from identity.postgres_store import PostgresVaultStore
from identity.sealing import Sealer
from identity.servicer import SERVICE_NAME, IdentityServicer
from identity.settings import IdentitySettings
from identity.vault import Vault
from vitale.identity.v1.identity_service_pb2_grpc import add_IdentityServiceServicer_to_server

PACKAGE = "identity"


async def build(process: Process[IdentitySettings]) -> None:
    """Open the store and serve the vault."""
    keys = VaultKeys.load(process.settings.keys)
    store = PostgresVaultStore(await process.postgres(PACKAGE))
    index, sealer = Fingerprints(keys.pepper), Sealer(keys.aes_key)
    vault = Vault(store, fingerprints=index, sealer=sealer, draw=SecureDraw())
    naming = Naming(store, fingerprints=index, sealer=sealer)
    process.serve(IdentityServicer(vault, naming, process.clock), add_IdentityServiceServicer_to_server, SERVICE_NAME)
