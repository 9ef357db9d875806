"""One WatchRights stream: the answer, then again whenever it changed, until context or token ends."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from typing import Final

from adri.acquisition.answering import Answering
from adri.acquisition.contexts import Caller, Contexts
from adri.acquisition.wakes import Wakes
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode
from vitale.rights.v1.acquisition_service_pb2 import RightsQuery, RightsResult

_RIGHTS: Final = frozenset({"rights"})
_FIELD: Final = "query"
_GOES_ON: Final = frozenset({"", ErrorCode.RIGHTS_CLOSED, ErrorCode.UNKNOWN_BENEFICIARY, ErrorCode.CARD_SUSPENDED})
"""Problems after which the rights may still change; after any other the stream ends."""


class Watching:
    """Streams of rights."""

    def __init__(self, answering: Answering, contexts: Contexts, wakes: Wakes, clock: Clock) -> None:
        """Take what answers, who stands behind contexts, and what wakes."""
        self._answering, self._contexts, self._wakes, self._clock = answering, contexts, wakes, clock
        self._stopping = False

    def close(self) -> None:
        """End every stream, so that callers begin again elsewhere."""
        self._stopping = True
        self._wakes.all_changed()

    async def results(self, query: RightsQuery, caller: Caller) -> AsyncGenerator[RightsResult]:
        """The result now, then each that differs; DomainError as for GetRights."""
        try:
            token = self._contexts.read(query.context_token, caller, _RIGHTS)
            whom = await self._contexts.behind(token)
        except DomainError:
            yield await self._answering.answer(query, caller, _FIELD)  # says what is wrong, as GetRights would
            return
        keys = {whom.subject_id, whom.context_id, whom.card_serial}
        with self._wakes.watching(keys) as woken:
            told = None
            while not self._stopping:
                woken.clear()
                result = await self._answering.answer(query, caller, _FIELD)
                if (mark := _mark(result)) != told:
                    told = mark
                    yield result
                if result.problem.code not in _GOES_ON:
                    return
                left_s = (token.expires_at - self._clock.now()).total_seconds()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(woken.wait(), max(left_s, 0.0))


def _mark(result: RightsResult) -> tuple[str, int, str]:
    return (result.problem.code, result.answer.rights_revision, result.answer.reference_date)
