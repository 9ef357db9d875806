"""A child of a fork does not collect garbage; its parent does."""

import subprocess
import sys

from tools.local.environment import plain
from tools.local.paths import ROOT

SCRIPT = """
import gc, os
from tests import forks

forks.spare()
child = os.fork()
if not child:
    os._exit(gc.isenabled())
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), gc.isenabled())
"""


def test_a_child_does_not_collect_and_its_parent_goes_on() -> None:
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT], cwd=ROOT, env=plain(), capture_output=True, text=True, timeout=60, check=True
    )
    assert run.stdout.split() == ["0", "True"]
