"""Films one fresh QR after another and lets the counter's page scan each; what took how long."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playwright.async_api import Page

from tools.bench.figures import median, quantile
from tools.simulators.holder.filming import drawn, film
from tools.simulators.holder.phone import Phone

GOAL_MS: Final = 1_500.0
"""95 scans in 100 are to take at most this long, from the camera to the rights."""
_FRAMES: Final = 8
_PATIENCE_MS: Final = 20_000
# Presses the camera's button and looks at the screen, picture by picture: milliseconds to the rights, or why none came.
_SCAN: Final = """(patience) => new Promise((resolve) => {
  const began = performance.now();
  document.querySelector("#camera").click();
  const look = () => {
    const took = performance.now() - began;
    if (document.querySelector("#rights")) return resolve(took);
    const wrong = document.querySelector("#problem, #rights-problem, #genuine");
    if (wrong || took > patience) return resolve(wrong?.dataset.code ?? "not read");
    requestAnimationFrame(look);
  };
  look();
})"""
_MEASURED: Final = "performance.getEntriesByName('scan-to-rights').map((one) => one.duration)"


@dataclass(slots=True)
class Times:
    """Milliseconds from the camera's button to the rights, and from the QR read to the rights; scans without rights."""

    whole_ms: list[float] = field(default_factory=list)
    after_read_ms: list[float] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def told(self) -> Iterator[str]:
        """The figures in words."""
        yield f"{len(self.whole_ms)} filmed scans, {len(self.unread)} without rights {', '.join(self.unread)}".rstrip()
        for name, values in (("camera pressed to rights", self.whole_ms), ("QR read to rights", self.after_read_ms)):
            if values:
                yield f"{name:<26}p50 {median(values):5.0f} ms   p95 {quantile(values, 0.95):5.0f} ms"
        yield f"goal: p95 <= {GOAL_MS:.0f} ms from camera to rights: {'reached' if self.reached else 'missed'}"

    @property
    def reached(self) -> bool:
        """Whether the goal is met, and every QR led to rights."""
        return bool(self.whole_ms) and not self.unread and quantile(self.whole_ms, 0.95) <= GOAL_MS


async def filmed_scans(page: Page, phone: Phone, video: Path, *, count: int) -> Times:
    """Scan fresh QRs of a phone, each held in its own way, on a signed-in counter whose camera plays `video`."""
    times = Times()
    for turn in range(count):
        film(drawn(await phone.show()), video, seed=turn, frames=_FRAMES)
        took: float | str = await page.evaluate(_SCAN, _PATIENCE_MS)
        if isinstance(took, str):
            times.unread.append(took)
            await page.reload()
            continue
        times.whole_ms.append(took)
        times.after_read_ms.append((await page.evaluate(_MEASURED))[-1])
        await page.get_by_role("button", name="Fermer ce patient").click()
    return times
