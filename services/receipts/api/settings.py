"""Settings of the receipts api, from VITALE_RECEIPTS_API_*."""

import base64
import json
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import SettingsConfigDict

from chassis.settings import GrpcSettings, KafkaSettings, PostgresSettings, ServiceKeySettings, TokenSettings
from receipts.cursor import KEY_BYTES


class ReceiptsApiSettings(GrpcSettings, TokenSettings, ServiceKeySettings, KafkaSettings, PostgresSettings):
    """`keys` is a JSON file {"cursor": base64 of 32 bytes}; every replica of the api needs the same."""

    model_config = SettingsConfigDict(env_prefix="VITALE_RECEIPTS_API_")

    identity_target: str
    keys: Path
    generation: int | None = Field(default=None, ge=1)
    """Unset = the live one of the database, read at every start: a switch ends the process so that it follows."""

    @model_validator(mode="after")
    def _check_keys(self) -> Self:
        try:
            self.cursor_key()
        except (OSError, KeyError, TypeError, ValueError):
            raise ValueError(f'KEYS: needs a JSON file {{"cursor": "<base64 of {KEY_BYTES} bytes>"}}') from None
        return self

    def cursor_key(self) -> bytes:
        """The key that seals cursors, 32 bytes."""
        key = base64.b64decode(json.loads(self.keys.read_text(encoding="utf-8"))["cursor"], validate=True)
        if len(key) != KEY_BYTES:
            raise ValueError("wrong length")
        return key
