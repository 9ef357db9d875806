"""Who may practise: suspensions, titulars, ages of the list, and documents that are not the directory's."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from card_protocol.directory import Directory, Listed, Professional, sign
from card_protocol.errors import ProtocolError
from card_protocol.keys import KeyRing, SigningKey
from chassis.clock import FixedClock
from chassis.directory import OLDEST, DirectoryFollower, FollowedDirectory, NoDirectory
from chassis.errors import DomainError, ErrorCode
from chassis.token_claims import Claims

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
RPPS, TITULAR = "90009900011", "90009900029"
SURGERY = Listed(
    "RPPS:90009900011", "Cabinet", "doctor", "general_practitioner", "1", optam=False, place="Europe/Paris"
)
PHARMACY = Listed("990000010", "Pharmacie", "pharmacist", "pharmacy", "", False, "Europe/Paris", by_number=True)
DOCUMENT = Directory(
    NOW,
    {one.practice_id: one for one in (SURGERY, PHARMACY)},
    {
        RPPS: Professional(RPPS, (SURGERY.practice_id,)),
        TITULAR: Professional(TITULAR, (PHARMACY.practice_id, SURGERY.practice_id)),
    },
)
KEY = SigningKey.generate()


def followed(document: Directory | None = DOCUMENT, clock: FixedClock | None = None) -> FollowedDirectory:
    """A directory that holds this document."""
    found = FollowedDirectory(KeyRing.of(directory=KEY), clock or FixedClock(NOW))
    if document is not None:
        found.take(sign(KEY, document))
    return found


def caller(practice: Listed = SURGERY, **attributes: str) -> Claims:
    """Somebody who signed in for real, unless `auth` says otherwise."""
    usual = {"practice_id": practice.practice_id, "profession": "operator of everything", "auth": "psc"}
    return Claims("i", "s", "vitale", NOW + timedelta(minutes=9), "practice", {**usual, **attributes})


def refused(directory: FollowedDirectory, claims: Claims) -> tuple[ErrorCode, str]:
    with pytest.raises(DomainError) as error:
        directory.check(claims)
    facts = error.value.facts
    return error.value.code, str(facts.get("why") or facts.get("dependency") or "")


def test_what_is_listed_of_a_practice_comes_from_the_list_and_not_from_the_token() -> None:
    listing = followed().check(caller(rpps=RPPS, name="Elsewhere", sector="2", by_number="true"))
    assert (listing.name, listing.profession, listing.sector) == ("Cabinet", "doctor", "1")
    assert not listing.by_number
    assert followed().check(caller(PHARMACY, rpps=TITULAR)).by_number


@pytest.mark.parametrize("attribute", ["rpps", "acting_for"])
def test_a_suspended_professional_is_refused_and_so_is_whoever_acts_under_them(attribute: str) -> None:
    people = {**DOCUMENT.professionals, RPPS: Professional(RPPS, (SURGERY.practice_id,), suspended=True)}
    directory = followed(replace(DOCUMENT, professionals=people))
    assert refused(directory, caller(SURGERY, **{attribute: RPPS}))[0] is ErrorCode.PROFESSIONAL_SUSPENDED
    assert directory.check(caller(SURGERY, **{attribute: TITULAR})).name == "Cabinet"


def test_a_suspended_practice_is_refused_for_everybody() -> None:
    practices = {SURGERY.practice_id: replace(SURGERY, suspended=True)}
    directory = followed(replace(DOCUMENT, practices=practices))
    assert refused(directory, caller(rpps=RPPS))[0] is ErrorCode.PROFESSIONAL_SUSPENDED


def test_nobody_practises_where_they_are_not_listed() -> None:
    denied = (ErrorCode.PERMISSION_DENIED, "not_listed_there")
    assert refused(followed(), caller(PHARMACY, rpps=RPPS)) == denied
    assert refused(followed(), caller(rpps="90009900099")) == denied
    assert refused(followed(), caller(rpps=RPPS, acting_for="90009900099")) == denied


def test_a_real_sign_in_of_an_unlisted_practice_is_refused_and_a_simulated_practice_is_believed() -> None:
    nowhere = replace(SURGERY, practice_id="RPPS:1")
    assert refused(followed(), caller(nowhere)) == (ErrorCode.PERMISSION_DENIED, "practice_not_listed")
    assert followed().check(caller(nowhere, auth="", specialty="nurse")).kind == "nurse"


def test_without_a_directory_the_attributes_of_the_demo_issuer_are_believed() -> None:
    listing = NoDirectory().check(caller(specialty="nurse", sector="1", optam="true", auth=""))
    assert (listing.kind, listing.sector, listing.optam, listing.place) == ("nurse", "1", True, "Europe/Paris")


@pytest.mark.asyncio
async def test_a_list_older_than_fifteen_minutes_lets_nobody_in() -> None:
    clock = FixedClock(NOW)
    directory = followed(clock=clock)
    clock.advance(OLDEST)
    await directory.ping()
    clock.advance(timedelta(seconds=1))
    assert not directory.is_young
    assert refused(directory, caller(rpps=RPPS)) == (ErrorCode.UNAVAILABLE, "directory")
    with pytest.raises(DomainError):
        await directory.ping()
    directory.take(sign(KEY, replace(DOCUMENT, issued_at=clock.now())))
    assert directory.check(caller(rpps=RPPS)).name == "Cabinet"


def test_before_the_first_document_nobody_is_let_in() -> None:
    assert refused(followed(None), caller(rpps=RPPS)) == (ErrorCode.UNAVAILABLE, "directory")


def test_an_older_document_of_another_key_or_no_document_replaces_nothing() -> None:
    directory = followed()
    lifted = replace(DOCUMENT, practices={})
    for text, code in (
        (sign(KEY, replace(lifted, issued_at=NOW - timedelta(seconds=1))), "expired"),
        (sign(SigningKey.generate(), lifted), "unknown_key"),
        (sign(KEY, lifted)[:-4] + "AAAA", "signature"),
        ("{}", "malformed"),
    ):
        with pytest.raises(ProtocolError) as error:
            directory.take(text)
        assert error.value.code == code
        assert directory.check(caller(rpps=RPPS)).name == "Cabinet"


@asynccontextmanager
async def publisher(answers: list[bytes]) -> AsyncIterator[str]:
    """An HTTP server that gives these answers one after the other, then the last for ever; its address."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answers.pop(0) if len(answers) > 1 else answers[0])
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/directory"


def http(status: str, body: str) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode()


@pytest.mark.asyncio
async def test_a_suspension_that_is_published_is_effective_at_the_next_reading_and_bad_answers_keep_the_list() -> None:
    suspended = replace(DOCUMENT, practices={SURGERY.practice_id: replace(SURGERY, suspended=True)})
    answers = [
        http("200 OK", sign(KEY, DOCUMENT)),
        http("500 Internal Server Error", ""),
        http("200 OK", "<html>maintenance</html>"),
        http("200 OK", sign(KEY, suspended) + "\n"),
    ]
    directory = followed(None)
    async with publisher(answers) as url:
        follower = DirectoryFollower(directory, url, every_s=0.01)
        assert await follower.refresh()
        assert directory.check(caller(rpps=RPPS)).name == "Cabinet"
        assert not await follower.refresh()
        assert not await follower.refresh()
        assert directory.check(caller(rpps=RPPS)).name == "Cabinet"
        following = asyncio.create_task(follower.run())
        async with asyncio.timeout(5):
            while _lets_in(directory):  # noqa: ASYNC110 - the directory tells nobody that it changed
                await asyncio.sleep(0.01)
        following.cancel()
        await asyncio.gather(following, return_exceptions=True)
    assert refused(directory, caller(rpps=RPPS))[0] is ErrorCode.PROFESSIONAL_SUSPENDED


def _lets_in(directory: FollowedDirectory) -> bool:
    try:
        directory.check(caller(rpps=RPPS))
    except DomainError:
        return False
    return True
