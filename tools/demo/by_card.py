"""The card's part of the day: enrol by both paths, show, redeem, ask, bill, oppose; each answer is compared."""

import time
from dataclasses import dataclass
from typing import Final

from chassis.errors import DomainError, ErrorCode
from tools.demo.cast import Cast
from tools.demo.play import Play, Played
from tools.demo.report import say, tell, tell_card
from tools.demo.script import BY_CARD
from tools.demo.stage import Stage
from tools.demo.steps import Step
from tools.simulators.counter.reader import Reader
from tools.simulators.doors import Badge
from tools.simulators.holder.phone import Phone
from vitale.card.v1.desk_service_pb2 import DecideVideoRequest
from vitale.card.v1.desk_service_pb2_grpc import DeskServiceStub
from vitale.claim.v1.claim_service_pb2 import Acknowledgement

_OPENER: Final = "camille"
_FILMED: Final = "maelle"


@dataclass(slots=True)
class Counter:
    """Léo is shown to a reader, and billed by what the reader got."""

    stage: Stage
    cast: Cast
    phone: Phone
    reader: Reader
    qr: str = ""

    async def send(self, step: Step) -> Acknowledgement:
        """Scan, ask for rights, bill; prints how long the first two took."""
        today = self.stage.clock.today(step.practice.place)
        self.qr = await self.phone.show(self.cast.people[step.person].first_name)
        started = time.perf_counter()
        redeemed = await self.reader.redeem(self.qr)
        rights = await self.reader.rights(redeemed.context.token, today)
        took_ms = (time.perf_counter() - started) * 1000
        guaranteed = "payment guaranteed" if rights.payment_guarantee else "no guarantee"
        tell_card("Léo is shown by QR", f"rights with proof in {took_ms:.0f} ms, {guaranteed}", good=bool(rights.proof))
        claim = step.claim(self.cast, care_date=today)
        return await self.reader.bill(claim, context_token=redeemed.context.token, proof=rights.proof)


async def play_by_card(stage: Stage, cast: Cast, play: Play) -> Played:
    """Play it; what came of the bill, with every difference of the card's part among its differences."""
    say("\nBy card")
    phone = await _activate_by_document(stage, cast)
    counter = Counter(stage, cast, phone, await stage.reader("gp"))
    played = await play.step(BY_CARD, counter.send)
    tell(played)
    played.differences += [
        *await _refused(await stage.reader("pharmacist"), counter.qr, ErrorCode.ALREADY_USED),
        *await _opposed(stage, phone, counter.reader),
        *await _activate_by_video(stage, cast),
    ]
    return played


async def _activate_by_document(stage: Stage, cast: Cast) -> Phone:
    phone, started = stage.phone(_OPENER), time.perf_counter()
    file = await phone.open_file(cast.cards[_OPENER].opener_nir.reveal())
    await phone.prove_by_document(file, _OPENER)
    await phone.activate(file)
    took_s = time.perf_counter() - started
    tell_card("Camille activates with France Identité", f"a card of class demo in {took_s:.1f} s", good=True)
    return phone


async def _activate_by_video(stage: Stage, cast: Cast) -> list[str]:
    phone = stage.phone(_FILMED)
    file = await phone.open_file(cast.cards[_FILMED].opener_nir.reveal())
    await phone.prove_by_video(file, _FILMED)
    operator = Badge(stage.signer, stage.clock, subject="demo-operator", role="operator", attributes={})
    decision = DecideVideoRequest(file_id=bytes.fromhex(file), accepted=True, reason="demo: same person")
    await DeskServiceStub(stage.doors["card_registry"]).DecideVideo(decision, metadata=operator.metadata())
    await phone.activate(file)
    tell_card("Maëlle activates by video", "an operator accepted, the card is there", good=bool(phone.serial))
    return [] if phone.serial else ["the video was accepted and there is no card"]


async def _opposed(stage: Stage, phone: Phone, reader: Reader) -> list[str]:
    """Show once more, oppose from a second device of the same account, and redeem: it must be refused."""
    qr = await phone.show()
    await stage.phone(_OPENER).change("oppose", phone.serial)
    return await _refused(reader, qr, ErrorCode.CARD_OPPOSED)


async def _refused(reader: Reader, qr: str, code: ErrorCode) -> list[str]:
    title = {
        ErrorCode.ALREADY_USED: "The same QR at a pharmacy",
        ErrorCode.CARD_OPPOSED: "Opposed from a second device, shown again",
    }[code]
    try:
        await reader.redeem(qr)
    except DomainError as refused:
        good, said = refused.code is code, refused.code.value
    else:
        good, said = False, "taken"
    tell_card(title, said, good=good)
    return [] if good else [f"{title}: expected {code.value}, found {said}"]
