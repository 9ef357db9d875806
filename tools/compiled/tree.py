"""A copy of services/ in `.local/compiled` whose pure modules are native; only used while it is of these sources."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from tools.local.paths import LOCAL, ROOT, SOURCES

TREE: Final = LOCAL / "compiled"
_FRESH: Final = LOCAL / "compiled.new"
_STAMP: Final = "compiled.stamp"
_WHOLE: Final = ("reimbursement", "contracts/codec")
"""Packages that are pure from end to end."""
_MODULES: Final = (
    "chassis/outbox_headers.py",
    "contracts/envelope.py",
    "receipts/reckoning.py",
    "receipts/uses.py",
    "receipts/visibility.py",
    "receipts/ledger/answers.py",
    "receipts/ledger/breaker.py",
    "receipts/ledger/consume.py",
    "receipts/ledger/entry.py",
    "receipts/ledger/in_time.py",
    "receipts/ledger/inputs.py",
    "receipts/ledger/issuing.py",
    "receipts/ledger/owed.py",
    "receipts/ledger/reversal.py",
    "receipts/ledger/settle.py",
    "receipts/ledger/settled.py",
    "receipts/ledger/settlement_fields.py",
    "receipts/ledger/standing.py",
    "receipts/ledger/state.py",
    "receipts/ledger/take_settlement.py",
    "receipts/ledger/turn.py",
    "receipts/ledger/versions.py",
    "receipts/worker/publication.py",
    "teletransmission/acknowledgements.py",
    "teletransmission/checks.py",
    "teletransmission/details.py",
    "teletransmission/drafts.py",
    "teletransmission/lines.py",
    "teletransmission/outcomes/progress.py",
    "teletransmission/outcomes/reading.py",
    "teletransmission/paper/marks.py",
    "teletransmission/records.py",
    "teletransmission/stays.py",
)
"""Pure modules of packages that are shells otherwise. No generator of theirs may be asynchronous: mypyc has none."""


class CompileError(RuntimeError):
    """mypyc or the C compiler refused; the message is the end of what they said."""


def modules(services: Path) -> list[str]:
    """Paths of what is compiled, under the folder of the services."""
    whole = (path for package in _WHOLE for path in sorted((services / package).rglob("*.py")))
    return [*(path.relative_to(services).as_posix() for path in whole), *_MODULES]


def fingerprint() -> str:
    """What a compiled tree must have been made of: every file of services/, this list, this Python."""
    digest = hashlib.sha256(sys.version.encode() + Path(__file__).read_bytes())
    for path in sorted(SOURCES.rglob("*")):
        if path.is_file() and path.suffix != ".pyc":
            digest.update(path.relative_to(SOURCES).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


def is_fresh() -> bool:
    """Whether the tree is there and of these sources."""
    stamp = TREE / _STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == fingerprint()


def build() -> None:
    """Compile, beside the old tree, and put it in its place.

    Raises:
        CompileError: it cannot be compiled; the old tree is untouched.
    """
    wanted = fingerprint()
    shutil.rmtree(_FRESH, ignore_errors=True)
    shutil.copytree(SOURCES, _FRESH, ignore=shutil.ignore_patterns("__pycache__", "*.so"))
    command = [sys.executable, "-m", "mypyc", "--config-file", str(ROOT / "pyproject.toml"), *modules(_FRESH)]
    settings = {"MYPYPATH": str(_FRESH), "PYTHONPATH": str(_FRESH), "MYPYC_OPT_LEVEL": "2", "MYPYC_DEBUG_LEVEL": "0"}
    run = subprocess.run(
        command, cwd=_FRESH, env={**os.environ, **settings}, capture_output=True, text=True, check=False
    )
    if run.returncode:
        raise CompileError("\n".join((run.stdout + run.stderr).splitlines()[-15:]))
    shutil.rmtree(_FRESH / "build", ignore_errors=True)
    (_FRESH / _STAMP).write_text(wanted, encoding="utf-8")
    shutil.rmtree(TREE, ignore_errors=True)
    _FRESH.rename(TREE)
