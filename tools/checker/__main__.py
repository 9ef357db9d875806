"""python -m tools.checker"""

import sys

from tools.checker.cli import main

sys.exit(main())
