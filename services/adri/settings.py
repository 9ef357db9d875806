"""Settings of the adri process, from VITALE_ADRI_* variables."""

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from chassis.settings import GrpcSettings, KafkaSettings, PostgresSettings, ServiceKeySettings, TokenSettings


class AdriSettings(GrpcSettings, KafkaSettings, PostgresSettings, TokenSettings, ServiceKeySettings):
    """What rights intake needs: a door, a database, a broker and the vault."""

    model_config = SettingsConfigDict(env_prefix="VITALE_ADRI_")

    identity_target: str
    # A card of fifty with many periods and contracts is far above the usual 64 KiB.
    grpc_max_message_bytes: int = Field(default=1024 * 1024, ge=64 * 1024, le=4 * 1024 * 1024)
