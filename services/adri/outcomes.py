"""Refusals inside a batch: the fields of an error as the one who sent the batch reads them."""

from chassis.errors import DomainError
from vitale.rights.v1.rights_service_pb2 import FieldProblem


def problems_of(error: DomainError) -> list[FieldProblem]:
    """Fields at fault and what to do; a field that only the facts name gets the table's advice."""
    if error.violations:
        return [FieldProblem(field=v.field, reason=v.reason, advice=v.advice) for v in error.violations]
    field = error.facts.get("field")
    return [FieldProblem(field=field, reason=error.code.value, advice=error.row.engineer)] if field else []
