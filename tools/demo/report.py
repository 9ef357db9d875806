"""What the demo prints: one line a step, why, and at the end where to look."""

import sys
from collections.abc import Iterable, Mapping
from statistics import median
from textwrap import shorten
from typing import Final

from tools.demo.front import Json
from tools.demo.people import LABELS
from tools.demo.play import Played
from tools.demo.steps import Refused, SameAs

_WHY: Final = ("amo", "surcharge", "local_scheme", "participation", "participation_deferred")
_WIDTH: Final = 118
_BEFORE_ANSWER: Final = 67


def say(text: str = "") -> None:
    """Print a line at once: the demo's output is often a pipe."""
    print(text, flush=True)


def heading() -> None:
    """Name the columns."""
    say(f"{'':4}{'who and what':<44}{'act':<9}{'price':>8}{'AMO':>8}{'local':>7}{'AMC':>8}{'left':>8}{'to screen':>12}")


def tell(played: Played) -> None:
    """Print one step."""
    step, receipt = played.step, played.receipt
    mark = "ok" if not played.differences else "!!"
    line = f"{mark:<4}{step.title:<44}{step.lines[0].act_code:<9}{_euros(step.price_cents):>8}"
    if receipt is not None:
        amounts = (receipt[name]["cents"] for name in ("amo", "localScheme", "amc", "patient"))
        amo, local, amc, left = (_euros(cents) for cents in amounts)
        say(f"{line}{amo:>8}{local:>7}{amc:>8}{left:>8}{played.latency_ms or 0:>9.0f} ms")
        say(f"    {shorten(why(receipt), _WIDTH - 4, placeholder=' …')}")
    else:
        say(f"{line}  {_answer(played)}")
    for difference in played.differences:
        say(f"    !! {difference}")


def tell_card(title: str, said: str, *, good: bool) -> None:
    """Print one thing that was done with a card."""
    say(f"{'ok' if good else '!!':<4}{title:<44}{said}")


def why(receipt: Json) -> str:
    """Say in one line why AMO pays what it pays, in the words of the reasons."""
    reasons = (reason for line in receipt["lines"] for reason in line["reasons"])
    return " · ".join(reason["text"].rstrip(".") for reason in reasons if reason["amount"] in _WHY)


def _answer(played: Played) -> str:
    if isinstance(played.step.expected, SameAs):
        return "the same acknowledgement, no second receipt"
    violations = played.acknowledgement.violations if played.acknowledgement else ()
    if not isinstance(played.step.expected, Refused) or not violations:
        return "no answer"
    said = f"{violations[0].code} at {violations[0].field}: {violations[0].advice}"
    return shorten(said, _WIDTH - _BEFORE_ANSWER, placeholder=" …")


def _euros(cents: int) -> str:
    sign, cents = ("-", -cents) if cents < 0 else ("", cents)
    return f"{sign}{cents // 100}.{cents % 100:02d}"


def summary(played: Iterable[Played], differences: Iterable[str]) -> bool:
    """Print how the day went; True when every figure was as written."""
    plays, apart = list(played), list(differences)
    latencies = [play.latency_ms for play in plays if play.latency_ms is not None]
    wrong = sum(bool(play.differences) for play in plays)
    for difference in apart:
        say(f"    !! {difference}")
    if latencies:
        first, middle, worst = latencies[0], median(latencies), max(latencies)
        say(f"\nfrom care to screen: first {first:.0f} ms, median {middle:.0f} ms, worst {worst:.0f} ms")
    good = wrong == 0 and not apart
    say(
        f"{len(plays)} steps, all as written"
        if good
        else f"{wrong} of {len(plays)} steps and {len(apart)} lists differ"
    )
    return good


def where(address: str, people: Mapping[str, str] = LABELS) -> None:
    """Print the page to open and who can sign in."""
    say(f"\nOpen {address} and sign in as:")
    for label in people.values():
        say(f"  · {label}")
    sys.stdout.flush()
