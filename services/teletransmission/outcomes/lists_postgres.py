"""Lists of claims in PostgreSQL: what was filed, joined with what came back."""

from collections.abc import Sequence
from typing import Final

import asyncpg

from chassis.postgres import Pool, translated
from teletransmission.outcomes.listing import Listed, Scope, Spot, Total
from teletransmission.outcomes.outcome import UNHEARD, State
from teletransmission.outcomes.rows import outcome_of

_OF_SCOPE: Final = """
from claim left join outcome using (receipt_id)
where claim.issuer = $1 and claim.day between $2 and $3 and ($4::smallint is null or claim.lot = $4)
"""
_PAGE: Final = (
    "select outcome.*, claim.receipt_id, claim.claim_id, claim.day, claim.lot, claim.accepted_at_us,"
    " claim.version, claim.cancelled, claim.late_by_working_days,"
    f" claim.charged_cents {_OF_SCOPE}"
    " and (claim.accepted_at_us, claim.receipt_id) > ($5, $6::bytea)"
    " order by claim.accepted_at_us, claim.receipt_id limit $7"
)
# Which word counts, and what is told beside the newest version, is said by Outcome.word and Outcome.of_newest.
_TOTALS: Final = f"""
select case when cancelled and not has_receipt then 6 when word = 3 and refused < version then 1 else word end as state,
    count(*) as claims,
    sum(case when has_receipt then price_cents else charged_cents end)::bigint as price_cents,
    coalesce(sum(amo_cents) filter (where has_receipt), 0)::bigint as amo_cents,
    coalesce(sum(local_scheme_cents) filter (where has_receipt), 0)::bigint as local_scheme_cents,
    coalesce(sum(amc_cents) filter (where has_receipt), 0)::bigint as amc_cents,
    coalesce(sum(patient_cents) filter (where has_receipt), 0)::bigint as patient_cents
from (
    select claim.version, claim.cancelled, claim.charged_cents,
        outcome.price_cents, outcome.amo_cents, outcome.local_scheme_cents, outcome.amc_cents, outcome.patient_cents,
        coalesce(revision, 0) > 0 as has_receipt,
        greatest(later_version, 1) as refused,
        case when later_version > claim_version then later_state else coalesce(state, 1) end as word
    {_OF_SCOPE}
) as listed
group by 1 order by 1
"""  # noqa: S608 - made of the constants above alone


class PostgresClaimLists:
    """The lists of production; the pool sees this service's schema."""

    def __init__(self, pool: Pool) -> None:
        """Take the pool."""
        self._pool = pool

    async def page(self, scope: Scope, after: Spot, most: int) -> Sequence[Listed]:
        """See the port."""
        return [_listed(row) for row in await self._rows(_PAGE, scope, *after, most)]

    async def totals(self, scope: Scope) -> Sequence[Total]:
        """See the port."""
        rows = await self._rows(_TOTALS, scope)
        return [Total(State(row["state"]), *(row[name] for name in Total._fields[1:])) for row in rows]

    async def _rows(self, query: str, scope: Scope, *more: object) -> Sequence[asyncpg.Record]:
        try:
            return await self._pool.fetch(query, scope.issuer, scope.first, scope.last, scope.lot, *more)
        except Exception as error:
            raise translated(error) from error


def _listed(row: asyncpg.Record) -> Listed:
    return Listed(
        row["receipt_id"],
        row["claim_id"],
        row["day"],
        row["lot"],
        row["accepted_at_us"],
        row["charged_cents"],
        outcome_of(row) if row["state"] is not None else UNHEARD,
        row["version"],
        row["cancelled"],
        row["late_by_working_days"],
    )
