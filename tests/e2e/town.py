"""Everything that runs, in one object: all processes on free ports, the people of the demo, a browser with a camera."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from chassis.clock import SystemClock
from tests.browser.conftest import ARGUMENTS, PHONE
from tools.demo.cast import Cast, cast
from tools.demo.holders import state_holders, write_identities
from tools.demo.people import write_people
from tools.demo.stage import Stage, bring_rules_into_force, make_known, opened
from tools.local.setup.needs import chromium
from tools.local.stack import Options, Stack
from tools.local.state import State
from tools.simulators.holder.filming import camera, darkness, film
from tools.simulators.population.cover import PARIS

_DESK: Final = {"width": 1280, "height": 900}


@dataclass(slots=True)
class Town:
    """What the journeys use."""

    stage: Stage
    cast: Cast
    front: str
    browser: Browser
    video: Path
    folder: Path
    faults: list[str] = field(default_factory=list)

    async def phone(self) -> Page:
        """A fresh phone: nothing kept in it."""
        return await self._page(PHONE)

    async def computer(self) -> Page:
        """A fresh computer with a camera."""
        return await self._page(_DESK)

    async def film(self, holder: Page) -> None:
        """Point the camera at a phone's QR."""
        film(await holder.locator("#qr").screenshot(), self.video)

    async def _page(self, viewport: dict[str, int]) -> Page:
        context = await self.browser.new_context(
            timezone_id="Europe/Paris",  # the practice's day, not the machine's: near midnight they differ
            viewport=viewport,  # type: ignore[arg-type]
            locale="fr-FR",
            base_url=self.front,
            permissions=["camera"],
        )
        page = await context.new_page()
        page.on("console", partial(_heard, self.faults))
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        return page


def _heard(faults: list[str], said: ConsoleMessage) -> None:
    if said.type == "error" and "Failed to load resource" not in said.text:
        faults.append(said.text)


@asynccontextmanager
async def town(directory: Path) -> AsyncIterator[Town]:
    """The town while the block runs; nothing of it is left afterwards."""
    clock, video = SystemClock(), directory / "camera.mjpeg"
    darkness(video)
    async with AsyncExitStack() as all_of_it:
        stack = await all_of_it.enter_async_context(Stack(options=Options(brief=True)))
        stage = await all_of_it.enter_async_context(opened(State.read(stack.state_path), clock))
        people = await _settle(stage, stack.directory)
        playwright = await all_of_it.enter_async_context(async_playwright())
        browser = await playwright.chromium.launch(executable_path=chromium().found, args=[*ARGUMENTS, *camera(video)])
        all_of_it.push_async_callback(browser.close)
        built = Town(stage, people, stage.state.targets["expenses"], browser, video, stack.directory)
        yield built
        assert built.faults == []


async def _settle(stage: Stage, folder: Path) -> Cast:
    people = cast(1, stage.clock.today(PARIS))
    await bring_rules_into_force(stage)
    await stage.schemes.put_tables()
    await make_known(stage, people)
    await state_holders(stage, people)
    write_people(folder / "demo_people.json", stage.known)
    write_identities(folder / "demo_identities.json", people)
    return people
