"""Free loopback ports: the fixed default when it is free, else another one, below the range of outgoing connections.

A port is free until its server listens, which takes seconds: meanwhile another launcher must not choose it too. So each
process chooses from blocks of its own, and never the same twice.
"""

import random
import socket
import threading
from collections.abc import Iterator
from typing import Final

# Outgoing connections take theirs from 32768 up, and would steal a port between choice and use.
LOW, HIGH = 20000, 31999
BLOCK: Final = 50
"""Ports of a block; its first stays bound by the process that has it, until that ends."""


def is_free(port: int) -> bool:
    """Say whether a server could listen on 127.0.0.1:`port` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class OwnPorts:
    """Ports of blocks that no other process chooses from."""

    def __init__(self) -> None:
        self._blocks: list[socket.socket] = []
        self._ports = self._each()
        self._one_at_a_time = threading.Lock()

    def take(self, taken: set[int]) -> int:
        """Return a free port that is not in `taken`, and add it there."""
        with self._one_at_a_time:
            for port in self._ports:
                if port not in taken and is_free(port):
                    taken.add(port)
                    return port
        raise RuntimeError(f"no free loopback port between {LOW} and {HIGH}: close some programs")

    def close(self) -> None:
        """Leave the blocks to others."""
        for held in self._blocks:
            held.close()

    def _each(self) -> Iterator[int]:
        starts = list(range(LOW, HIGH + 1, BLOCK))
        random.SystemRandom().shuffle(starts)
        for start in starts:
            if self._hold(start):
                yield from range(start + 1, start + BLOCK)

    def _hold(self, start: int) -> bool:
        mark = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        try:
            mark.bind(("127.0.0.1", start))  # without SO_REUSEADDR: one process alone can
        except OSError:
            mark.close()
            return False
        self._blocks.append(mark)
        return True


OWN: Final = OwnPorts()


def choose(wanted: dict[str, int]) -> dict[str, int]:
    """Return a port per name: the wanted one when free, else a free one. Wanted 0 means any."""
    taken = {port for port in wanted.values() if port}
    chosen: dict[str, int] = {}
    for name, port in wanted.items():
        chosen[name] = port if port and is_free(port) else OWN.take(taken)
    return chosen
