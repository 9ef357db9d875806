"""Which applications may hold a card: package names, and for each the certificates that sign it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from card_registry.device.attestation import refused
from card_registry.device.key_description import Application

_DIGEST_BYTES = 32


@dataclass(frozen=True, slots=True)
class Apps:
    """SHA-256 of the signing certificates of each application, by the name of its package."""

    signers: Mapping[bytes, frozenset[bytes]]

    @classmethod
    def of(cls, found: Mapping[str, list[str]]) -> Self:
        """From names and hexadecimal digests, with colons or without; ValueError for none, or no SHA-256."""
        signers = {name.encode(): frozenset(_digest(one) for one in digests) for name, digests in found.items()}
        if not signers or not all(signers.values()):
            raise ValueError("name at least one package, and for each at least one SHA-256 of a signing certificate")
        return cls(signers)

    def check(self, application: Application | None) -> None:
        """Nothing when every package behind the key is ours and signed by us.

        Android lists every package that shares the user identifier: each of them can use the key.

        Raises:
            DomainError: ATTESTATION_REFUSED: app_unknown, app, app_signer.
        """
        if application is None or not application.packages:
            raise refused("app_unknown")
        if not application.packages <= self.signers.keys():
            raise refused("app")
        for package in application.packages:
            if not application.signers or not application.signers <= self.signers[package]:
                raise refused("app_signer")


def _digest(text: str) -> bytes:
    digest = bytes.fromhex(text.replace(":", ""))
    if len(digest) != _DIGEST_BYTES:
        raise ValueError("a SHA-256 has 64 hexadecimal digits")
    return digest
