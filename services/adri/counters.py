"""Pure checks of what the counter is shown of a coverage or a contract: codes, periods and lengths, all at once."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from adri.fields import check_amc_number, check_period
from chassis.errors import FieldViolation
from vitale.rights.v1.counter_pb2 import CodedPeriod, ComplementaryCounter, CounterRights, CoveragePeriod

ETM: Final = frozenset("1 6 8 9 13 14 16 17 18".split())  # noqa: SIM905 - a list to read
"""Codes of exoneration (CDRi block 03.05; interfaces, section 2.3)."""
MTM: Final = frozenset("6 7 8 9".split())  # noqa: SIM905
"""Codes of rate modulation (CDRi block 03.07)."""
SPECIAL: Final = frozenset("1 2 3 10".split())  # noqa: SIM905
"""Special situations: variants of C2S, and AME (CDRi block 03.10)."""

_MOST: Final = 50
_MOST_ACCIDENTS: Final = 3
_MOST_RATE_BP: Final = 20_000
_ALD: Final = frozenset([*(str(number) for number in range(1, 31)), "99", ""])
_FORMS: Final = {
    "fund": (r"([0-9]{3})?", "Send three digits, or leave it unset"),
    "centre": (r"([0-9]{4})?", "Send four digits, or leave it unset"),
    "management_code": (r"[0-9A-Z]{0,2}", "Send two characters, or leave it unset"),
    "amo_service": (r"[0-9A-Z]{0,2}", "Send two characters, or leave it unset for the ordinary service"),
    "member_number": (r"[0-9A-Za-z]{0,20}", "Send up to 20 letters and digits"),
    "processing_indicator": (r"[0-9A-Z]{0,2}", "Send two characters, or leave it unset"),
    "routing_code": (r"[0-9A-Z]{0,3}", "Send up to three characters, or leave it unset"),
    "services_type": (r"[0-9A-Z]{0,2}", "Send up to two characters, or leave it unset"),
    "services": (r"[0-9A-Z ]{0,17}", "Send up to 17 characters, or leave it unset"),
    "guarantee_codes": (r"([ON]{8})?", "Send eight letters O or N, or leave it unset"),
    "contract_type": (r"([0-9]{2})?", "Send two digits, or leave it unset"),
    "host_id": (r"[0-9A-Za-z.-]{0,64}", "Send up to 64 characters of a host, or leave it unset"),
    "domain_name": (r"[0-9A-Za-z.-]{0,64}", "Send up to 64 characters of a domain, or leave it unset"),
}


def check_counter(counter: CounterRights, field: str) -> Iterator[FieldViolation]:
    """Everything wrong with what a scheme shows of one coverage at `field`, such as opener.counter."""
    for name in ("fund", "centre", "management_code", "amo_service"):
        yield from _check_form(name, getattr(counter, name), field)
    if counter.HasField("amo_service_period"):
        yield from check_period(counter.amo_service_period, f"{field}.amo_service_period")
    for index, coverage in enumerate(counter.coverage_periods[:_MOST]):
        yield from _check_coverage_period(coverage, f"{field}.coverage_periods[{index}]")
    if counter.HasField("treating_doctor"):
        yield from check_period(counter.treating_doctor.period, f"{field}.treating_doctor.period")
    yield from _check_coded(counter.maternity, f"{field}.maternity", None)
    yield from _check_coded(counter.exemptions, f"{field}.exemptions", ETM)
    yield from _check_coded(counter.modulations, f"{field}.modulations", MTM)
    yield from _check_coded(counter.special_situations, f"{field}.special_situations", SPECIAL)
    for index, complementary in enumerate(counter.complementary[:_MOST]):
        yield from check_complementary(complementary, f"{field}.complementary[{index}]")
    yield from _check_counts(counter, field)


def check_complementary(counter: ComplementaryCounter, field: str) -> Iterator[FieldViolation]:
    """Everything wrong with what is shown of one contract."""
    yield from check_amc_number(counter.amc_number, f"{field}.amc_number")
    yield from check_period(counter.period, f"{field}.period")
    for name in list(_FORMS)[4:]:
        yield from _check_form(name, getattr(counter, name), field)


def _check_counts(counter: CounterRights, field: str) -> Iterator[FieldViolation]:
    lists = ("coverage_periods", "maternity", "exemptions", "modulations", "special_situations", "complementary")
    for name in lists:
        if len(getattr(counter, name)) > _MOST:
            yield FieldViolation(f"{field}.{name}", "too_many", f"Send at most {_MOST}")
    if len(counter.accident_numbers) > _MOST_ACCIDENTS:
        yield FieldViolation(f"{field}.accident_numbers", "too_many", f"Send at most {_MOST_ACCIDENTS}")
    for index, number in enumerate(counter.accident_numbers[:_MOST_ACCIDENTS]):
        if re.fullmatch(r"[0-9]{1,9}", number) is None:
            yield FieldViolation(f"{field}.accident_numbers[{index}]", "accident_form", "Send up to nine digits")


def _check_coverage_period(coverage: CoveragePeriod, field: str) -> Iterator[FieldViolation]:
    yield from check_period(coverage.period, f"{field}.period")
    if re.fullmatch(r"([0-9]{4})?", coverage.situation_code) is None:
        yield FieldViolation(f"{field}.situation_code", "situation_form", 'Send four digits, such as "0100"')
    if coverage.ald_code not in _ALD:
        yield FieldViolation(f"{field}.ald_code", "ald_unknown", "Send 1 to 30 or 99, or leave it unset")
    if re.fullmatch(r"[0-9A-Z]{0,2}", coverage.exemption_code) is None:
        yield FieldViolation(f"{field}.exemption_code", "exemption_form", "Send up to two characters")
    if coverage.rate_bp > _MOST_RATE_BP:
        yield FieldViolation(f"{field}.rate_bp", "rate_range", "Send basis points, 10000 for the whole base")


def _check_coded(sent: Sequence[CodedPeriod], field: str, known: frozenset[str] | None) -> Iterator[FieldViolation]:
    for index, coded in enumerate(sent[:_MOST]):
        yield from check_period(coded.period, f"{field}[{index}].period")
        if known is not None and coded.code not in known:
            advice = f"Send one of {', '.join(sorted(known, key=int))}"
            yield FieldViolation(f"{field}[{index}].code", "code_unknown", advice)


def _check_form(name: str, text: str, field: str) -> Iterator[FieldViolation]:
    form, advice = _FORMS[name]
    if re.fullmatch(form, text) is None:
        yield FieldViolation(f"{field}.{name}", "form", advice)
