"""The contract of the vault's store, kept by the real one and by its twin."""

import asyncio
import secrets

import pytest

from identity.model import Alias, AliasKind, Binding, Changes, NewSubject, Subject
from identity.store import Raced, VaultStore


def drawn(*, partition: int = 7) -> Subject:
    return Subject(secrets.token_bytes(16), secrets.token_bytes(16), partition)


def creation(subject: Subject, *aliases: Alias, anonymous: bool = False, name: bytes | None = None) -> Changes:
    return Changes(
        new_homes={subject.home_id: subject.partition},
        new_subjects=[NewSubject(subject, anonymous)],
        aliases=list(aliases),
        names={} if name is None else {subject.subject_id: name},
    )


def person_id(subject: Subject, entry: bytes) -> Alias:
    return Alias(entry, AliasKind.PERSON_ID, subject.subject_id)


def entries(count: int) -> list[bytes]:
    return [secrets.token_bytes(32) for _ in range(count)]


@pytest.mark.asyncio
async def test_what_was_written_is_found_and_what_was_not_is_absent(store: VaultStore) -> None:
    subject, [by_id, by_number, by_triplet, unknown] = drawn(partition=23), entries(4)
    number = Alias(by_number, AliasKind.NUMBER, subject.subject_id, sealed=b"sealed")
    triplet = Alias(by_triplet, AliasKind.TRIPLET, subject.subject_id, opener_id=subject.subject_id)
    await store.write(creation(subject, person_id(subject, by_id), number, triplet, anonymous=True))
    plain = Binding(subject, None, anonymous=True)
    assert await store.find([by_id, by_number, by_triplet, unknown]) == {
        by_id: plain,
        by_number: plain,
        by_triplet: Binding(subject, subject.subject_id, anonymous=True),
    }


@pytest.mark.asyncio
async def test_an_entry_that_exists_refuses_the_whole_write(store: VaultStore) -> None:
    first, second, [taken, free] = drawn(), drawn(), entries(2)
    await store.write(creation(first, person_id(first, taken)))
    with pytest.raises(Raced):
        await store.write(creation(second, person_id(second, free), person_id(second, taken), name=b"name"))
    assert list(await store.find([taken, free])) == [taken]
    assert await store.names([second.subject_id]) == {}


@pytest.mark.asyncio
async def test_names_are_kept_replaced_and_absent_for_subjects_that_do_not_exist(store: VaultStore) -> None:
    named, nameless, [one, two] = drawn(), drawn(), entries(2)
    await store.write(creation(named, person_id(named, one), name=b"first"))
    await store.write(creation(nameless, person_id(nameless, two)))
    await store.write(Changes(names={named.subject_id: b"second"}))
    asked = [named.subject_id, nameless.subject_id, secrets.token_bytes(16)]
    assert await store.names(asked) == {named.subject_id: b"second", nameless.subject_id: None}


@pytest.mark.asyncio
async def test_of_two_writes_of_one_entry_at_the_same_time_exactly_one_wins(store: VaultStore) -> None:
    for _ in range(20):
        first, second, common = drawn(), drawn(), entries(6)
        writes = [
            store.write(creation(first, *(person_id(first, entry) for entry in common))),
            store.write(creation(second, *(person_id(second, entry) for entry in reversed(common)))),
        ]
        outcomes = await asyncio.gather(*writes, return_exceptions=True)
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "Raced"]
        assert len({binding.subject.subject_id for binding in (await store.find(common)).values()}) == 1


@pytest.mark.asyncio
async def test_asking_for_nothing_gives_nothing(store: VaultStore) -> None:
    assert await store.find([]) == {}
    assert await store.names([]) == {}
