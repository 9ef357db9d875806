"""What is wrong with a file: which record, which field, why, what to do; never the value, it may be personal."""

from dataclasses import dataclass
from enum import StrEnum


class FaultCode(StrEnum):
    """What is wrong, by name."""

    BAD_BYTE = "BAD_BYTE"
    LENGTH = "LENGTH"
    LINE_END = "LINE_END"
    UNKNOWN_RECORD = "UNKNOWN_RECORD"
    NOT_NUMERIC = "NOT_NUMERIC"
    NOT_A_DATE = "NOT_A_DATE"
    NOT_LEFT_JUSTIFIED = "NOT_LEFT_JUSTIFIED"
    TOO_WIDE = "TOO_WIDE"
    MISSING = "MISSING"
    ORDER = "ORDER"
    TOO_MANY = "TOO_MANY"
    DIFFERS = "DIFFERS"
    KEY = "KEY"
    CODE = "CODE"
    TOTAL = "TOTAL"
    RATE = "RATE"
    SHARE = "SHARE"


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault; `record` counts from 1 (0: the whole file), `kind` is the type of the record ("2S"), or empty."""

    code: FaultCode
    record: int
    kind: str
    field: str
    problem: str
    advice: str

    def __str__(self) -> str:
        """One line for people: where, what, what to do."""
        place = f"record {self.record}" if self.record else "file"
        kind = f" (type {self.kind})" if self.kind else ""
        field = f" {self.field}" if self.field else ""
        return f"{place}{kind}{field}: {self.code}: {self.problem}. {self.advice}."


class Unwritable(ValueError):  # noqa: N818 - reads as what it is at the raise and at the except
    """Values that do not fit into their fields; carries the first fault, no value."""

    def __init__(self, fault: Fault) -> None:
        """Take the fault."""
        super().__init__(str(fault))
        self.fault = fault
