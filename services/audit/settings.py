"""Settings of the audit process, from VITALE_AUDIT_* variables."""

from pydantic_settings import SettingsConfigDict

from chassis.settings import GrpcSettings, KafkaSettings, PostgresSettings, TokenSettings


class AuditSettings(GrpcSettings, KafkaSettings, PostgresSettings, TokenSettings):
    """What the chain needs: a door, a database, a broker."""

    model_config = SettingsConfigDict(env_prefix="VITALE_AUDIT_")
