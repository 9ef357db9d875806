"""Free loopback ports: the fixed default when it is free, else another one, below the range of outgoing connections."""

import random
import socket

LOW, HIGH = (
    20000,
    31999,
)  # outgoing connections take theirs from 32768 up, and would steal a port between choice and use


def is_free(port: int) -> bool:
    """Say whether a server could listen on 127.0.0.1:`port` now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(taken: set[int]) -> int:
    """Return a free port that is not in `taken`, and add it there."""
    draw = random.SystemRandom()
    for _ in range(2000):
        port = draw.randint(LOW, HIGH)
        if port not in taken and is_free(port):
            taken.add(port)
            return port
    raise RuntimeError(f"no free loopback port between {LOW} and {HIGH}: close some programs")


def choose(wanted: dict[str, int]) -> dict[str, int]:
    """Return a port per name: the wanted one when free, else a free one. Wanted 0 means any."""
    taken = {port for port in wanted.values() if port}
    chosen: dict[str, int] = {}
    for name, port in wanted.items():
        chosen[name] = port if port and is_free(port) else free_port(taken)
    return chosen
