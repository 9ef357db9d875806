"""What people, practices, payers and strangers do with the house, rightly and wrongly, their data in every field."""

import asyncio
import contextlib
from collections.abc import Mapping
from datetime import date
from typing import Final

import grpc
import httpx

from chassis.errors import DomainError
from contracts.envelope import cloud_event, seal
from contracts.topics import CLAIM
from tests.telemetry.house import OTHER, WHO, House
from tests.telemetry.people import ACT, ADDRESS, CHILD, MOTHER, NAMES, NO_ACT, NUMBER, PLAIN, STRANGER, WORDS
from tests.telemetry.practice import Practice
from tools.simulators.counter.sign_in import sign_in
from tools.simulators.doors import Badge
from tools.simulators.holder.phone import Phone, RefusedError
from tools.simulators.population.cover import PARIS
from vitale.card.v1.desk_service_pb2 import DecideVideoRequest, ListVideoCasesRequest
from vitale.card.v1.desk_service_pb2_grpc import DeskServiceStub
from vitale.claim.v1.claim_pb2 import ClaimLine
from vitale.claim.v1.claim_service_pb2 import Acknowledgement, SubmittedClaim
from vitale.identity.v1.identity_service_pb2 import BeneficiaryKey
from vitale.settlement.v1.settlement_pb2 import PAID_TO_INSURED, Payment, Rejection
from vitale.settlement.v1.settlement_service_pb2 import PutSettlementsRequest, StatedSettlement
from vitale.settlement.v1.settlement_service_pb2_grpc import SettlementServiceStub

WRONG_KEY: Final = NUMBER[:-2] + f"{int(NUMBER[-2:]) % 97 + 1:02d}"
BORN: Final = MOTHER.birth_date.isoformat()


async def enrols(house: House) -> Phone:
    """The mother gets a card with her document, after everything that may go wrong did."""
    phone = house.stage.phone(WHO)
    for number in (WRONG_KEY, STRANGER.reveal(), f"{NUMBER} {PLAIN}", NAMES[0]):
        await _refused(phone.open_file(number))
    file = await phone.open_file(NUMBER)
    await _refused(phone.prove_by_document(file, OTHER))
    await _decided(house, file)  # the traits differ, so a person looks
    file = await phone.open_file(NUMBER)
    await phone.prove_by_document(file, WHO)
    await phone.activate(file)
    await phone.get("/v1/cards/presentable")
    return phone


async def _decided(house: House, file: str) -> None:
    """An operator looks at a case, with somebody in the reason, and refuses it."""
    desk = DeskServiceStub(house.stage.doors["card_registry"])
    badge = Badge(house.stage.signer, house.stage.clock, subject="desk", role="operator", attributes={})
    await desk.ListVideoCases(ListVideoCasesRequest(), metadata=badge.metadata())
    for reason in (f"{PLAIN} {NUMBER}", "traits"):
        decision = DecideVideoRequest(file_id=bytes.fromhex(file), accepted=False, reason=reason)
        with contextlib.suppress(grpc.aio.AioRpcError):
            await desk.DecideVideo(decision, metadata=badge.metadata())


async def shows_the_card(house: House, phone: Phone) -> None:
    """A doctor scans it, asks for rights, bills care, and makes every mistake with what she was told."""
    reader, today = await house.stage.reader("gp"), house.stage.clock.today(PARIS)
    held = (await reader.redeem(await phone.show())).context.token
    proof = (await reader.rights(held, today)).proof
    sound = SubmittedClaim(claim_id="CARD-1", care_date=today.isoformat(), third_party_payment=True)
    sound.lines.add(line_no=1, act_code=ACT, quantity=1, price_cents=2_892)
    await reader.bill(sound, context_token=held, proof=proof)
    for claim_id, act in (("CARD-2", NO_ACT), (PLAIN, "G"), (NUMBER, "G"), (ADDRESS, NAMES[0])):
        wrong = SubmittedClaim(claim_id=claim_id, care_date=today.isoformat())
        wrong.lines.add(line_no=1, act_code=act, quantity=1, price_cents=3_000)
        await _refused(reader.bill(wrong, context_token=held, proof=proof))
    for context, given in ((NUMBER, proof), (held, NAMES[0]), (f"{held}.{PLAIN}", NUMBER)):
        await _refused(reader.bill(sound, context_token=context, proof=given))
    for text in (NUMBER, f"HC1:{PLAIN}", ADDRESS):
        await _refused(reader.redeem(text))
    await _refused(reader.rights(NUMBER, CHILD.birth_date))


async def bills_without_card(practice: Practice) -> list[Acknowledgement]:
    """Care by number: accepted, parked, rejected by the ledger, refused by field."""
    good = practice.claim("KEY-1", act=ACT, price_cents=2_892)
    before_birth = practice.claim("KEY-2")
    before_birth.care_date = date(MOTHER.birth_date.year, 1, 2).isoformat()
    paper = practice.claim("KEY-1P", act=ACT, price_cents=2_892)
    paper.paper = True
    stranger, wrong_key, in_wrong_places = (practice.claim(f"KEY-{n}") for n in (3, 4, 5))
    stranger.key.opener_nir, wrong_key.key.opener_nir = STRANGER.reveal(), WRONG_KEY
    in_wrong_places.key.CopyFrom(BeneficiaryKey(opener_nir=PLAIN, birth_date=NUMBER, birth_rank=99))
    in_wrong_places.setting, in_wrong_places.access, in_wrong_places.care_date = ADDRESS, NAMES[2], NAMES[0]
    in_wrong_places.lines[0].MergeFrom(ClaimLine(act_code=f"{ACT} {WORDS}"))
    no_act, named = practice.claim("KEY-6", act=NO_ACT), practice.claim(PLAIN[:32])
    claims = (good, good, paper, before_birth, stranger, wrong_key, in_wrong_places, no_act, named)
    answers = [await practice.bill(claim) for claim in claims]
    other = practice.claim("KEY-1", act=ACT, price_cents=3_000)  # a conflict with what was taken
    return [*answers, await practice.bill(other)]


async def bills_from_a_page(house: House, practice: Practice, head: Mapping[str, str]) -> None:
    """A claim that is accepted, over HTTP, under a head in which somebody stands: its records go all the way."""
    day = house.stage.clock.today(PARIS).isoformat()
    care = {"careDate": day, "lines": [{"code": ACT, "priceCents": 2_892}]}
    bill = {"claimId": "PAGE-1", "named": {"openerNir": NUMBER, "birthDate": BORN}, "care": care}
    headers = {**head, "Authorization": f"Bearer {practice.badge.token()}"}
    answer = await house.stage.client.post("/v1/pro/claims", json={"claims": [bill]}, headers=headers)
    assert answer.is_success, answer.text
    (acknowledged,) = answer.json()["acknowledgements"]
    assert acknowledged["outcome"] == "OUTCOME_ACCEPTED"


async def settles(house: House, receipt_id: bytes) -> None:
    """A scheme pays, refuses with words it must not use, and names people where references belong."""
    stub = SettlementServiceStub(house.stage.doors["teletransmission"])
    clock = house.stage.clock
    badge = Badge(house.stage.signer, clock, subject="scheme", role="scheme", attributes={"scheme": "01"})
    day, paid = clock.today(PARIS).isoformat(), Payment(to=PAID_TO_INSURED, amount_cents=1_900)
    words = Rejection(code=NO_ACT, words=WORDS)
    stated = [
        StatedSettlement(receipt_id=receipt_id, claim_version=1, reference="VIR-1", day=day, paid=paid),
        StatedSettlement(receipt_id=receipt_id, claim_version=1, reference=PLAIN, day=BORN, paid=paid),
        StatedSettlement(receipt_id=receipt_id, claim_version=1, reference=NUMBER, day=NAMES[0], paid=paid),
        StatedSettlement(receipt_id=receipt_id, claim_version=1, reference="REF-2", day=day, rejected=words),
    ]
    for one in stated:
        await stub.PutSettlements(PutSettlementsRequest(settlements=[one]), metadata=badge.metadata())


async def is_looked_up(house: House) -> None:
    """A pharmacist looks her up by number: found, missed, and mistyped."""
    token = await sign_in(house.stage.client, house.stage.state.targets["stand_ins"], "pharmacist")
    today = house.stage.clock.today(PARIS).isoformat()
    tries = (
        (NUMBER, BORN),
        (STRANGER.reveal(), BORN),
        (NUMBER, CHILD.birth_date.isoformat()),
        (WRONG_KEY, NAMES[0][:10]),
    )
    for number, born in tries:
        body = {"number": number, "birthDate": born, "reason": "no_card", "careDate": today}
        answer = await house.stage.client.post(
            "/v1/pro/rights/by-number", json=body, headers={"Authorization": f"Bearer {token}"}
        )
        assert answer.status_code < 500


async def reads(house: House) -> None:
    """She reads all there is to read, in both languages."""
    front = house.stage.front(WHO)
    for path in ("/v1/people", "/v1/receipts", "/v1/cards", "/v1/presentations", "/v1/accesses", "/v1/care-relations"):
        await front.get(path)
    priced = {
        "person": house.stage.known[WHO].subject_id,
        "careDate": BORN,
        "lines": [{"code": ACT, "priceCents": 2_892}],
    }
    await house.stage.client.post("/v1/estimates", json=priced, headers=front.headers())


async def wrecks_the_log(house: House) -> None:
    """Records that no producer of ours sends: what is parked names the field, never what stood in it."""
    from chassis.kafka import KafkaPublisher, OutRecord  # noqa: PLC0415 - only here

    publisher = KafkaPublisher(house.stack.servers.bootstrap, client_id="stranger")
    said = f"{NUMBER} {PLAIN} {WORDS}".encode()
    headers = cloud_event(event_type="vitale.claim.v1.Claim", source="x", event_id="1", subject="")
    await publisher.publish([OutRecord(CLAIM.name, 3, bytes(16), value, headers) for value in (said, seal(said))])
    await publisher.stop()
    front, connection = house.stage.front(WHO), house.stage.client
    badge = Badge(house.stage.signer, house.stage.clock, subject="night", role="operator", attributes={})
    operator = {**front.headers(), "Authorization": f"Bearer {badge.token()}"}
    async with asyncio.timeout(20):
        while not (found := await _parked(connection, operator)):  # noqa: ASYNC110 - a topic tells nobody
            await asyncio.sleep(0.2)
    for name in found:
        await connection.get(f"/v1/operations/parked/{name}", headers=operator)
        await connection.post(f"/v1/operations/parked/{name}/dry-run", headers=operator)


async def _parked(client: httpx.AsyncClient, headers: dict[str, str]) -> list[str]:
    answer = await client.get("/v1/operations/parked", headers=headers)
    answer.raise_for_status()
    return [one["name"] for one in answer.json().get("records", [])]


async def _refused(work: object) -> None:
    """Whatever it says to this is fine, as long as it says nothing elsewhere."""
    try:
        await work  # type: ignore[misc]  # an awaitable of anything
    except (DomainError, RefusedError):
        return
