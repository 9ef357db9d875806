"""Domain value <-> protobuf: what the rules take and give, and what travels and is stored."""

from contracts.codec.care import care_of
from contracts.codec.cover import CoverProblem, chosen_coverage, contracts_in_force, cover_of, day_of
from contracts.codec.receipt import Standing, issued_message, receipt_id_of, use_message, uses_of

__all__ = [
    "CoverProblem",
    "Standing",
    "care_of",
    "chosen_coverage",
    "contracts_in_force",
    "cover_of",
    "day_of",
    "issued_message",
    "receipt_id_of",
    "use_message",
    "uses_of",
]
