"""The port of the vault's store: what it is asked, and what a registration may count on."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from identity.model import Binding, Changes


class Raced(Exception):  # noqa: N818 - reads as what happened
    """Another registration wrote one of the same entries first; nothing of this one was written. Read and try again."""


class VaultStore(Protocol):
    """Keeps homes, subjects, index entries and sealed names. Homes, subjects and entries never change."""

    async def find(self, fingerprints: Sequence[bytes]) -> Mapping[bytes, Binding]:
        """Give the binding of each known index entry, in one query; unknown ones are absent."""
        ...

    async def names(self, subject_ids: Sequence[bytes]) -> Mapping[bytes, bytes | None]:
        """Give the sealed first name of each subject that exists, None when it has none."""
        ...

    async def facts(self, subject_ids: Sequence[bytes]) -> Mapping[bytes, bytes]:
        """Give the sealed civil facts of each subject that has some."""
        ...

    async def numbers(self, subject_ids: Sequence[bytes]) -> Mapping[bytes, Sequence[bytes]]:
        """Give the sealed numbers of each subject that has one: a permanent one, a waiting one, or both."""
        ...

    async def write(self, changes: Changes) -> None:
        """Write all of `changes` or nothing; raise Raced when an entry exists already."""
        ...
