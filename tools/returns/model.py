"""The neutral model of a return file: values by name, as every layout may carry them. No person is in it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from vitale.claim.v1.claim_service_pb2 import ClaimState, ListClaimsResponse, ListedClaim, StateTotal

Value = str | int
AMOUNTS: Final = ("price_cents", "amo_cents", "local_scheme_cents", "amc_cents", "patient_cents")
FIELDS: Final[Mapping[str, frozenset[str]]] = {
    "opening": frozenset({"practice", "day"}),
    "lot": frozenset({"lot"}),
    "claim": frozenset(
        {"lot", "claim_id", "day", "state", "code", "revision", "claim_version", "late_by_working_days", *AMOUNTS}
    ),
    "lot_total": frozenset({"lot", "count", *AMOUNTS}),
    "closing": frozenset({"count", *AMOUNTS}),
}
"""What each kind of record may carry beside its constants and its sequence number."""


class MovedError(ValueError):
    """Outcomes came back while the list was read."""


class Record(NamedTuple):
    """One record: its kind, and its values by name (cents, days YYYY-MM-DD, lot 0 = none)."""

    kind: str
    values: Mapping[str, Value]


class Asked(NamedTuple):
    """Whose returns, and of which day (empty when a lot was asked for)."""

    practice: str
    day: str


def records_of(asked: Asked, claims: Sequence[ListedClaim], whole: StateTotal) -> list[Record]:
    """The records of a file: opening, each lot with its claims and totals, closing with the totals of the whole.

    Raises:
        MovedError: the claims do not add up to the whole: the list moved while it was read, read it again.
    """
    found = [_claim(claim) for claim in claims]
    closing = Record("closing", _amounts(whole) | {"count": whole.count})
    if _total(found) != closing.values:
        raise MovedError("the claims do not add up to the totals of the list; read it again")
    records = [Record("opening", asked._asdict())]
    for lot, group in groupby(sorted(found, key=_lot), key=_lot):
        of_lot = list(group)
        records += [Record("lot", {"lot": lot}), *of_lot, Record("lot_total", {"lot": lot, **_total(of_lot)})]
    return [*records, closing]


def _claim(claim: ListedClaim) -> Record:
    outcome = claim.outcome
    amounts = _amounts(outcome)
    if not outcome.revision:
        amounts["price_cents"] = claim.charged_cents
    values: dict[str, Value] = {
        "lot": claim.lot,
        "claim_id": claim.claim_id,
        "day": claim.day,
        "state": ClaimState.Name(outcome.state).removeprefix("CLAIM_STATE_"),
        "code": outcome.code,
        "revision": outcome.revision,
        "claim_version": outcome.claim_version,
        "late_by_working_days": claim.late_by_working_days,
    }
    return Record("claim", values | amounts)


def _amounts(message: object) -> dict[str, Value]:
    return {name: getattr(message, name) for name in AMOUNTS}


def _total(claims: Iterable[Record]) -> dict[str, Value]:
    every = list(claims)
    sums: dict[str, Value] = {name: sum(int(claim.values[name]) for claim in every) for name in AMOUNTS}
    return sums | {"count": len(every)}


def _lot(record: Record) -> int:
    return int(record.values["lot"])


def whole_of(pages: Sequence[ListClaimsResponse]) -> tuple[list[ListedClaim], StateTotal]:
    """The claims of all pages, and the totals of the last one."""
    return [claim for page in pages for claim in page.claims], pages[-1].whole
