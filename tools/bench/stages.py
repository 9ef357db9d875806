"""Where the time of a claim goes: read afterwards from the times of its records, so that it costs the run nothing."""

import time
from collections.abc import Mapping
from typing import Final

from contracts.codec import receipt_id_of
from contracts.topics import CLAIM, RECEIPT
from tools.bench.figures import Part, quantile
from tools.checker.broker import read_topics
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1.receipt_pb2 import LedgerEvent

_QUANTILES: Final = (0.5, 0.99)


def report(part: Part, bootstrap: str, due: Mapping[str, float], arrived: Mapping[str, float]) -> None:
    """Add what each stage took of the claims of `due`, ms; `arrived` are those that a frame showed.

    Both map a receipt (hex) to a moment of time.perf_counter(); records carry the clock of the machine, in whole ms.
    """
    offset = (time.time() - time.perf_counter()) * 1_000
    drafted, claimed, settled = dict[str, float](), dict[str, float](), dict[str, float]()
    for (topic, _), records in read_topics(bootstrap, (CLAIM.name, RECEIPT.name)).log.items():
        for record in records:
            if topic == CLAIM.name:
                claim = Claim.FromString(record.body())
                receipt = receipt_id_of(claim.performer.practice_id, claim.claim_id).hex()
                drafted[receipt], claimed[receipt] = claim.accepted_at_us / 1_000, record.timestamp_ms
            else:
                receipt = LedgerEvent.FromString(record.body()).receipt_issued.receipt_id.hex()
                settled.setdefault(receipt, record.timestamp_ms)
    begun = {receipt: at * 1_000 + offset for receipt, at in due.items() if receipt in claimed and receipt in settled}
    shown = {receipt: at * 1_000 + offset for receipt, at in arrived.items() if receipt in begun}
    stages = {
        "due until checked, and its beneficiary known": [drafted[one] - at for one, at in begun.items()],
        "from there until it is on the claim topic": [claimed[one] - drafted[one] for one in begun],
        "from there until its receipt is on the topic": [settled[one] - claimed[one] for one in begun],
        "from there until the frame": [at - settled[one] for one, at in shown.items()],
    }
    for name, times in stages.items():
        for q in _QUANTILES if times else ():
            part.add(f"{name}, p{q * 100:.0f}", quantile(times, q), "ms")
