"""The answer for one person as the counter reads it: periods, exemptions, contracts, and the codes of the card."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from adri.acquisition.asked import Asked, years_from
from adri.acquisition.reference import Situation
from adri.acquisition.rights_store import Standing
from adri.fields import overlap
from contracts.codec.cover import contracts_in_force
from vitale.identity.v1.identity_service_pb2 import RevealedIdentity
from vitale.rights.v1 import rights_pb2 as rights
from vitale.rights.v1.acquisition_service_pb2 import CounterIdentity, RightsAnswer
from vitale.rights.v1.counter_pb2 import ComplementaryCounter, CounterRights
from vitale.rights.v1.rights_pb2 import Coverage, Period

_QUALITIES: Final = {rights.QUALITY_INSURED: 0, rights.QUALITY_CHILD: 6, rights.QUALITY_OTHER: 2}
"""Quality as the plastic card writes it."""
_THIRD_PARTY: Final = frozenset(
    {
        rights.EXEMPTION_KIND_ALD,
        rights.EXEMPTION_KIND_MATERNITY,
        rights.EXEMPTION_KIND_AT_MP,
        rights.EXEMPTION_KIND_C2S,
        rights.EXEMPTION_KIND_AME,
    }
)
"""Where third-party payment is due by law (interfaces, section 2.1)."""
_EVERYWHERE: Final = ("coverage_periods",)
"""What has periods and is shown at every counter."""
_CDRI: Final = ("treating_doctor", "maternity", "exemptions", "modulations", "special_situations")
"""What is shown in establishments only; all but the treating doctor has periods too."""
_DATED: Final = (*_EVERYWHERE, *_CDRI[1:])


class Person(NamedTuple):
    """The beneficiary and the opener as the vault reveals them."""

    own: RevealedIdentity
    opener: RevealedIdentity


def answer_of(
    standing: Standing, coverage: Coverage, found: Situation, *, asked: Asked, person: Person, now: datetime
) -> RightsAnswer:
    """The answer for one coverage at its reference date."""
    window = _window(found.reference)
    kinds = {exemption.kind for exemption in found.exemptions}
    confirmed = standing.confirmed_at or standing.known_from
    return RightsAnswer(
        identity=_identity(standing, coverage, person),
        reference_date=found.reference.isoformat(),
        regime=coverage.regime,
        open=found.open,
        amo_periods=[period for period in coverage.amo_periods if overlap(period, window)],
        exemptions=found.exemptions,
        treating_doctor_declared=coverage.treating_doctor_declared,
        c2s=rights.EXEMPTION_KIND_C2S in kinds,
        alsace_moselle=coverage.alsace_moselle,
        third_party_payment=bool(kinds & _THIRD_PARTY),
        # What insurers pay goes by the day of care, as on the receipt.
        complementary=_complementary(coverage, standing.counter, asked.care.isoformat()),
        counter=_counter(standing.counter, window, establishment=asked.establishment),
        rights_revision=standing.rights.revision,
        staleness_s=staleness(confirmed, now),
        as_known_today=asked.to_come,
        favourable_since=found.favourable_since,
    )


def staleness(confirmed_at: datetime, now: datetime) -> int:
    """Whole seconds since the scheme confirmed; never below 0 when clocks differ."""
    return max(0, int((now - confirmed_at).total_seconds()))


def _identity(standing: Standing, coverage: Coverage, person: Person) -> CounterIdentity:
    traits = person.own.traits
    return CounterIdentity(
        used_name=traits.used_name or traits.birth_name,
        birth_name=traits.birth_name,
        given_names=" ".join(traits.given_names),
        birth_date=standing.rights.birth_date,
        birth_rank=person.own.birth_rank or 1,
        quality=_QUALITIES.get(coverage.quality, 2),
        own_number=person.own.number,
        insured_number=person.opener.number,
    )


@lru_cache(maxsize=1_000)  # most ask about today
def _window(reference: date) -> Period:
    first, last = years_from(reference, -1), years_from(reference, 1)
    return Period(first_day=first.isoformat(), last_day=last.isoformat())


def _complementary(coverage: Coverage, counter: CounterRights, day: str) -> list[ComplementaryCounter]:
    shown = {(known.amc_number, known.period.first_day): known for known in counter.complementary}
    in_force = contracts_in_force(coverage, day)
    return [
        shown.get((contract.amc_number, contract.period.first_day))
        or ComplementaryCounter(amc_number=contract.amc_number, period=contract.period, managed_by_caisse=True)
        for contract in in_force
    ]


def _counter(counter: CounterRights, window: Period, *, establishment: bool) -> CounterRights:
    """What the counter is shown within a year of the reference date; contracts stand in the answer itself."""
    shown = CounterRights()
    shown.CopyFrom(counter)
    shown.ClearField("complementary")
    if not establishment:
        for name in _CDRI:
            shown.ClearField(name)
    for name in _DATED if establishment else _EVERYWHERE:
        if dated := getattr(shown, name):
            _keep(dated, [one for one in dated if overlap(one.period, window)])
    return shown


def _keep(field: object, kept: Sequence[object] | Iterable[object]) -> None:
    chosen = list(kept)
    if len(chosen) != len(field):  # type: ignore[arg-type]  # a repeated field
        del field[:]  # type: ignore[attr-defined]
        field.extend(chosen)  # type: ignore[attr-defined]
