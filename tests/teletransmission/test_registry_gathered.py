"""Contexts asked at the same moment are one call, those named before are none; nobody is forgotten half way."""

import asyncio
from collections.abc import Mapping, Sequence

import pytest

from chassis.errors import DomainError, ErrorCode
from teletransmission.registry_gathered import GatheredRegistry
from vitale.card.v1.presentation_service_pb2 import ResolvedContext

pytestmark = pytest.mark.asyncio


class CountedRegistry:
    """Knows every context that ends with an even byte, and notes which were asked in each call."""

    def __init__(self) -> None:
        self.calls: list[Sequence[bytes]] = []
        self.away = False

    async def resolve(self, context_ids: Sequence[bytes]) -> Mapping[bytes, ResolvedContext]:
        """See the port."""
        self.calls.append(context_ids)
        await asyncio.sleep(0.001)
        if self.away:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "card_registry"})
        return {
            one: ResolvedContext(context_id=one, known=True, subject_id=one) for one in context_ids if is_known(one)
        }


def is_known(context_id: bytes) -> bool:
    return context_id[-1] % 2 == 0


def contexts(*numbers: int) -> list[bytes]:
    return [number.to_bytes(16) for number in numbers]


async def test_calls_at_the_same_moment_become_few_and_each_gets_its_own_answers() -> None:
    registry = CountedRegistry()
    gathered = GatheredRegistry(registry)
    asked = [contexts(first, first + 1, first) for first in range(100)]
    answers = await asyncio.gather(*(gathered.resolve(wanted) for wanted in asked))
    assert [set(found) for found in answers] == [set(filter(is_known, wanted)) for wanted in asked]
    assert all(found[one].subject_id == one for found in answers for one in found)
    assert len(registry.calls) <= 3
    assert all(len(set(call)) == len(call) for call in registry.calls)


async def test_whom_the_registry_named_is_not_asked_again_and_an_unknown_one_is() -> None:
    registry = CountedRegistry()
    gathered = GatheredRegistry(registry)
    for _ in range(2):
        assert set(await gathered.resolve(contexts(2, 3))) == set(contexts(2))
    assert registry.calls == [contexts(2, 3), contexts(3)]


async def test_what_was_known_is_told_though_the_memory_is_emptied_meanwhile() -> None:
    gathered = GatheredRegistry(CountedRegistry(), remembered=4)
    await gathered.resolve(contexts(0, 2, 4, 6))
    assert set(await gathered.resolve(contexts(0, 2, 8))) == set(contexts(0, 2, 8))


async def test_a_large_call_is_a_call_of_its_own_and_no_gathered_one_is_larger_than_the_registry_takes() -> None:
    registry = CountedRegistry()
    gathered = GatheredRegistry(registry)
    await gathered.resolve(contexts(*range(1_000, 1_500)))
    wanted = [contexts(*range(10 * call, 10 * call + 10)) for call in range(200)]
    await asyncio.gather(*(gathered.resolve(call) for call in wanted))
    assert len(registry.calls[0]) == 500
    assert max(map(len, registry.calls)) <= 500


async def test_a_registry_that_is_away_is_away_for_everybody_and_then_back() -> None:
    registry = CountedRegistry()
    gathered, registry.away = GatheredRegistry(registry), True
    answers = await asyncio.gather(*(gathered.resolve(contexts(n)) for n in range(20)), return_exceptions=True)
    assert {getattr(answer, "code", None) for answer in answers} == {ErrorCode.UNAVAILABLE}
    registry.away = False
    assert set(await gathered.resolve(contexts(4))) == set(contexts(4))
