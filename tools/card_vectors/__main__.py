"""Writes tests/data/card_protocol/vectors.json: `python -m tools.card_vectors`; with --check only compares it."""

import sys
from pathlib import Path
from typing import Final

from tools.card_vectors.document import written
from tools.local.paths import ROOT

FILE: Final = ROOT / "tests" / "data" / "card_protocol" / "vectors.json"


def main(arguments: list[str], path: Path = FILE) -> int:
    """Write the file, or say with exit code 1 that it is not what would be written."""
    text = written()
    if "--check" in arguments:
        same = path.is_file() and path.read_text(encoding="utf-8") == text
        print("the vectors are those of the tool" if same else "the vectors differ: python -m tools.card_vectors")
        return 0 if same else 1
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    print(f"{text.count(chr(10) + '    {')} vectors written")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
