"""`python -m tools.lps_check TARGET`: drive practice software through the cases on the running platform.

TARGET is the address of its page, such as http://127.0.0.1:8080/pro/. Exit 0 when every case passed.
"""

import argparse
import asyncio
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import async_playwright

from chassis.clock import SystemClock
from chassis.errors import DomainError
from tools.demo.stage import bring_rules_into_force, opened
from tools.local.setup.needs import chromium
from tools.local.state import STATE, NotRunningError, State
from tools.lps_check import software as under_test
from tools.lps_check.cases import CASES
from tools.lps_check.holders import Holders
from tools.lps_check.software import NotShownError

_LOOPBACK = ("127.0.0.1", "localhost")


async def check(target: str, who: str, state: Path) -> dict[str, str]:
    """What failed by name of the case, an empty text where it passed; each is printed as it ends."""
    found: dict[str, str] = {}
    async with opened(State.read(state), SystemClock()) as stage, async_playwright() as playwright:
        await bring_rules_into_force(stage)
        browser = await playwright.chromium.launch(executable_path=chromium().found, args=["--no-sandbox"])
        holders = Holders(stage, elsewhere="pharmacist", folder=state.parent)
        for name, case in CASES.items():
            holder = await holders.next()
            try:
                async with under_test.opened(browser, target, who) as software:
                    await case(software, holder)
                found[name] = ""
            except (NotShownError, DomainError, TimeoutError) as failed:
                found[name] = str(failed) or type(failed).__name__
            print(f"{'pass' if not found[name] else 'FAIL':<6}{name:<14}{found[name]}", flush=True)
        await browser.close()
    return found


def main() -> int:
    """0 when every case passed, 1 when one did not, 2 when the platform is not there."""
    parser = argparse.ArgumentParser(prog="python -m tools.lps_check", description=__doc__)
    parser.add_argument("target", help="address of the page under test, on loopback")
    parser.add_argument("--as", dest="who", default="gp", help="professional of the stand-in who signs in")
    parser.add_argument("--state", type=Path, default=STATE, help="state file of the running platform")
    arguments = parser.parse_args()
    if urlsplit(arguments.target).hostname not in _LOOPBACK:
        parser.error("the check talks to loopback only: demonstration cards are for this machine")
    try:
        found = asyncio.run(check(arguments.target, arguments.who, arguments.state))
    except NotRunningError as absent:
        print(absent)
        return 2
    passed = sum(not failed for failed in found.values())
    print(f"{passed} of {len(found)} cases passed")
    return 0 if passed == len(found) else 1


if __name__ == "__main__":
    raise SystemExit(main())
