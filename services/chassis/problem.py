"""Errors at the other two doors: RFC 9457 problems for HTTP, and the reason kept with a parked record."""

from dataclasses import dataclass
from typing import Final, TypedDict

from chassis.domain_error import DomainError

TYPE_PREFIX: Final = "urn:vitale-live:error:"


class Advice(TypedDict):
    """What to do: at the counter, in both languages, and for the engineer."""

    counter: dict[str, str]
    engineer: str


class FieldProblem(TypedDict):
    """One field that is wrong."""

    field: str
    reason: str
    advice: str


class Problem(TypedDict):
    """RFC 9457 problem details, with this house's extensions (RFC 9457 section 3.2)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    supportId: str
    traceId: str | None
    facts: dict[str, str]
    advice: Advice
    errors: list[FieldProblem]


def to_problem(error: DomainError, support_id: str, *, trace_id: str | None = None) -> Problem:
    """Write an error as an RFC 9457 problem, to be sent as application/problem+json with `status`."""
    row = error.row
    return Problem(
        type=TYPE_PREFIX + error.code.value.lower().replace("_", "-"),
        title=row.title,
        status=row.http_status,
        detail=row.counter_en,
        code=error.code.value,
        supportId=support_id,
        traceId=trace_id,
        facts=dict(error.facts),
        advice=Advice(counter={"fr": row.counter_fr, "en": row.counter_en}, engineer=row.engineer),
        errors=[FieldProblem(field=v.field, reason=v.reason, advice=v.advice) for v in error.violations],
    )


@dataclass(frozen=True, slots=True)
class ParkedReason:
    """Why a record was parked, as it is kept with it and put in the headers of its dead letter."""

    code: str
    title: str
    counter_fr: str
    counter_en: str
    engineer: str
    facts: dict[str, str]
    support_id: str


def to_parked(error: DomainError, support_id: str) -> ParkedReason:
    """Write an error as the reason of a parked record; a code that never parks raises ValueError."""
    row = error.row
    if not row.parked:
        raise ValueError(f"{error.code.value} is not a reason to park a record: retry it, or answer its sender")
    return ParkedReason(
        error.code.value, row.title, row.counter_fr, row.counter_en, row.engineer, dict(error.facts), support_id
    )
