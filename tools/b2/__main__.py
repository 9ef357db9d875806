"""`python -m tools.b2 read|check|send|write|arl`: 0 all well, 1 something refused, 2 it could not be done."""

import sys

from tools.b2.arguments import parsed
from tools.b2.commands import COMMANDS
from tools.b2.exits import CANNOT, CannotError


def main() -> int:
    """Run one command; errors go to stderr, a line each, naming record and field."""
    arguments = parsed()
    try:
        return COMMANDS[arguments.command](arguments)
    except CannotError as error:
        print(error, file=sys.stderr)
        return CANNOT


if __name__ == "__main__":
    sys.exit(main())
