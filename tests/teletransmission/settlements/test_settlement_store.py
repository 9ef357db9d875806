"""The contract of the settlement store, kept by the real one and by its twin."""

import asyncio
import secrets

import pytest

from chassis.postgres import Pool
from contracts.envelope import open_value
from contracts.topics import CLAIM, SETTLEMENT
from teletransmission.settlements.drafts import ClaimBehind, SettlementDraft, draft_settlement
from teletransmission.settlements.store import KeptSettlement
from teletransmission.settlements.store_postgres import PostgresSettlementStore, load_values
from teletransmission.store_postgres import PostgresClaimStore
from tests.teletransmission.settlements.claims import CAMILLE, HOME, PARTITION, kept_claim
from tests.teletransmission.settlements.conftest import Stores
from tests.teletransmission.settlements.stated import ISSUER, paid
from vitale.settlement.v1.settlement_pb2 import PAYER_KIND_AMO, Payer, Settlement

pytestmark = pytest.mark.asyncio
BEHIND = ClaimBehind(HOME, PARTITION, CAMILLE, ISSUER, "F-1", 1)
SCHEME = Payer(kind=PAYER_KIND_AMO, number="01")


def draft(reference: str = "VIR-1", cents: int = 1900, *, at: int = 1) -> SettlementDraft:
    return draft_settlement(paid(cents, reference=reference), BEHIND, SCHEME, accepted_at_us=at)


def kept(sent: SettlementDraft) -> KeptSettlement:
    return KeptSettlement(sent.content_hash, sent.accepted_at_us)


async def test_the_claims_behind_receipts_are_found_and_others_are_absent(stores: Stores) -> None:
    claim = kept_claim()
    await stores.claims.keep([claim])

    assert await stores.settlements.behind([claim.receipt_id, secrets.token_bytes(16)]) == {claim.receipt_id: BEHIND}


async def test_what_is_new_is_kept_and_the_first_of_a_reference_stays(stores: Stores) -> None:
    first, other = draft(at=1), draft("VIR-2")
    assert await stores.settlements.keep([first]) == {first.settlement_id: kept(first)}
    second = draft(cents=1, at=2)
    assert second.settlement_id == first.settlement_id
    held = await stores.settlements.keep([second, other])
    assert held == {first.settlement_id: kept(first), other.settlement_id: kept(other)}


async def test_many_writers_of_the_same_references_agree_on_one_content(stores: Stores) -> None:
    references = [f"VIR-{number}" for number in range(60)]
    batches = [[draft(name, turn + 1) for name in (references if turn % 2 else references[::-1])] for turn in range(8)]
    told = await asyncio.gather(*(stores.settlements.keep(batch) for batch in batches))
    assert all(answer == told[0] for answer in told)
    assert len(told[0]) == 60


@pytest.mark.integration
async def test_the_relay_loads_claims_and_settlements_in_the_order_of_the_outbox(claims_pool: Pool) -> None:
    await claims_pool.execute("delete from settlement")
    claims, settlements = PostgresClaimStore(claims_pool), PostgresSettlementStore(claims_pool)
    await settlements.keep([draft("VIR-1")])
    await claims.keep([kept_claim()])
    await settlements.keep([draft("VIR-2")])
    async with claims_pool.acquire() as connection:
        records = await load_values(connection, await connection.fetch("select * from outbox order by id"))

    assert [record.topic for record in records] == [SETTLEMENT.name, CLAIM.name, SETTLEMENT.name]
    assert {(record.partition, record.key) for record in records} == {(PARTITION, HOME)}
    assert [Settlement.FromString(open_value(records[at].value)).reference for at in (0, 2)] == ["VIR-1", "VIR-2"]
