"""The steady work of the house during a campaign: practices that bill, payers that pay; started again when they end."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from tools.faults.house import House
from tools.local.children import Child

_LONG_S = 3600


class Traffic:
    """Practices and payers, for as long as the block lasts; `restarts`: how often one of them ended by itself."""

    def __init__(self, house: House, rate: int) -> None:
        """Bill `rate` claims a second."""
        self._house, self._rate = house, rate
        self._practices, self._payers = self._bill(), house.payers()
        self.restarts: Counter[str] = Counter()

    def _bill(self) -> Child:
        return self._house.practices(self._rate, _LONG_S)

    def tend(self) -> None:
        """Start again what ended: a practice or a payer that gave up during an outage."""
        if not self._practices.running:
            self.restarts["practices"] += 1
            self._practices = self._bill()
        if not self._payers.running:
            self.restarts["payers"] += 1
            self._payers = self._house.payers()

    def stop(self) -> None:
        """End them: what was under way stays "sent" in the intent log, what was not paid stays owed."""
        self._practices.kill()
        self._payers.kill()


def told(intents: Path) -> Counter[str]:
    """How the calls of an intent log ended, by operation and status, such as "correct ok"."""
    return _counted(intents.read_text(encoding="utf-8").splitlines()) if intents.exists() else Counter()


def _counted(lines: Iterable[str]) -> Counter[str]:
    found = (json.loads(text) for text in lines)
    return Counter(f"{line['op']} {line['status']}" for line in found)
