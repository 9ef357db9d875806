"""`python -m tools.local up|demo|down|status|logs|reset`: what the Makefile calls."""

import argparse
import sys

from tools.local import commands
from tools.local.logs import merged
from tools.local.paths import LOCAL


def main() -> int:
    """Read the command and do it."""
    parser = argparse.ArgumentParser(prog="python -m tools.local")
    parser.add_argument("command", choices=["up", "demo", "down", "status", "logs", "reset"])
    parser.add_argument("--once", action="store_true", help="demo: play the day, check it, exit")
    parser.add_argument("--force", action="store_true", help="reset: do not ask")
    parser.add_argument("--no-follow", action="store_true", help="logs: only what is there")
    arguments = parser.parse_args()
    match arguments.command:
        case "up" | "demo":
            return _launch(arguments.command, once=arguments.once)
        case "down":
            return commands.down()
        case "status":
            return commands.status()
        case "reset":
            return commands.reset(force=arguments.force)
        case _:
            return _logs(follow=not arguments.no_follow)


def _launch(command: str, *, once: bool) -> int:
    from tools.local import launcher  # noqa: PLC0415 - half a second of imports that the other commands do without

    try:
        if once:
            return launcher.run_once()
        return launcher.run(launcher.demo if command == "demo" else launcher.stay)
    except launcher.AlreadyRunningError as error:
        print(error, file=sys.stderr)
        return 1


def _logs(*, follow: bool) -> int:
    try:
        for line in merged(LOCAL / "logs", follow=follow):
            print(line, flush=True)
    except (KeyboardInterrupt, BrokenPipeError):
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
