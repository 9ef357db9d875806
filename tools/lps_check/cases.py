"""The cases: what is shown to the software, what it must do, and what the services must have seen."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final

from tools.lps_check.software import NotShownError, Software
from tools.simulators.counter.reader import Reader
from tools.simulators.holder.phone import Phone

_SEEN_WITHIN_S: Final = 10.0
_LOOK_S: Final = 0.25
PRICE: Final = "30,00"


@dataclass(frozen=True, slots=True)
class Holder:
    """Who shows a card: a fresh phone with an active card for each case, a second phone, and another practice."""

    phone: Phone
    second: Phone
    elsewhere: Reader


Case = Callable[[Software, Holder], Awaitable[None]]


async def good(software: Software, holder: Holder) -> None:
    """A good card: rights are shown and a bill is accepted."""
    await software.scan(await holder.phone.show())
    await software.shows("#rights")
    await software.press("#send")
    await software.shows("#accepted")


async def expired(software: Software, holder: Holder) -> None:
    """A QR of five minutes ago: refused, whether the software proves it itself or asks."""
    await software.scan(await holder.phone.show(off=timedelta(minutes=-5)))
    await software.refuses("expired", "PRESENTATION_EXPIRED")


async def used(software: Software, holder: Holder) -> None:
    """A QR that another practice redeemed."""
    qr = await holder.phone.show()
    await holder.elsewhere.redeem(qr)
    await software.scan(qr)
    await software.refuses("ALREADY_USED")


async def opposed(software: Software, holder: Holder) -> None:
    """A card opposed from a second device, shown again."""
    qr = await holder.phone.show()
    await holder.second.change("oppose", holder.phone.serial)
    await software.scan(qr)
    await software.refuses("CARD_OPPOSED")
    await software.shows_no("#send")


async def clock_wrong(software: Software, holder: Holder) -> None:
    """A phone ten minutes ahead: refused, and told by how much."""
    await software.scan(await holder.phone.show(off=timedelta(minutes=10)))
    await software.refuses("clock_ahead", "CLOCK_SKEW")
    if "10" not in await software.page.locator("#problem").inner_text():
        raise NotShownError("the minutes by which the phone is ahead are not told")


async def reply_lost(software: Software, holder: Holder) -> None:
    """The reply to the redemption is lost: the same scan sent again gets its context, once."""
    await software.lose_next_reply()
    await software.scan(await holder.phone.show())
    await software.shows("#rights")
    if len(await _presentations(holder)) != 1:
        raise NotShownError("one scan was redeemed more than once")


async def network_down(software: Software, holder: Holder) -> None:
    """No network: the card is proven, no rights are shown."""
    qr = await holder.phone.show()
    await software.network(up=False)
    await software.scan(qr)
    await software.shows("#genuine")
    await software.shows_no("#rights")
    await software.network(up=True)


async def degraded(software: Software, holder: Holder) -> None:
    """A bill kept without network goes when it is back, as a deferred presentation."""
    qr = await holder.phone.show()
    await software.network(up=False)
    await software.scan(qr)
    await software.press("#degraded")
    await software.shows("#kept")
    await software.network(up=True)
    code = await software.code_of("#flushed")
    if code != "ACCEPTED":
        raise NotShownError(f"the kept bill came back as {code}, expected ACCEPTED")
    freshness = [one["freshness"] for one in await _presentations(holder)]
    if freshness != ["FRESHNESS_DEFERRED"]:
        raise NotShownError(f"the registry saw {freshness}, expected one deferred presentation")


CASES: Final[Mapping[str, Case]] = MappingProxyType(
    {
        "good": good,
        "expired": expired,
        "used": used,
        "opposed": opposed,
        "clock wrong": clock_wrong,
        "reply lost": reply_lost,
        "network down": network_down,
        "degraded": degraded,
    }
)


async def _presentations(holder: Holder) -> list[Mapping[str, object]]:
    """What the registry knows of presentations, once there is one."""
    async with asyncio.timeout(_SEEN_WITHIN_S):
        while not (found := list((await holder.phone.get("/v1/presentations"))["presentations"])):  # noqa: ASYNC110
            await asyncio.sleep(_LOOK_S)
    return found
