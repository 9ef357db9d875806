"""Pure checks of one coverage: quality, membership, régime, open periods, exemptions and contracts, all at once."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

from adri.fields import check_amc_number, check_period, overlap
from chassis.errors import FieldViolation
from vitale.rights.v1 import rights_pb2 as pb

REGIMES: Final = frozenset(
    "01 02 03 04 05 06 07 08 09 10 12 14 15 16 17 90 91 92 93 94 95 96 99".split()  # noqa: SIM905 - a list to read
)
"""Two-digit régimes as published (SNDS, IR_GRG_V)."""

_HASH_BYTES: Final = 32
_MOST: Final = 50
_MOST_CONTRACTS: Final = 10
_EXEMPTIONS: Final = frozenset(pb.ExemptionKind.values()) - {pb.EXEMPTION_KIND_UNSPECIFIED}
_INSURED: Final = frozenset({pb.QUALITY_INSURED})
_OTHERS: Final = frozenset({pb.QUALITY_CHILD, pb.QUALITY_OTHER})


def check_coverage(coverage: pb.Coverage, field: str, *, is_opener: bool) -> Iterator[FieldViolation]:
    """Everything wrong with one coverage at `field`, such as beneficiaries[2].coverage."""
    if coverage.quality not in (_INSURED if is_opener else _OTHERS):
        expected = "QUALITY_INSURED" if is_opener else "QUALITY_CHILD or QUALITY_OTHER"
        yield FieldViolation(f"{field}.quality", "quality", f"Send {expected} for this person")
    yield from check_period(coverage.membership, f"{field}.membership")
    if coverage.regime not in REGIMES:
        yield FieldViolation(f"{field}.regime", "regime_unknown", 'Send the two digits of the régime, such as "01"')
    yield from _check_lengths(coverage, field)
    for index, period in enumerate(coverage.amo_periods[:_MOST]):
        yield from check_period(period, f"{field}.amo_periods[{index}]")
    for index, exemption in enumerate(coverage.exemptions[:_MOST]):
        yield from _check_exemption(exemption, f"{field}.exemptions[{index}]")
    yield from _check_contracts(coverage.contracts[:_MOST_CONTRACTS], f"{field}.contracts")


def _check_lengths(coverage: pb.Coverage, field: str) -> Iterator[FieldViolation]:
    for name, found, most in (
        ("amo_periods", len(coverage.amo_periods), _MOST),
        ("exemptions", len(coverage.exemptions), _MOST),
        ("contracts", len(coverage.contracts), _MOST_CONTRACTS),
    ):
        if found > most:
            yield FieldViolation(f"{field}.{name}", "too_many", f"Send at most {most}")


def _check_exemption(exemption: pb.Exemption, field: str) -> Iterator[FieldViolation]:
    if exemption.kind not in _EXEMPTIONS:
        yield FieldViolation(f"{field}.kind", "exemption_unknown", "Send a kind that this version knows")
    yield from check_period(exemption.period, f"{field}.period")


def _check_contracts(contracts: Sequence[pb.ComplementaryContract], field: str) -> Iterator[FieldViolation]:
    for index, contract in enumerate(contracts):
        yield from check_contract(contract, f"{field}[{index}]")
    for (_, one), (index, other) in combinations(enumerate(contracts), 2):
        if one.rank == other.rank and overlap(one.period, other.period):
            yield FieldViolation(f"{field}[{index}].rank", "rank_twice", "Give contracts that overlap different ranks")


def check_contract(contract: pb.ComplementaryContract, field: str) -> Iterator[FieldViolation]:
    """Everything wrong with one contract by itself."""
    yield from check_amc_number(contract.amc_number, f"{field}.amc_number")
    if len(contract.guarantees_hash) != _HASH_BYTES:
        yield FieldViolation(f"{field}.guarantees_hash", "hash_length", "Send the 32 bytes answered by PutGuarantees")
    yield from check_period(contract.period, f"{field}.period")
    if contract.rank < 1:
        yield FieldViolation(f"{field}.rank", "rank_range", "Number contracts from 1 in the order they pay")
