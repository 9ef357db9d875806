"""Settings of the teletransmission process, from VITALE_TELETRANSMISSION_* variables."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from chassis.presence_settings import DirectorySettings, PresenceKeysSettings
from chassis.settings import GrpcSettings, KafkaSettings, PostgresSettings, ServiceKeySettings, TokenSettings


class TeletransmissionSettings(
    GrpcSettings,
    KafkaSettings,
    PostgresSettings,
    TokenSettings,
    ServiceKeySettings,
    PresenceKeysSettings,
    DirectorySettings,
):
    """What intake needs: a door, a database, a broker, the vault, the card registry, and the quota of a practice."""

    model_config = SettingsConfigDict(env_prefix="VITALE_TELETRANSMISSION_")

    identity_target: str
    card_registry_target: str
    # One batch may have 1 MiB; a little more gets through, to be refused with the limit rather than cut off.
    grpc_max_message_bytes: int = Field(default=2 * 1024 * 1024, ge=1024 * 1024, le=4 * 1024 * 1024)
    quota_claims_per_s: float = Field(default=50.0, gt=0)
    quota_burst: int = Field(default=1000, ge=1)
    # A scheme pays in one go what thousands of practices billed.
    quota_settlements_per_s: float = Field(default=2000.0, gt=0)
    quota_settlements_burst: int = Field(default=20_000, ge=1)
    quota_calls_in_flight: int = Field(default=8, ge=1)
