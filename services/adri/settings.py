"""Settings of the adri process, from VITALE_ADRI_* variables."""

from pathlib import Path

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from chassis.presence_settings import DirectorySettings, PresenceKeysSettings, SigningKeySettings
from chassis.settings import GrpcSettings, KafkaSettings, PostgresSettings, ServiceKeySettings, TokenSettings


class AdriSettings(
    GrpcSettings,
    KafkaSettings,
    PostgresSettings,
    TokenSettings,
    ServiceKeySettings,
    PresenceKeysSettings,
    SigningKeySettings,
    DirectorySettings,
):
    """What rights intake and acquisition need: a door, a database, a broker, keys, and the services they ask.

    `canaries` is a JSON file of subjects, in hexadecimal, that nobody has a reason to ask for by number.
    """

    model_config = SettingsConfigDict(env_prefix="VITALE_ADRI_")

    identity_target: str
    card_registry_target: str
    receipts_target: str
    canaries: Path | None = None
    # A card of fifty with many periods and contracts is far above the usual 64 KiB, and states come in batches.
    grpc_max_message_bytes: int = Field(default=4 * 1024 * 1024, ge=64 * 1024, le=4 * 1024 * 1024)
    # Acquisition is asked by many counters at once, each with little; streams of watching counters count too.
    grpc_max_concurrent: int = Field(default=2_000, ge=1)
