"""Writes openapi.json from the routes: `python -m expenses.openapi`; a test compares the two."""

import json
from pathlib import Path

from expenses.app import document

PLACE = Path(__file__).parent / "openapi.json"

if __name__ == "__main__":
    PLACE.write_text(json.dumps(document(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
