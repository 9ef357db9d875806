"""Turns many small askings at the same time into few large ones, as a database or a peer likes them."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")

SHORT_REST_S: Final = 0.0025
LONG_REST_S: Final = 0.015
"""What a service gathers for that must answer soon while few ask, and with little work where many do."""
_CROWD: Final = 4


class Batched(Generic[Q, A]):
    """Calls `work` with what was asked since its last call began; gives each asker its own answer.

    An asking alone leaves at once; while `at_once` calls of `work` are under way, and for `rest_s` after each that was
    not full, what comes in gathers for the next. A call that fails fails for everybody in it.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Q]], Awaitable[Sequence[A]]],
        *,
        most: int = 500,
        at_once: int = 1,
        rest_s: float = 0.0,
        long_rest_s: float = 0.0,
    ) -> None:
        """Take the work: answers in the order of what is asked, at most `most` at a time.

        `rest_s` costs a busy service that much latency and spares it many small calls; an idle one pays nothing. Each
        four in a call let the next one gather that much longer, up to `long_rest_s`, yet no longer than the call took:
        what is done soon is worth less waiting.
        """
        self._work, self._most, self._at_once = work, most, at_once
        self._rest_s, self._long_rest_s = rest_s, max(rest_s, long_rest_s)
        self._waiting: deque[tuple[Q, asyncio.Future[A]]] = deque()
        self._running: set[asyncio.Task[None]] = set()
        # Counted apart: a task that found nothing left takes no more, though the loop has not yet called it done.
        self._draining = 0

    async def ask(self, asked: Q) -> A:
        """The answer; what `work` raises is raised here."""
        return await self.begin(asked)

    def begin(self, asked: Q) -> "asyncio.Future[A]":
        """The answer to come, for one who has something else to do meanwhile."""
        future: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, future))
        if self._draining < self._at_once:
            self._draining += 1
            task = asyncio.create_task(self._drain())
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        return future

    async def _drain(self) -> None:
        try:
            while self._waiting:
                count = min(len(self._waiting), self._most)
                begun = time.monotonic()
                await self._call([self._waiting.popleft() for _ in range(count)])
                if self._rest_s and count < self._most:
                    await asyncio.sleep(self._rest(count, time.monotonic() - begun))
        finally:
            self._draining -= 1

    def _rest(self, count: int, took_s: float) -> float:
        """How long to rest after a call with so many that took so long."""
        wanted = min(self._rest_s * (1 + count // _CROWD), self._long_rest_s)
        return min(wanted, max(took_s, self._rest_s))

    async def _call(self, batch: "Sequence[tuple[Q, asyncio.Future[A]]]") -> None:
        try:
            answers = await self._work([asked for asked, _ in batch])
        except Exception as error:  # noqa: BLE001 - handed to those who wait
            _fail(batch, error)
            return
        for (_, future), answer in zip(batch, answers, strict=True):
            if not future.done():
                future.set_result(answer)


def _fail(batch: Sequence[tuple[object, "asyncio.Future[A]"]], error: Exception) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(error)
