"""Calls of the vault gathered: each practice gets its own answers, in its order, and failures are told to all."""

import asyncio
from collections.abc import Sequence

import pytest

from chassis.errors import DomainError, ErrorCode
from teletransmission.vault_gathered import GatheredVault
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey, Resolved, Subject

pytestmark = pytest.mark.asyncio


class CountedVault:
    """Answers each key with a subject named by its number, and notes how many keys came in each call."""

    def __init__(self) -> None:
        self.calls: list[int] = []
        self.away = False

    async def resolve(self, keys: Sequence[BeneficiaryKey]) -> Sequence[Resolved]:
        """See the port."""
        self.calls.append(len(keys))
        await asyncio.sleep(0.001)
        if self.away:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "identity"})
        return [Resolved(subject=Subject(subject_id=key.opener_nir.encode())) for key in keys]


def keys(*numbers: int) -> list[BeneficiaryKey]:
    return [BeneficiaryKey(opener_nir=str(number)) for number in numbers]


def told(found: Sequence[Resolved]) -> list[int]:
    return [int(one.subject.subject_id) for one in found]


async def test_calls_at_the_same_moment_become_few_and_each_gets_its_own_answers() -> None:
    vault = CountedVault()
    gathered = GatheredVault(vault)
    asked = [list(range(first, first + first % 4)) for first in range(100)]
    answers = await asyncio.gather(*(gathered.resolve(keys(*numbers)) for numbers in asked))
    assert [told(found) for found in answers] == asked
    mixed = [[number, number + 1] for number in range(100)]
    answers = await asyncio.gather(*(gathered.resolve(keys(*numbers)) for numbers in mixed))
    assert [told(found) for found in answers] == mixed
    assert len(vault.calls) <= 6  # a hundred small calls at once, twice


async def test_a_call_alone_leaves_at_once_and_a_large_one_as_it_is() -> None:
    vault = CountedVault()
    gathered = GatheredVault(vault)
    assert told(await gathered.resolve(keys(1))) == [1]
    large = list(range(500))
    assert told(await gathered.resolve(keys(*large))) == large
    assert vault.calls == [1, 500]


async def test_no_gathered_call_is_larger_than_the_vault_takes() -> None:
    vault = CountedVault()
    gathered = GatheredVault(vault)
    await asyncio.gather(*(gathered.resolve(keys(*range(10))) for _ in range(400)))
    assert sum(vault.calls) == 4_000
    assert max(vault.calls) <= 1_000


async def test_a_vault_that_is_away_is_away_for_everybody_and_then_back() -> None:
    vault = CountedVault()
    gathered, vault.away = GatheredVault(vault), True
    answers = await asyncio.gather(*(gathered.resolve(keys(n)) for n in range(20)), return_exceptions=True)
    assert {getattr(answer, "code", None) for answer in answers} == {ErrorCode.UNAVAILABLE}
    vault.away = False
    assert told(await gathered.resolve(keys(3))) == [3]
