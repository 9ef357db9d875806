"""Settings of the card registry's process, from VITALE_CARD_REGISTRY_* variables."""

from pathlib import Path
from typing import Self

from pydantic import model_validator
from pydantic_settings import SettingsConfigDict

from chassis.presence_settings import DirectorySettings, PresenceKeysSettings, SigningKeySettings
from chassis.settings import GrpcSettings, KafkaSettings, PostgresSettings, ServiceKeySettings, TokenSettings


class CardRegistrySettings(
    GrpcSettings,
    KafkaSettings,
    PostgresSettings,
    TokenSettings,
    ServiceKeySettings,
    SigningKeySettings,
    PresenceKeysSettings,
    DirectorySettings,
):
    """What the card registry needs: a door, a database, a broker, the vault, adri, keys, and who proves identity."""

    model_config = SettingsConfigDict(env_prefix="VITALE_CARD_REGISTRY_")

    identity_target: str
    adri_target: str
    keys: Path
    france_identite: Path
    video_provider: Path
    # Other roots than the pinned ones (a JSON list of PEM), and Google's status list, fetched by whoever operates this.
    attestation_roots: Path | None = None
    attestation_status: Path | None = None
    # The applications that may hold a card: JSON, name of the package -> SHA-256 digests of its signing certificates.
    attestation_apps: Path | None = None

    @model_validator(mode="after")
    def _check_apps(self) -> Self:
        if self.is_production and self.attestation_apps is None:
            raise ValueError("ATTESTATION_APPS: production must know which application may hold a card: set it")
        return self
