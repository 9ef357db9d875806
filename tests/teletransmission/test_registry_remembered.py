"""Contexts that were named before are not asked about again, and nobody is forgotten half way."""

from collections.abc import Mapping, Sequence

import pytest

from chassis.errors import DomainError, ErrorCode
from teletransmission.registry_remembered import RememberedRegistry
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
        if self.away:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "card_registry"})
        return {
            one: ResolvedContext(context_id=one, known=True, subject_id=one) for one in context_ids if is_known(one)
        }


def is_known(context_id: bytes) -> bool:
    return context_id[-1] % 2 == 0


def contexts(*numbers: int) -> list[bytes]:
    return [number.to_bytes(16) for number in numbers]


async def test_each_context_is_asked_about_once_and_told_as_it_was_named() -> None:
    registry = CountedRegistry()
    found = await RememberedRegistry(registry).resolve(contexts(2, 4, 2, 4))
    assert {one: whom.subject_id for one, whom in found.items()} == {one: one for one in contexts(2, 4)}
    assert registry.calls == [contexts(2, 4)]


async def test_whom_the_registry_named_is_not_asked_again_and_an_unknown_one_is() -> None:
    registry = CountedRegistry()
    remembered = RememberedRegistry(registry)
    for _ in range(2):
        assert set(await remembered.resolve(contexts(2, 3))) == set(contexts(2))
    assert registry.calls == [contexts(2, 3), contexts(3)]


async def test_what_was_known_is_told_though_the_memory_is_emptied_meanwhile() -> None:
    remembered = RememberedRegistry(CountedRegistry(), remembered=4)
    await remembered.resolve(contexts(0, 2, 4, 6))
    assert set(await remembered.resolve(contexts(0, 2, 8))) == set(contexts(0, 2, 8))


async def test_a_registry_that_is_away_is_asked_again_when_it_is_back() -> None:
    registry = CountedRegistry()
    remembered, registry.away = RememberedRegistry(registry), True
    with pytest.raises(DomainError) as caught:
        await remembered.resolve(contexts(4))
    assert caught.value.code is ErrorCode.UNAVAILABLE
    registry.away = False
    assert set(await remembered.resolve(contexts(4))) == set(contexts(4))
