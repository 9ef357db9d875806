"""`python -m tools.compiled build | test | run -- COMMAND`: pure modules made native, proved by their own tests."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Sequence
from typing import Final, NoReturn

from tools.compiled import tree
from tools.local.paths import ROOT

_TESTS: Final = (
    "tests/reimbursement",
    "tests/identifiers",
    "tests/contracts",
    "tests/receipts/ledger",
    "tests/teletransmission",
)
"""What is run on the compiled modules: everything that tests them as sources."""
_NATIVE: Final = """
import receipts.ledger.settle, reimbursement.adjudicate
assert not any(one.__file__.endswith(".py") for one in (receipts.ledger.settle, reimbursement.adjudicate))
"""


def _ensure() -> None:
    if tree.is_fresh():
        return
    started = time.monotonic()
    sys.stderr.write("compiling the pure modules (once for these sources) ...\n")
    try:
        tree.build()
    except tree.CompileError as refused:
        sys.exit(f"{refused}\nIt needs a C compiler and setuptools: apt-get install -y gcc python3-dev")
    sys.stderr.write(f"compiled in {time.monotonic() - started:.0f} s\n")


def _surroundings() -> dict[str, str]:
    path = f"{tree.TREE}{os.pathsep}{ROOT}"
    return {**os.environ, "PYTHONPATH": path, "VITALE_LOCAL_SERVICES": str(tree.TREE)}


def _test(more: Sequence[str]) -> int:
    """Run the tests on what was compiled, after a look that it is what they import."""
    if subprocess.run([sys.executable, "-c", _NATIVE], env=_surroundings(), cwd=ROOT, check=False).returncode:
        sys.stderr.write("the compiled modules are not what is imported\n")
        return 1
    command = [sys.executable, "-m", "pytest", "-q", "-o", f"pythonpath={tree.TREE} .", *_TESTS, *more]
    return subprocess.run(command, env=_surroundings(), cwd=ROOT, check=False).returncode


def _run(command: Sequence[str]) -> NoReturn:
    os.execvpe(command[0], list(command), _surroundings())  # noqa: S606 - the very command that was asked for


def main() -> None:
    """Build where needed, then do what is asked."""
    parser = argparse.ArgumentParser(prog="python -m tools.compiled", description=__doc__)
    parser.add_argument("what", choices=("build", "test", "run"))
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="run: the command; test: options of pytest")
    arguments = parser.parse_args()
    _ensure()
    rest = [word for word in arguments.rest if word != "--"]
    if arguments.what == "test":
        sys.exit(_test(rest))
    if arguments.what == "run":
        if not rest:
            parser.error("run what?")
        _run(rest)


if __name__ == "__main__":
    main()
