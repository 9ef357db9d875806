"""Settings of the operators' desk, from VITALE_RECEIPTS_OPERATIONS_*."""

from collections.abc import Mapping

from pydantic import Field
from pydantic_settings import SettingsConfigDict

from chassis.settings import GrpcSettings, KafkaSettings, PostgresSettings, TokenSettings


class OperationsSettings(GrpcSettings, TokenSettings, KafkaSettings, PostgresSettings):
    """`status_urls` is JSON: where each service that has an outbox tells its figures (/status on its health port)."""

    model_config = SettingsConfigDict(env_prefix="VITALE_RECEIPTS_OPERATIONS_")

    generation: int = Field(default=1, ge=1)
    status_urls: Mapping[str, str] = Field(default_factory=dict)
    pool_max: int = Field(default=3, ge=1)
