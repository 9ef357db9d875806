"""Prints what changed tables change: `python -m tools.difference CLAIMS --tables PATH [--against current]`."""

import sys

from tools.difference.cli import main

sys.exit(main(sys.argv[1:]))
