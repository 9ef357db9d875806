"""Settings of the teletransmission process, from VITALE_TELETRANSMISSION_* variables."""

import base64
import json
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import SettingsConfigDict

from chassis.presence_settings import DirectorySettings, PresenceKeysSettings
from chassis.settings import GrpcSettings, KafkaSettings, PostgresSettings, ServiceKeySettings, TokenSettings
from teletransmission.paper.marks import KEY_BYTES


class TeletransmissionSettings(
    GrpcSettings,
    KafkaSettings,
    PostgresSettings,
    TokenSettings,
    ServiceKeySettings,
    PresenceKeysSettings,
    DirectorySettings,
):
    """What intake needs: a door, a database, a broker, the vault, the card registry, and the quota of a practice.

    `keys` is a JSON file {"care": base64 of 32 bytes}; every replica needs the same, and it never changes.
    """

    model_config = SettingsConfigDict(env_prefix="VITALE_TELETRANSMISSION_")

    identity_target: str
    card_registry_target: str
    keys: Path
    # One batch may have 1 MiB; a little more gets through, to be refused with the limit rather than cut off.
    grpc_max_message_bytes: int = Field(default=2 * 1024 * 1024, ge=1024 * 1024, le=4 * 1024 * 1024)
    quota_claims_per_s: float = Field(default=50.0, gt=0)
    quota_burst: int = Field(default=1000, ge=1)
    # A scheme pays in one go what thousands of practices billed.
    quota_settlements_per_s: float = Field(default=2000.0, gt=0)
    quota_settlements_burst: int = Field(default=20_000, ge=1)
    quota_calls_in_flight: int = Field(default=8, ge=1)

    @model_validator(mode="after")
    def _check_keys(self) -> Self:
        try:
            self.care_key()
        except (OSError, KeyError, TypeError, ValueError):
            raise ValueError(f'KEYS: needs a JSON file {{"care": "<base64 of {KEY_BYTES} bytes>"}}') from None
        return self

    def care_key(self) -> bytes:
        """The key of the marks by which paper claims are compared with teletransmitted ones, 32 bytes."""
        key = base64.b64decode(json.loads(self.keys.read_text(encoding="utf-8"))["care"], validate=True)
        if len(key) != KEY_BYTES:
            raise ValueError("wrong length")
        return key
