"""The whole adri process on the real broker and database: rights, a live change, an opposition, accesses published."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr

from adri import wiring
from adri.settings import AdriSettings
from card_protocol.keys import SigningKey
from chassis.clock import SystemClock
from chassis.errors import DomainError
from chassis.grpc_client import call, channel
from chassis.kafka import EARLIEST, KafkaPublisher, OutRecord, Tail, ensure_topics
from chassis.migrations import migrate
from chassis.postgres import pool
from contracts.envelope import open_value, seal
from contracts.topics import ACCESS, CARD, CONTROL, PARTITIONS, RIGHTS
from tests.adri.acquisition.house import Counter, query, signed_token
from tests.adri.acquisition.registry import ListedContexts, RegistryDoor
from tests.adri.house import Scheme, card, insured
from tests.fakes.doors import NOBODY_LISTENS, Guard, listening, vault_at
from tests.fakes.processes import key_files, presence_files, running
from vitale.access.v1.access_pb2 import AccessEvent
from vitale.card.v1 import card_pb2
from vitale.card.v1.presentation_service_pb2 import ResolvedContext
from vitale.card.v1.presentation_service_pb2_grpc import add_PresentationServiceServicer_to_server
from vitale.rights.v1 import acquisition_service_pb2 as pb
from vitale.rights.v1.acquisition_service_pb2_grpc import AcquisitionServiceStub

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]

ATTRIBUTES = {"practice_id": "750000001", "specialty": "gp", "sector": "1", "place": "Europe/Paris"}
# Drawn, since other tests publish to the same broker.
CONTEXT, HOME, SERIAL = secrets.token_bytes(16), secrets.token_bytes(16), secrets.token_bytes(16)


@asynccontextmanager
async def adri(
    folder: Path, dsn: str, bootstrap: str, registry: ListedContexts, **more: object
) -> AsyncIterator[tuple[str, Guard]]:
    """The process, beside a vault and a registry; `more` are further settings."""
    guard = Guard.new(SystemClock())
    door = RegistryDoor(registry)  # type: ignore[abstract]  # the methods adri does not call answer UNIMPLEMENTED
    add = add_PresentationServiceServicer_to_server
    async with vault_at(guard) as identity, listening(door, add, door.NAME, guard=guard) as contexts:
        settings = {
            "environment": "test",
            "grpc_listen": "127.0.0.1:0",
            "stop_grace_s": 0,
            "dsn": SecretStr(dsn),
            "bootstrap": bootstrap,
            "identity_target": identity,
            "card_registry_target": contexts,
            "receipts_target": NOBODY_LISTENS,
            **key_files(folder, guard),
            **presence_files(folder),
            **more,
        }
        async with running("adri", AdriSettings.model_validate(settings), wiring.build, guard=guard) as address:
            yield address, guard


async def accesses_of(bootstrap: str, subject: bytes, expected: int) -> list[AccessEvent]:
    """The accesses of a person on the topic, once there are as many as expected."""
    found: list[AccessEvent] = []
    async with asyncio.timeout(60), Tail(bootstrap, ACCESS.name, dict.fromkeys(range(PARTITIONS), EARLIEST)) as tail:
        while len(found) < expected:
            events = [AccessEvent.FromString(open_value(record.value)) for record in await tail.poll()]
            found += [event for event in events if event.subject_id == subject]
    return found


async def oppose(bootstrap: str, whom: ResolvedContext) -> None:
    """Publish that a card was opposed, as the registry does."""
    publisher = KafkaPublisher(bootstrap, client_id="test-registry")
    await publisher.start()
    step = card_pb2.StateChanged(state=card_pb2.CARD_STATE_OPPOSED, reason="scheme_account")
    event = card_pb2.CardEvent(
        subject_id=whom.subject_id, card_serial=whom.card_serial, revision=2, at_us=1, state_changed=step
    )
    await publisher.publish([OutRecord(CARD.name, whom.partition, whom.home_id, seal(event.SerializeToString()), ())])
    await publisher.stop()


async def test_rights_their_change_and_an_opposition_reach_a_counter_that_watches(
    tmp_path: Path, postgres_dsn: str, kafka_bootstrap: str
) -> None:
    await ensure_topics(kafka_bootstrap, [RIGHTS, CONTROL, CARD, ACCESS])
    await migrate(postgres_dsn, "adri")
    registry = ListedContexts()
    async with adri(tmp_path, postgres_dsn, kafka_bootstrap, registry) as (address, guard), channel(address) as door:
        scheme, counter = Scheme(door, guard, {"scheme": "01"}), Counter(door, guard, ATTRIBUTES, SigningKey.generate())
        subject = (await scheme.put(card(1))).revisions[0].subject_id
        signer = SigningKey.load(tmp_path / "signing.json")
        token = signed_token(counter, signer, context_id=CONTEXT)
        whom = ResolvedContext(subject_id=subject, opener_subject_id=subject, home_id=HOME, card_serial=SERIAL)
        registry.put(CONTEXT, whom)
        async with asyncio.timeout(60):
            [result] = await counter.ask(query(token, care_date=guard.clock.today("Europe/Paris").isoformat()))
            assert result.payment_guarantee
            stream = counter.watch(query(token, care_date=guard.clock.today("Europe/Paris").isoformat()))
            assert (await anext(stream)).answer.rights_revision == 1
            await scheme.put(card(2, insured(alsace_moselle=True)))
            assert (await anext(stream)).answer.rights_revision == 2
            await oppose(kafka_bootstrap, whom)
            assert [ended.problem.code async for ended in stream] == ["CARD_OPPOSED"]
        found = await accesses_of(kafka_bootstrap, subject, 3)
    assert {event.action for event in found} == {"rights"}
    assert {event.context_id for event in found} == {CONTEXT}


@pytest.mark.parametrize(("shared", "kept"), [(True, 1), (False, 0)])
async def test_a_process_that_is_alone_keeps_its_proofs_to_itself(
    tmp_path: Path, postgres_dsn: str, kafka_bootstrap: str, shared: bool, kept: int
) -> None:
    await ensure_topics(kafka_bootstrap, [RIGHTS, CONTROL, CARD, ACCESS])
    await migrate(postgres_dsn, "adri")
    alone = adri(tmp_path, postgres_dsn, kafka_bootstrap, ListedContexts(), share_proofs=shared)
    async with alone as (address, guard), channel(address) as door, await pool(postgres_dsn, schema="adri") as seen:
        before = await seen.fetchval("select count(*) from proof_seen")
        token, proof = Counter(door, guard, ATTRIBUTES, SigningKey.generate()).metadata("GetRights")
        stub, request = AcquisitionServiceStub(door), pb.GetRightsRequest(queries=[query("no context")])
        assert (await call(stub.GetRights, request, token=token, metadata=proof)).results[0].HasField("problem")
        with pytest.raises(DomainError) as refused:
            await call(stub.GetRights, request, token=token, metadata=proof)
        assert refused.value.facts["why"] == "dpop_replayed"
        assert await seen.fetchval("select count(*) from proof_seen") - before == kept
