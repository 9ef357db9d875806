"""Whom the registry named once is remembered; what else practices ask at the same moment is one call."""

from collections.abc import Mapping, Sequence
from typing import Final, TypeAlias

from chassis.batched import Batched
from teletransmission.gathering import LONG_REST_S, REST_S
from teletransmission.registry import Registry
from vitale.card.v1.presentation_service_pb2 import ResolvedContext

_REMEMBERED: Final = 50_000
_SMALL: Final = 10
_AT_ONCE: Final = 50
"""Calls gathered in one: of small ones, that many are what the registry takes in a batch (500 contexts)."""

_Known: TypeAlias = Mapping[bytes, ResolvedContext]


class GatheredRegistry:
    """A registry asked once for each context, and seldom: who a context stands for never changes.

    A call alone leaves at once. What fails, fails for every call that was gathered: it is the registry's doing, and
    each is to be sent again. The trace of a gathered call is that of the first.
    """

    def __init__(self, registry: Registry, *, remembered: int = _REMEMBERED) -> None:
        """Take the registry itself, and how many contexts are remembered at most."""
        self._registry, self._remembered = registry, remembered
        self._known: dict[bytes, ResolvedContext] = {}
        self._asking: Batched[Sequence[bytes], _Known] = Batched(
            self._resolve, most=_AT_ONCE, rest_s=REST_S, long_rest_s=LONG_REST_S
        )

    async def resolve(self, context_ids: Sequence[bytes]) -> _Known:
        """Who stands behind each context; see the port."""
        found = {one: self._known[one] for one in context_ids if one in self._known}
        missing = [one for one in dict.fromkeys(context_ids) if one not in found]
        if not missing:
            return found
        named = await (self._named(missing) if len(missing) > _SMALL else self._asking.ask(missing))
        return found | {one: named[one] for one in missing if one in named}

    async def _resolve(self, calls: Sequence[Sequence[bytes]]) -> Sequence[_Known]:
        named = await self._named(list(dict.fromkeys(one for asked in calls for one in asked)))
        return [named] * len(calls)

    async def _named(self, context_ids: Sequence[bytes]) -> _Known:
        named = await self._registry.resolve(context_ids)
        if len(self._known) + len(named) > self._remembered:
            self._known.clear()
        self._known.update(named)
        return named
