"""After the day: what each person's lists and counters say, compared with what they must see and nothing else."""

from collections.abc import Mapping, Sequence

from tools.demo.front import Front
from tools.demo.script import PARTICIPATION, SEES

_COUNTER = "participation_forfaitaire"


async def compare_lists(watcher: str, front: Front, receipts: Mapping[str, str]) -> Sequence[str]:
    """List differences of one person's receipts (by step of the day) and participation counter."""
    listed = await front.receipts()
    people = await front.get("/v1/people")
    by_id = {receipt_id: step for step, receipt_id in receipts.items()}
    found = [by_id.get(receipt["id"], "a receipt of no step") for receipt in listed]
    differences = []
    if sorted(found) != sorted(SEES[watcher]):
        differences.append(f"{watcher} sees {sorted(found)}, expected {sorted(SEES[watcher])}")
    used = [
        counter["used"]["cents"]
        for person in people["people"]
        if person["isSelf"]
        for counter in person["counters"]
        if counter["name"] == _COUNTER
    ]
    if used != [PARTICIPATION[watcher]]:
        differences.append(f"participation of {watcher}: expected {PARTICIPATION[watcher]}, found {used}")
    return differences
