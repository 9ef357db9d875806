"""First step of `make setup`: finds a Python the project runs on and hands over to it.

Runs on any Python 3 the machine has, so it keeps to old syntax and the standard library.
"""

import os
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))  # noqa: PTH100, PTH120
SUPPORTED = ((3, 11), (3, 12), (3, 13))
ADVICE = "apt-get install -y python3 python3-venv   (3.11, 3.12 or 3.13)"


def works(path: str) -> bool:
    """Say whether `path` starts and is a supported Python: version switchers leave names that do not start."""
    code = "import sys, ssl; sys.exit(sys.version_info[:2] not in %r)" % (SUPPORTED,)  # noqa: UP031
    run = subprocess.run([path, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    return run.returncode == 0


def find_python() -> str:
    """Return a supported Python: this one, else one on PATH, else nothing."""
    if sys.version_info[:2] in SUPPORTED:
        return sys.executable
    names = ["python%d.%d" % version for version in SUPPORTED] + ["python3"]  # noqa: UP031
    paths = [path for path in map(shutil.which, names) if path]
    return next((path for path in paths if works(path)), "")


def main() -> None:
    """Go on in a supported Python, or say the one line that brings one."""
    python = find_python()
    if not python:
        sys.exit("vitale-live needs Python 3.11, 3.12 or 3.13; this machine has none. Type: " + ADVICE)
    os.chdir(ROOT)
    os.environ["PYTHONPATH"] = ROOT
    os.execv(python, [python, "-m", "tools.local.setup." + sys.argv[1], *sys.argv[2:]])  # noqa: S606


if __name__ == "__main__":
    main()
