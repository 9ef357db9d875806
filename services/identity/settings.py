"""Settings of the vault, from the environment (VITALE_IDENTITY_...)."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import SettingsConfigDict

from chassis.settings import GrpcSettings, PostgresSettings, TokenSettings
from identity.keys import VaultKeys


class IdentitySettings(GrpcSettings, PostgresSettings, TokenSettings):
    """What the vault's process reads; `keys` is the path of its secrets: {"pepper": base64, "aes_key": base64}."""

    model_config = SettingsConfigDict(env_prefix="VITALE_IDENTITY_")

    keys: Path
    grpc_max_message_bytes: int = Field(default=256 * 1024, ge=1024, le=4 * 1024 * 1024)

    @model_validator(mode="after")
    def _check_keys(self) -> Self:
        try:
            VaultKeys.load(self.keys)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise ValueError(f"KEYS: {reason}") from None
        return self
