"""Wakes those who watch when something about their person, context or card changed."""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager

from vitale.card.v1.card_pb2 import CardEvent


class Wakes:
    """Events by identifier: subjects, contexts and cards share one space, all are random 16 bytes."""

    def __init__(self) -> None:
        """Nobody watches yet."""
        self._watching: dict[bytes, set[asyncio.Event]] = {}

    @contextmanager
    def watching(self, keys: Collection[bytes]) -> Iterator[asyncio.Event]:
        """An event that is set at each change of one of these, while the block runs."""
        event = asyncio.Event()
        for key in keys:
            self._watching.setdefault(key, set()).add(event)
        try:
            yield event
        finally:
            for key in keys:
                self._watching[key].discard(event)
                if not self._watching[key]:
                    del self._watching[key]

    def changed(self, key: bytes) -> None:
        """Wake those who watch this one."""
        for event in self._watching.get(key, ()):
            event.set()

    def all_changed(self) -> None:
        """Wake everybody: something may have been missed, or the process stops."""
        for events in self._watching.values():
            for event in events:
                event.set()

    def card_changed(self, event: CardEvent) -> None:
        """Wake those whom a step in the life of a card concerns."""
        self.changed(event.card_serial)
        match event.WhichOneof("step"):
            case "repudiated":
                self.changed(event.repudiated.context_id)
            case "context_ended":
                self.changed(event.context_ended.context_id)
            case _:
                pass
