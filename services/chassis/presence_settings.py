"""Settings that presentations, contexts and proofs need: public keys, an own signing key, the directory."""

from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from card_protocol.keys import KeyRing, SigningKey
from chassis.settings import ServiceSettings


class PresenceKeysSettings(ServiceSettings):
    """A process that checks what card_registry and adri signed."""

    presence_keys: Path

    def ring(self) -> KeyRing:
        """The public keys; ValueError when the file is not one."""
        return KeyRing.load(self.presence_keys)


class SigningKeySettings(ServiceSettings):
    """A process that signs contexts or proofs."""

    signing_key: Path

    def signer(self) -> SigningKey:
        """The private key; ValueError when the file is not one."""
        return SigningKey.load(self.signing_key)


class DirectorySettings(ServiceSettings):
    """A process that asks who may practise; without a directory, only outside production."""

    directory_url: str | None = None
    directory_keys: Path | None = None
    directory_refresh_s: float = Field(default=60.0, gt=0, le=600)

    @model_validator(mode="after")
    def _check_directory(self) -> Self:
        if self.directory_url is not None and self.directory_keys is None:
            raise ValueError("DIRECTORY_KEYS: name the file of the keys that sign the directory")
        if self.directory_url is None and self.is_production:
            raise ValueError("DIRECTORY_URL: production must know who may practise: set it")
        return self
