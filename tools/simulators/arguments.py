"""Arguments that every simulator takes: where the platform is, and which people."""

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tools.local.state import STATE
from tools.simulators.population import Family, families


def add_population(parser: argparse.ArgumentParser) -> None:
    """Add --state, --families, --seed and --today."""
    parser.add_argument("--state", type=Path, default=STATE, help="state file of the running platform")
    parser.add_argument("--families", type=int, default=200, help="how many families (default 200)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the population (default 1)")
    parser.add_argument(
        "--today", type=date.fromisoformat, default=None, help="day on which the people are as old as they are"
    )


def population(arguments: argparse.Namespace, today: date) -> Iterator[Family]:
    """Stream the families that the arguments name; the same arguments give the same people on another day."""
    return families(arguments.seed, arguments.families, today=arguments.today or today)
