"""The code lists of interfaces.md §3.3 and §3.6 that are graded [A], by the field they are for.

A code that is not listed is a fault; an empty field is none. Act codes, treatment modes, tariff zones, specialities and
rates are not checked: of these the source gives no whole list.
"""

from collections.abc import Mapping
from typing import Final

IN_PATHWAY: Final = frozenset("TNODUHRABJVYKL")
OUT_OF_PATHWAY: Final = frozenset("SPEIWFCZ")
NOT_CONCERNED: Final = frozenset("XG")
THIRD_PARTY_AMO: Final = "35"
THIRD_PARTY_FULL: Final = "36"
_CONTRACTS: Final = frozenset(f"{number:02d}" for number in range(100)) - {"86"}
_REGIMES: Final = frozenset(
    {f"{number:02d}" for number in (*range(1, 18), *range(90, 97), 80, 99)}  # 80 is taken by the RSF of ATIH
) - {"11", "13"}

CODES: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("2", "operation"): frozenset("1"),
    ("2", "regime"): _REGIMES,
    ("2", "insurance"): frozenset({"10", "13", "30", "41", "90"}),
    ("2", "exoneration"): frozenset("01345679C"),
    ("2", "split"): frozenset("F"),
    ("2", "contract_type"): _CONTRACTS,
    ("2S", "addressee"): frozenset({"00", "10", "31", "32", "33", "34", THIRD_PARTY_AMO, THIRD_PARTY_FULL, "37"}),
    ("2S", "doctor_declared"): frozenset("ON"),
    ("2S", "pathway"): IN_PATHWAY | OUT_OF_PATHWAY | NOT_CONCERNED,
    ("3", "exoneration"): frozenset("01345679C"),
    ("3S", "origin"): frozenset("01234"),
    ("4", "exoneration"): frozenset("01345679C"),
    ("4", "origin"): frozenset("01234"),
}
"""Codes by type of record and field."""
