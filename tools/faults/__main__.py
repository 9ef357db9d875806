"""`python -m tools.faults`: a campaign of faults on a house of its own; prints and keeps a report."""

import argparse
import secrets
import signal
import sys
from pathlib import Path
from types import FrameType

from tools.checker import report as checker_report
from tools.faults import report
from tools.faults.campaign import Campaign, Order, Outcome
from tools.faults.house import House
from tools.local.paths import ROOT

_PAPERS = ("evidence.jsonl", "intents.jsonl", "report.md", "verdict.json")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.faults",
        description="Injures a house of its own under traffic, and lets the checker prove that no claim was lost, "
        "doubled or one cent off. Talks to loopback only, and ends and removes everything but its papers.",
        epilog="Exit 0 proved, 1 refuted, 3 void (fewer faults with evidence, or less work, than the quotas ask).",
    )
    parser.add_argument("--faults", type=int, default=300, help="how many must count (default 300)")
    parser.add_argument("--seed", type=int, default=None, help="repeats a campaign (default: drawn, and printed)")
    parser.add_argument("--rate", type=int, default=100, help="claims a second (default 100)")
    parser.add_argument("--minutes", type=float, default=20.0, help="no fault begins later (default 20)")
    parser.add_argument("--directory", type=Path, default=ROOT / ".local" / "faults", help="where its papers are kept")
    return parser.parse_args()


def _say(text: str) -> None:
    print(text, flush=True)


def _keep(folder: Path, outcome: Outcome) -> None:
    text = "\n".join(report.lines(outcome)) + "\n"
    (folder / "report.md").write_text(text, encoding="utf-8")
    if outcome.verdict is not None:
        (folder / "verdict.json").write_text(checker_report.as_json(outcome.verdict) + "\n", encoding="utf-8")
    _say("\n" + text)
    _say(f"evidence, intents, report and verdict: {folder}")


def _end(_: int, __: FrameType | None) -> None:
    raise SystemExit(143)


def main() -> int:
    """Run one campaign; the exit code."""
    arguments = _arguments()
    signal.signal(signal.SIGTERM, _end)  # the house is taken down on the way out
    seed = secrets.randbelow(1_000_000) if arguments.seed is None else arguments.seed
    folder: Path = arguments.directory
    folder.mkdir(parents=True, exist_ok=True)
    for name in _PAPERS:
        (folder / name).unlink(missing_ok=True)
    _say(f"{arguments.faults} faults, seed {seed}")
    order = Order(arguments.faults, seed, arguments.rate, arguments.minutes * 60, say=_say)
    with House.open(services=None, papers=folder) as house:
        outcome = Campaign(house, order).run()
    _keep(folder, outcome)
    return outcome.exit_code


if __name__ == "__main__":
    sys.exit(main())
