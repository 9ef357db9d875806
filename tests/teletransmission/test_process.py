"""Both intakes as they are wired in production: rights stated through adri, a claim through teletransmission, Kafka."""

import asyncio
import base64
import json
from pathlib import Path

import pytest
from pydantic import SecretStr

from adri import wiring as adri_wiring
from adri.settings import AdriSettings
from chassis.clock import SystemClock
from chassis.grpc_client import channel
from chassis.kafka import EARLIEST, InRecord, Tail, ensure_topics
from chassis.migrations import migrate
from contracts.envelope import open_value
from contracts.topics import ACCESS, CARD, CLAIM, CONTROL, PARTITIONS, RIGHTS, SETTLEMENT
from teletransmission import wiring
from teletransmission.settings import TeletransmissionSettings
from tests.adri.house import Scheme, card, child, insured
from tests.fakes.doors import NOBODY_LISTENS, Guard, vault_at
from tests.fakes.processes import key_files, presence_files, running
from tests.teletransmission.house import CHILD, OUTCOME, PARIS, Caller, claim
from vitale.claim.v1.claim_pb2 import Claim

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]


async def published(bootstrap: str, receipt: bytes) -> InRecord:
    """The record of one claim, once it is there."""
    async with asyncio.timeout(60), Tail(bootstrap, CLAIM.name, dict.fromkeys(range(PARTITIONS), EARLIEST)) as tail:
        while True:
            for record in await tail.poll():
                if dict(record.headers).get("ce_id", b"").startswith(receipt.hex().encode()):
                    return record


async def test_a_card_then_a_claim_travel_through_both_processes_to_the_broker(
    tmp_path: Path, postgres_dsn: str, kafka_bootstrap: str
) -> None:
    await ensure_topics(kafka_bootstrap, [CLAIM, RIGHTS, CONTROL, SETTLEMENT, CARD, ACCESS])
    for package in ("adri", "teletransmission"):
        await migrate(postgres_dsn, package)
    guard = Guard.new(SystemClock())
    async with vault_at(guard) as identity:
        shared = {
            "environment": "test",
            "grpc_listen": "127.0.0.1:0",
            "stop_grace_s": 0,
            "dsn": SecretStr(postgres_dsn),
            "bootstrap": kafka_bootstrap,
            "identity_target": identity,
            "card_registry_target": NOBODY_LISTENS,
            "receipts_target": NOBODY_LISTENS,
            **key_files(tmp_path, guard),
            **presence_files(tmp_path),
            "keys": tmp_path / "keys.json",
        }
        (tmp_path / "keys.json").write_text(json.dumps({"care": base64.b64encode(bytes(32)).decode()}))
        async with (
            running("adri", AdriSettings.model_validate(shared), adri_wiring.build, guard=guard) as adri,
            running(
                "teletransmission", TeletransmissionSettings.model_validate(shared), wiring.build, guard=guard
            ) as intake,
            channel(adri) as to_adri,
            channel(intake) as to_intake,
        ):
            attributes = {"practice_id": "750000009", "specialty": "gp", "sector": "1", "place": PARIS}
            revisions = await Scheme(to_adri, guard, {"scheme": "01"}).revisions(card(1, insured(), child()))
            sent = claim("PROCESS-1", key=CHILD, rights_revision=revisions["child"], care_date="2025-03-10")
            answer = await Caller(to_intake, guard, attributes).one(sent)
            record = await published(kafka_bootstrap, answer.receipt_id)
    assert answer.outcome == OUTCOME.OUTCOME_ACCEPTED
    assert Claim.FromString(open_value(record.value)).rights_revision == 1
