"""Askings that come together become few calls; a lone one does not wait, a full call makes nobody rest."""

import asyncio
import time
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


async def test_askings_that_come_together_are_one_call_and_each_gets_its_own_answer() -> None:
    calls: list[list[int]] = []

    async def work(asked: Sequence[int]) -> Sequence[int]:
        calls.append(list(asked))
        await asyncio.sleep(0)
        return [one * 2 for one in asked]

    batched = Batched(work, most=4, at_once=1)
    assert await asyncio.gather(*(batched.ask(n) for n in range(10))) == [n * 2 for n in range(10)]
    assert [len(call) for call in calls] == [4, 4, 2]


def _rests(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The rests that are taken, none of which is waited for."""
    rests: list[float] = []

    async def sleep(seconds: float) -> None:
        rests.append(seconds)

    monkeypatch.setattr("chassis.batched.asyncio.sleep", sleep)
    return rests


@pytest.mark.parametrize(("asked", "rest"), [(1, 0.002), (3, 0.002), (4, 0.004), (9, 0.006), (20, 0.01), (400, 0.01)])
async def test_the_more_ask_at_once_the_longer_the_next_call_gathers(
    asked: int, rest: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(numbers: Sequence[int]) -> Sequence[int]:
        time.sleep(0.011)  # noqa: ASYNC251 - longer than any rest; the loop's own sleep is watched
        return numbers

    rests = _rests(monkeypatch)
    batched = Batched(work, rest_s=0.002, long_rest_s=0.01)
    assert await asyncio.gather(*map(batched.ask, range(asked))) == list(range(asked))
    assert rests == [pytest.approx(rest)]


async def test_the_next_call_gathers_no_longer_than_this_one_took(monkeypatch: pytest.MonkeyPatch) -> None:
    async def work(numbers: Sequence[int]) -> Sequence[int]:
        return numbers

    rests = _rests(monkeypatch)
    batched, begun = Batched(work, rest_s=0.002, long_rest_s=10), time.monotonic()
    await asyncio.gather(*map(batched.ask, range(300)))
    assert all(0.002 <= rest <= max(0.002, time.monotonic() - begun) for rest in rests)
    assert rests


async def test_a_call_that_fails_fails_for_those_in_it_and_for_nobody_after() -> None:
    async def work(asked: Sequence[int]) -> Sequence[int]:
        if 3 in asked:
            raise ValueError("three")
        return asked

    batched = Batched(work, most=2, at_once=1)
    found = await asyncio.gather(*(batched.ask(n) for n in range(1, 6)), return_exceptions=True)
    assert [isinstance(one, ValueError) for one in found] == [False, False, True, True, False]


@pytest.mark.parametrize("at_once", [1, 2])
async def test_who_asks_again_the_moment_they_are_answered_is_answered_again(at_once: int) -> None:
    async def work(asked: Sequence[int]) -> Sequence[int]:
        return asked

    batched = Batched(work, at_once=at_once)

    async def asks_on(first: int) -> list[int]:
        return [await batched.ask(first + n) for n in range(50)]

    async with asyncio.timeout(5):
        found = await asyncio.gather(*(asks_on(100 * n) for n in range(4)))
    assert found == [[100 * n + m for m in range(50)] for n in range(4)]


async def test_who_gives_up_waiting_takes_nobody_along() -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def work(asked: Sequence[int]) -> Sequence[int]:
        begun.set()
        await go.wait()
        return asked

    batched = Batched(work, at_once=1)
    impatient, patient = asyncio.create_task(batched.ask(1)), asyncio.create_task(batched.ask(2))
    await begun.wait()
    impatient.cancel()
    go.set()
    assert await patient == 2
    with pytest.raises(asyncio.CancelledError):
        await impatient
