"""Takes back what a receipt used, so that its claim can be settled anew: exactly its own uses, wherever they stand.

What later receipts recovered of its debts is theirs and stays: against a smaller debt it becomes a debt to the person,
which the rules give back.
"""

from receipts.ledger.state import FlushState
from receipts.uses import Years
from vitale.receipt.v1.receipt_pb2 import SubjectYear


def without(years: Years, receipt_id: bytes) -> dict[int, SubjectYear]:
    """The years of a person as they would stand had this receipt used nothing; `years` itself stays as it is."""
    return {year: _kept(body, receipt_id) for year, body in years.items()}


def _kept(body: SubjectYear, receipt_id: bytes) -> SubjectYear:
    kept = [use for use in body.uses if use.receipt_id != receipt_id]
    return body if len(kept) == len(body.uses) else SubjectYear(uses=kept)


def take_back(state: FlushState, subject_id: bytes, partition: int, reversed_years: Years) -> None:
    """Let the years of a person stand as `without` gave them; those that changed are written with the flush."""
    years = state.years.setdefault(subject_id, {})
    for year, body in reversed_years.items():
        if body is not years[year]:
            years[year] = body
            state.year_partitions[subject_id, year] = partition
            state.changed_years.add((subject_id, year))
