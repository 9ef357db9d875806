"""Proofs of possession seen by every process of a service: a proof is good once, whichever of them it is shown to."""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import Final

import structlog

from chassis.batched import Batched
from chassis.postgres import Pool, translated
from chassis.safe_errors import describe

# Copied into a migration of a service that shares its proofs. Unlogged: a crash of the database forgets them, and each
# process still knows its own.
PROOFS_DDL: Final = """
create unlogged table proof_seen (
    name bytea primary key check (octet_length(name) = 16),
    seen_at timestamptz not null default now()
);
"""
_ADMIT: Final = """
insert into proof_seen (name) select unnest($1::bytea[]) on conflict do nothing returning name
"""
# Longer than a proof can be good: two windows and what clocks differ.
_FORGET: Final = "delete from proof_seen where seen_at < now() - interval '3 minutes'"
# A method that only reads works meanwhile, so it does not feel this.
_REST_S: Final = 0.01
_SWEEP_S: Final = 20.0
_NAME_BYTES: Final = 16


class SharedProofs:
    """The memory in the service's own database; the pool sees its schema."""

    def __init__(self, pool: Pool) -> None:
        """Take the pool."""
        self._pool = pool
        self._admitting: Batched[bytes, bool] = Batched(self._admit, rest_s=_REST_S)

    def begin(self, proof: str) -> "asyncio.Future[bool]":
        """Begin to remember a proof by its key and number, written together: whether no process saw it before.

        Awaited, it raises DomainError UNAVAILABLE when the database does not tell.
        """
        return self._admitting.begin(hashlib.sha256(proof.encode()).digest()[:_NAME_BYTES])

    async def sweep(self) -> None:
        """Forget, until cancelled, what no process would take any more."""
        while True:
            await asyncio.sleep(_SWEEP_S)
            try:
                await self._pool.execute(_FORGET)
            except Exception as error:  # noqa: BLE001 - tried again; nothing depends on it but room
                structlog.get_logger().warning("proofs_not_swept", error=describe(error))

    async def _admit(self, names: Sequence[bytes]) -> Sequence[bool]:
        try:
            # In one order, so that two processes which are shown the same proofs never wait for each other in a ring.
            rows = await self._pool.fetch(_ADMIT, sorted(set(names)))
        except Exception as error:
            raise translated(error) from error
        new = {row["name"] for row in rows}
        return [_taken(new, name) for name in names]


def _taken(new: set[bytes], name: bytes) -> bool:
    """Whether this asking is the first of a name; the next one of the same batch is not."""
    found = name in new
    new.discard(name)
    return found
