"""`python -m tools.scan_times`: film fresh QRs, askew, blurred and dark, before the camera of the counter's page.

Needs the running platform. Prints p50 and p95 beside the goal; exit 0 when every QR led to rights, 1 when one did not.
"""

import argparse
import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright

from chassis.clock import SystemClock
from chassis.errors import DomainError
from tools.demo.stage import bring_rules_into_force, opened
from tools.local.setup.needs import chromium
from tools.local.state import STATE, NotRunningError, State
from tools.lps_check import software
from tools.lps_check.holders import Holders
from tools.scan_times.scanning import Times, filmed_scans
from tools.simulators.holder.filming import camera, darkness


async def measure(state: Path, who: str, count: int) -> Times:
    """Scan on the running platform, as a professional of the stand-in of Pro Santé Connect."""
    with tempfile.TemporaryDirectory() as folder:
        video = Path(folder) / "camera.mjpeg"
        darkness(video)
        async with opened(State.read(state), SystemClock()) as stage, async_playwright() as playwright:
            await bring_rules_into_force(stage)
            holder = await Holders(stage, elsewhere="pharmacist", folder=state.parent).next()
            arguments = ["--no-sandbox", *camera(video)]
            browser = await playwright.chromium.launch(executable_path=chromium().found, args=arguments)
            async with software.opened(browser, f"{stage.state.targets['expenses']}/pro/", who) as counter:
                await counter.page.context.grant_permissions(["camera"])
                times = await filmed_scans(counter.page, holder.phone, video, count=count)
            await browser.close()
    return times


def main() -> int:
    """0 when every QR led to rights, 1 when one did not, 2 when the platform is not there."""
    parser = argparse.ArgumentParser(prog="python -m tools.scan_times", description=__doc__)
    parser.add_argument("--scans", type=int, default=40, help="how many (default 40)")
    parser.add_argument("--as", dest="who", default="gp", help="professional of the stand-in who signs in")
    parser.add_argument("--state", type=Path, default=STATE, help="state file of the running platform")
    arguments = parser.parse_args()
    try:
        times = asyncio.run(measure(arguments.state, arguments.who, arguments.scans))
    except (NotRunningError, DomainError) as absent:
        print(absent)
        return 2
    print(*times.told(), sep="\n")
    return 1 if times.unread or not times.whole_ms else 0


if __name__ == "__main__":
    raise SystemExit(main())
