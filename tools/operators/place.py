"""Where operators' tools work: the broker and the ledger's database, of the local platform or as named."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from tools.local.state import STATE, State


@dataclass(frozen=True, slots=True)
class Place:
    """Address of the ledger's database, brokers (None: not needed, not known), generation (None: the live one)."""

    dsn: str
    bootstrap: str | None
    generation: int | None

    @property
    def brokers(self) -> str:
        """The brokers' addresses; SystemExit with what to type when none was named."""
        if self.bootstrap is None:
            raise SystemExit("this command publishes: name the brokers with --bootstrap host:port")
        return self.bootstrap


def add_place(parser: argparse.ArgumentParser) -> None:
    """Add --state, --dsn, --bootstrap and --generation."""
    parser.add_argument("--state", type=Path, default=STATE, help="state file of the running local platform")
    parser.add_argument("--dsn", default=None, help="the ledger's database, instead of that of the local platform")
    parser.add_argument("--bootstrap", default=None, help="the brokers, instead of those of the local platform")
    parser.add_argument("--generation", type=int, default=None, help="generation of the ledger (default: live)")


def place_of(arguments: argparse.Namespace) -> Place:
    """Read the place from the arguments.

    Raises:
        NotRunningError: neither --dsn nor a running local platform.
    """
    if arguments.dsn is not None:
        return Place(arguments.dsn, arguments.bootstrap, arguments.generation)
    state = State.read(arguments.state)
    return Place(state.postgres.admin_dsn, arguments.bootstrap or state.kafka, arguments.generation)
