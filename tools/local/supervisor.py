"""Watches the processes of a stack and starts again what ends by itself, more patiently each time."""

import asyncio
import time
from collections.abc import Callable

from tools.local.children import ChildError
from tools.local.stack import Stack

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 10.0
CALM_SECONDS = 30.0


class Supervisor:
    """One task for the whole stack; `restarts` counts by name."""

    def __init__(self, stack: Stack, say: Callable[[str], None]) -> None:
        self.stack = stack
        self.say = say
        self.restarts: dict[str, int] = {}
        self._pauses: dict[str, float] = {}
        self._started: dict[str, float] = {}

    async def run(self) -> None:
        """Look four times a second until cancelled."""
        while True:
            for name, child in self.stack.children().items():
                if child.pid and not child.running:
                    await self._again(name, child.exit_code)
            await asyncio.sleep(0.25)

    async def _again(self, name: str, code: int | None) -> None:
        pause = self._pause(name)
        self.say(f"{name} ended with code {code}; starting it again in {pause:.1f} s (see make logs)")
        await asyncio.sleep(pause)
        self._started[name] = time.monotonic()
        self.restarts[name] = self.restarts.get(name, 0) + 1
        try:
            await self.stack.start(name)
        except ChildError as error:
            self.say(str(error))
        else:
            self.say(f"{name} is ready again")

    def _pause(self, name: str) -> float:
        """Double the pause while it keeps ending, forget after a calm time."""
        calm = name not in self._started or time.monotonic() - self._started[name] > CALM_SECONDS
        pause = FIRST_PAUSE_SECONDS if calm else min(2 * self._pauses[name], LONGEST_PAUSE_SECONDS)
        self._pauses[name] = pause
        return pause
