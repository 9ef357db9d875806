"""Which faults, how many of each, in which order: drawn from a seed, the same seed gives the same plan."""

from collections.abc import Collection, Iterator, Mapping
from random import Random
from typing import Final

SHARES: Final[Mapping[str, int]] = {
    "kill:mid_copy": 9,
    "kill:before_commit": 9,
    "kill:after_commit": 9,
    "kill:after_publish": 9,
    "kill:receipts.worker": 24,
    "kill:teletransmission": 18,
    "kill:identity": 12,
    "kill:adri": 10,
    "kill:receipts.api": 10,
    "kill:card_registry": 8,
    "kill:expenses": 8,
    "kill:receipts.operations": 4,
    "kill:audit": 4,
    "freeze:receipts.worker": 14,
    "freeze:teletransmission": 8,
    "freeze:identity": 6,
    "freeze:broker": 8,
    "freeze:session": 10,
    "freeze:owner": 2,
    "restart:database": 8,
    "restart:broker": 6,
    "backend:receipts": 26,
    "backend:teletransmission": 14,
    "backend:identity": 8,
    "backend:adri": 6,
    "lock:ledger": 12,
    "record:undecodable": 12,
    "record:rules_raise": 10,
    "record:again": 16,
}
"""Of 300 faults, how many of each kind: many where they are cheap and hurt the ledger, few where they cost time."""


EVERY: Final = tuple(SHARES)
"""All kinds."""


def counts(faults: int, kinds: Collection[str] = EVERY) -> dict[str, int]:
    """How many of each kind, `faults` in all: proportional, what is left goes to the largest remainders."""
    shares = {name: share for name, share in SHARES.items() if name in kinds}
    whole = sum(shares.values())
    found = {name: faults * share // whole for name, share in shares.items()}
    by_remainder = sorted(shares, key=lambda name: (-(faults * shares[name] % whole), -shares[name]))
    for name in by_remainder[: faults - sum(found.values())]:
        found[name] += 1
    for name in [name for name, count in found.items() if not count]:
        most = max(found, key=lambda one: found[one])
        if found[most] > 1:  # rather every kind once than one of them twice
            found[name], found[most] = 1, found[most] - 1
    return {name: count for name, count in found.items() if count}


def order(faults: int, seed: int, kinds: Collection[str] = EVERY) -> Iterator[str]:
    """The plan, shuffled; after its end, spare ones for those that could not be done."""
    dice = Random(seed)  # noqa: S311 - a repeatable plan
    planned = [name for name, count in counts(faults, kinds).items() for _ in range(count)]
    dice.shuffle(planned)
    yield from planned
    while True:
        yield dice.choice(planned)
