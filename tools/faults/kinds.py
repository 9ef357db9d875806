"""What each name of the plan does."""

from collections.abc import Callable, Mapping
from typing import Final

from tools.faults.freezes import freeze, freeze_owner, freeze_session
from tools.faults.house import WORKER
from tools.faults.kills import kill, kill_at, restart
from tools.faults.records import again, rules_raise, undecodable
from tools.faults.scene import Injury, Scene
from tools.faults.sessions import hold_lock, terminate

POINTS: Final = ("mid_copy", "before_commit", "after_commit", "after_publish")
"""Failpoints of the worker."""
_SERVICES: Final = (
    WORKER,
    "teletransmission",
    "identity",
    "adri",
    "receipts.api",
    "card_registry",
    "expenses",
    "receipts.operations",
    "audit",
)
KINDS: Final[Mapping[str, Callable[[Scene], Injury]]] = {
    **{f"kill:{point}": kill_at(point) for point in POINTS},
    **{f"kill:{name}": kill(name) for name in _SERVICES},
    **{f"freeze:{name}": freeze(name) for name in (WORKER, "teletransmission", "identity")},
    "freeze:broker": freeze("kafka"),
    "freeze:session": freeze_session,
    "freeze:owner": freeze_owner,
    "restart:database": restart("postgres"),
    "restart:broker": restart("kafka"),
    **{f"backend:{role}": terminate(role) for role in ("receipts", "teletransmission", "identity", "adri")},
    "lock:ledger": hold_lock,
    "record:undecodable": undecodable,
    "record:rules_raise": rules_raise,
    "record:again": again,
}
