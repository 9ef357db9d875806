"""`make setup`: venv, generated code, programs, Kafka's jars, AsyncAPI's parser; instant when all is there."""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tools.asyncapi import parser
from tools.local.kafka import jars
from tools.local.paths import LOCAL, ROOT
from tools.local.setup import needs, packages, venv


def say(text: str) -> None:
    """Print one line of progress at once."""
    print(f"setup: {text}", flush=True)


@contextmanager
def only_one() -> Iterator[None]:
    """Let a second setup in this clone wait for the first."""
    LOCAL.mkdir(exist_ok=True)
    with (LOCAL / "setup.lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def python_part() -> bool:
    """Make the venv and the generated code; return whether anything was done."""
    with only_one():
        made = venv.ensure(say)
        run = subprocess.run([str(venv.PYTHON), "-m", "tools.local.protos"], cwd=ROOT, check=False)
    if run.returncode:
        raise venv.SetupError("the protobuf code could not be generated (see above)")
    return made


def machine_part() -> list[needs.Need]:
    """Install what is missing where that is allowed; return the required needs that are still missing."""
    missing = [need for need in needs.all_needs() if need.missing and need.required]
    manager = packages.find_manager()
    if missing and manager is not None and manager.may_install():
        manager.install([need.name for need in missing], say)
        missing = [need for need in needs.all_needs() if need.missing and need.required]
    return missing


def report(missing: list[needs.Need]) -> None:
    """Say what was found, then what is missing with the one line that brings it."""
    for need in needs.all_needs():
        if need.found:
            say(f"found {need.name}: {need.found}")
    for need in missing:
        say(f"MISSING {need.name}: needed for {need.needed_for}")
    if missing:
        say("type: " + packages.advice([need.name for need in missing]))


def setup() -> int:
    """Do everything; 0 when `make demo` can run, 1 when something must be typed first."""
    made = python_part()
    say("made .venv" if made else ".venv is up to date")
    missing = machine_part()
    report(missing)
    if any(need.name in {"java", "maven"} for need in missing):
        return 1
    say(f"Kafka's jars: {jars.ensure_jars()}")
    if not {"node", "npm"} & {need.name for need in missing}:
        say(f"AsyncAPI's parser: {parser.ensure()}")
    say("done" if not missing else "done, but for what is missing above")
    return 0


def main() -> None:
    """`steps` does all of it; `steps --python` only the venv and the generated code, silently when they are there."""
    try:
        if "--python" in sys.argv:
            python_part()
        else:
            sys.exit(setup())
    except (venv.SetupError, jars.JarsError, parser.ParserError) as error:
        sys.exit(f"setup: {error}")


if __name__ == "__main__":
    main()
