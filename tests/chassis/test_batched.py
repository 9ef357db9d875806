"""Askings that come together become few calls; a lone one does not wait, a full call makes nobody rest."""

import asyncio
from collections.abc import Sequence

import pytest

from chassis.batched import Batched

pytestmark = pytest.mark.asyncio
FOR_EVER_S = 3_600.0


class Work:
    """Doubles numbers, notes what came in each call, and refuses a call that holds a negative one."""

    def __init__(self) -> None:
        self.calls: list[list[int]] = []
        self.begun = asyncio.Event()

    async def __call__(self, asked: Sequence[int]) -> Sequence[int]:
        self.calls.append(list(asked))
        self.begun.set()
        await asyncio.sleep(0)
        if min(asked) < 0:
            raise ValueError("negative")
        return [2 * one for one in asked]


async def test_each_asker_gets_its_own_answer_and_what_comes_meanwhile_is_one_call() -> None:
    work = Work()
    batched: Batched[int, int] = Batched(work)
    first = asyncio.ensure_future(batched.ask(0))
    await work.begun.wait()
    assert await asyncio.gather(*(batched.ask(number) for number in range(1, 40))) == [2 * n for n in range(1, 40)]
    assert await first == 0
    assert work.calls == [[0], list(range(1, 40))]


async def test_a_lone_asking_is_answered_before_the_rest_and_the_next_waits_for_its_end() -> None:
    work = Work()
    batched: Batched[int, int] = Batched(work, rest_s=FOR_EVER_S)
    async with asyncio.timeout(10):
        assert await batched.ask(1) == 2
    later = asyncio.ensure_future(batched.ask(2))
    await asyncio.sleep(0.05)
    assert not later.done()
    later.cancel()


async def test_after_a_full_call_the_next_does_not_rest() -> None:
    work = Work()
    batched: Batched[int, int] = Batched(work, most=10, rest_s=FOR_EVER_S)
    async with asyncio.timeout(10):
        assert len(await asyncio.gather(*(batched.ask(number) for number in range(35)))) == 35
    assert [len(call) for call in work.calls] == [10, 10, 10, 5]


async def test_a_call_that_fails_fails_for_everybody_in_it_and_for_nobody_else() -> None:
    batched: Batched[int, int] = Batched(Work(), most=2)
    told = await asyncio.gather(*(batched.ask(number) for number in (1, -1, 3, 4)), return_exceptions=True)
    assert [isinstance(one, ValueError) for one in told] == [True, True, False, False]
    assert told[2:] == [6, 8]
