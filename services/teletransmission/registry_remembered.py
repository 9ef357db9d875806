"""Whom the registry named once is remembered: it is asked only about contexts that are new here."""

from collections.abc import Mapping, Sequence
from typing import Final

from teletransmission.registry import Registry
from vitale.card.v1.presentation_service_pb2 import ResolvedContext

_REMEMBERED: Final = 50_000


class RememberedRegistry:
    """A registry asked once for each context: who a context stands for never changes."""

    def __init__(self, registry: Registry, *, remembered: int = _REMEMBERED) -> None:
        """Take the registry itself, and how many contexts are remembered at most."""
        self._registry, self._remembered = registry, remembered
        self._known: dict[bytes, ResolvedContext] = {}

    async def resolve(self, context_ids: Sequence[bytes]) -> Mapping[bytes, ResolvedContext]:
        """Who stands behind each context; see the port."""
        found = {one: self._known[one] for one in context_ids if one in self._known}
        missing = [one for one in dict.fromkeys(context_ids) if one not in found]
        if not missing:
            return found
        named = await self._registry.resolve(missing)
        if len(self._known) + len(named) > self._remembered:
            self._known.clear()
        self._known.update(named)
        return {**found, **named}
