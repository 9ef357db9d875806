"""The directory of professionals and structures as a process follows it; too old a list refuses everybody."""

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, Protocol

import httpx
import structlog

from card_protocol import directory as documents
from card_protocol.directory import Listed
from card_protocol.errors import ProtocolError
from card_protocol.keys import KeyRing
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode
from chassis.token_claims import Claims

OLDEST: Final = timedelta(minutes=15)
"""How long a suspension may take to be effective."""
_FETCH_S: Final = 10.0
_RETRY_S: Final = 5.0
_PARIS: Final = "Europe/Paris"


@dataclass(frozen=True, slots=True)
class Listing:
    """What is known of the practice that calls; `kind`, `sector`, `optam`, `place` in the words of the rules."""

    practice_id: str
    name: str
    profession: str
    kind: str
    sector: str
    optam: bool
    place: str
    by_number: bool = False


class Listings(Protocol):
    """Who may practise."""

    def check(self, claims: Claims) -> Listing:
        """What is listed of the caller's practice.

        Raises:
            DomainError: PERMISSION_DENIED for another role or an unlisted practice of a real sign-in,
                PROFESSIONAL_SUSPENDED, UNAVAILABLE when the list is older than 15 minutes.
        """
        ...


class NoDirectory:
    """Believes the attributes of the demo issuer's tokens; only where no directory is set."""

    def check(self, claims: Claims) -> Listing:
        """See Listings."""
        return _of_attributes(claims)


class FollowedDirectory:
    """The last document that was read, and its age."""

    def __init__(self, ring: KeyRing, clock: Clock) -> None:
        """Take the keys that sign the directory, and the clock that ages it."""
        self._ring, self._clock = ring, clock
        self._document: documents.Directory | None = None

    def take(self, text: str) -> None:
        """Replace the list by a signed document; ProtocolError when it is not one, or is older than the one held."""
        document = documents.read(text, self._ring)
        if self._document is not None and document.issued_at < self._document.issued_at:
            raise ProtocolError("expired")
        self._document = document

    @property
    def is_young(self) -> bool:
        """Whether the list may still be relied upon."""
        document = self._document
        return document is not None and self._clock.now() - document.issued_at <= OLDEST

    async def ping(self) -> None:
        """Readiness: UNAVAILABLE while the list is too old."""
        if not self.is_young:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "directory"})

    def check(self, claims: Claims) -> Listing:
        """See Listings."""
        document = self._document
        if document is None or not self.is_young:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "directory"})
        practice_id = claims.attribute("practice_id")
        for rpps in _people(claims):
            person = document.professionals.get(rpps)
            if person is not None and person.suspended:
                raise DomainError(ErrorCode.PROFESSIONAL_SUSPENDED)
            if person is None or practice_id not in person.practices:
                raise DomainError(ErrorCode.PERMISSION_DENIED, {"why": "not_listed_there"})
        listed = document.practices.get(practice_id)
        if listed is None:
            return _unlisted(claims)
        if listed.suspended:
            raise DomainError(ErrorCode.PROFESSIONAL_SUSPENDED)
        return _listing(listed)


class DirectoryFollower:
    """Reads the document by HTTP again and again."""

    def __init__(self, directory: FollowedDirectory, url: str, *, every_s: float) -> None:
        """Take where the document is, and how often it is read, in seconds."""
        self._directory, self._url, self._every_s = directory, url, every_s
        self._client = httpx.AsyncClient(trust_env=False, timeout=_FETCH_S)
        self._log = structlog.get_logger()

    async def run(self) -> None:
        """Follow until cancelled."""
        try:
            while True:  # noqa: ASYNC110 - time passes, nothing tells of a new document
                await asyncio.sleep(self._every_s if await self.refresh() else min(_RETRY_S, self._every_s))
        finally:
            await self._client.aclose()

    async def refresh(self) -> bool:
        """Read it once; whether that worked."""
        try:
            answer = await self._client.get(self._url)
            answer.raise_for_status()
            self._directory.take(answer.text.strip())
        except (httpx.HTTPError, ProtocolError) as error:
            self._log.warning("directory_not_read", error=type(error).__name__)
            return False
        return True


def _people(claims: Claims) -> list[str]:
    """RPPS numbers that answer for the call: the professional, or the titular for whom somebody acts."""
    named = (claims.attributes.get("rpps"), claims.attributes.get("acting_for"))
    return [rpps for rpps in named if rpps]


def _unlisted(claims: Claims) -> Listing:
    """A practice of the demo's simulators; a real sign-in must be listed."""
    if claims.attributes.get("auth"):
        raise DomainError(ErrorCode.PERMISSION_DENIED, {"why": "practice_not_listed"})
    return _of_attributes(claims)


def _of_attributes(claims: Claims) -> Listing:
    kind = claims.attributes.get("specialty", "")
    practice_id = claims.attribute("practice_id")
    return Listing(
        practice_id=practice_id,
        name=claims.attributes.get("name", practice_id),
        profession=claims.attributes.get("profession", kind),
        kind=kind,
        sector=claims.attributes.get("sector", ""),
        optam=claims.attributes.get("optam") == "true",
        place=claims.attributes.get("place", _PARIS),
        by_number=claims.attributes.get("by_number") == "true",
    )


def _listing(listed: Listed) -> Listing:
    return Listing(
        listed.practice_id,
        listed.name,
        listed.profession,
        listed.kind,
        listed.sector,
        listed.optam,
        listed.place,
        listed.by_number,
    )
