"""What happens by itself: files that nobody finished expire, biometric material is gone within 96 hours of its capture.

96 hours is the shorter of the two figures found; deletion is asked for well before, and again and
again until the provider gives its signed receipt. A decided capture is not waited for.
"""

import asyncio
from datetime import timedelta
from typing import Final

import structlog

from card_registry.enrolment import file as steps
from card_registry.enrolment.file import File
from card_registry.enrolment.store import EnrolmentStore
from card_registry.enrolment.video import VideoDesk, VideoReports
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode
from chassis.safe_errors import describe

BIOMETRICS_LIFE: Final = timedelta(hours=96)
_ASKED_AFTER: Final = timedelta(hours=72)
_EVERY_S: Final = 60.0
_MOST: Final = 200
_log = structlog.get_logger()


class Sweeper:
    """Expires and has deleted."""

    def __init__(self, store: EnrolmentStore, video: VideoDesk, reports: VideoReports, clock: Clock) -> None:
        """Take the store, the provider, what proves its receipts, and the clock."""
        self._store, self._video, self._reports, self._clock = store, video, reports, clock

    async def run(self) -> None:
        """Sweep until cancelled; what is away is waited for."""
        while True:
            try:
                await self.sweep()
            except DomainError as error:
                _log.warning("enrolment_sweep_waits", error=describe(error))
            await asyncio.sleep(_EVERY_S)

    async def sweep(self) -> None:
        """Do once what is due."""
        now = self._clock.now()
        for file in await self._store.overdue(now, most=_MOST):
            await self._expire(file)
        for file in await self._store.undeleted(now - _ASKED_AFTER, most=_MOST):
            await self._delete(file)

    async def _expire(self, file: File) -> None:
        now = self._clock.now()
        try:
            await self._store.step(file.file_id, lambda held: steps.expired(held, now))
        except DomainError as error:
            if error.code is not ErrorCode.ENROLMENT_STATE:  # somebody finished it meanwhile
                raise

    async def _delete(self, file: File) -> None:
        capture = file.capture
        if capture is None:
            return
        try:
            receipt = await self._video.delete(capture.capture_id)
            self._reports.check_deletion(receipt, capture.capture_id)
        except DomainError as error:
            late = self._clock.now() - (capture.captured_at or self._clock.now()) > BIOMETRICS_LIFE
            tell = _log.error if late else _log.warning
            tell("biometrics_not_deleted", file=file.file_id.hex(), late=late, error=describe(error))
            return
        await self._store.step(file.file_id, lambda held: steps.deleted(held, receipt))
