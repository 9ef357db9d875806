"""Each step of a dated value moves a receipt on its own day, by its own name, and none on the day before."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import NamedTuple

import pytest

import reimbursement_tables
from reimbursement.adjudicate import adjudicate
from reimbursement.dated import Parameter
from reimbursement.errors import NotEstablished, RulesError
from reimbursement.model import (
    PLAIN,
    Adjudication,
    Care,
    Contract,
    Cover,
    Detail,
    Exemption,
    Family,
    Guarantee,
    GuaranteeKind,
    Line,
    Pathway,
    Professional,
    ProfessionalKind,
    Sector,
    Setting,
    Stay,
)
from reimbursement.rule_tables import TABLES_BEGIN, Act, Tables

TABLES = reimbursement_tables.load()
_DAY = timedelta(days=1)
_ADULT = 40

# Steps that no receipt can show, and why. A step that a receipt does show may not stand here.
_BEFORE_RATES = "older than every receipt: rates begin in 2012"
UNSEEN: Mapping[tuple[str, str], str] = {
    ("costly_act.threshold", "2011-01-01"): _BEFORE_RATES,
    ("costly_act.coefficient", "2011-01-01"): _BEFORE_RATES,
    ("tariff.MPC", "2024-12-22"): "not established before, repealed from then on: no value on either day",
}

_KINDS: Mapping[str, ProfessionalKind] = {
    "consultation": ProfessionalKind.GP,
    "visit": ProfessionalKind.GP,
    "technical_act": ProfessionalKind.GP,
    "imaging": ProfessionalKind.RADIOLOGIST,
    "surcharge": ProfessionalKind.GP,
    "cure_supervision": ProfessionalKind.GP,
    "dental_care": ProfessionalKind.DENTIST,
    "dental_prosthesis": ProfessionalKind.DENTIST,
    "orthodontics": ProfessionalKind.DENTIST,
    "midwife": ProfessionalKind.MIDWIFE,
    "auxiliary": ProfessionalKind.NURSE,
    "biology": ProfessionalKind.BIOLOGIST,
    "anatomo_pathology": ProfessionalKind.BIOLOGIST,
    "psychologist": ProfessionalKind.PSYCHOLOGIST,
    "transport": ProfessionalKind.TRANSPORTER,
    "hearing_aid": ProfessionalKind.AUDIOLOGIST,
    "optics_frame": ProfessionalKind.OPTICIAN,
    "optics_lens": ProfessionalKind.OPTICIAN,
}


class Scene(NamedTuple):
    """A care to be settled on any day, and whose it is."""

    care: Care
    cover: Cover


class Step(NamedTuple):
    """One value of a parameter that is not its first."""

    parameter: Parameter
    position: int

    @property
    def since(self) -> date:
        return self.parameter.history[self.position].since

    @property
    def name(self) -> tuple[str, str]:
        return self.parameter.name, self.since.isoformat()


STEPS = [
    Step(parameter, position)
    for parameter in TABLES.parameters.values()
    for position in range(1, len(parameter.history))
]


@pytest.mark.parametrize("step", STEPS, ids=["-".join(step.name) for step in STEPS])
def test_a_step_moves_a_receipt_on_its_day_and_none_the_day_before(step: Step) -> None:
    unmoved = _without(step)
    shown = [scene for scene in _naming(step.parameter.name, step.since) if _moved(scene, step.since, unmoved)]
    assert not any(_moved(scene, step.since - _DAY, unmoved) for scene in shown)
    if step.name in UNSEEN:
        assert not shown, "a receipt shows it: take it off the list"
    else:
        assert any(_says_so(scene, step) for scene in shown), "add care that shows it, or list it with the reason"


def test_what_is_listed_as_unseen_is_a_step_with_its_reason() -> None:
    assert set(UNSEEN) <= {step.name for step in STEPS}
    assert all(UNSEEN.values())


def test_no_receipt_is_older_than_the_tables() -> None:
    before = TABLES_BEGIN - _DAY
    assert not [scene for scene in _scenes(TABLES_BEGIN) if not isinstance(_settled(scene, before, TABLES), RulesError)]


def _without(step: Step) -> Tables:
    """The tables in which the value before the step stays in force."""
    old = step.parameter
    kept = Parameter(
        old.name,
        old.history[: step.position] + old.history[step.position + 1 :],
        unit=old.unit,
        description=old.description,
        law=old.law,
        last_checked=old.last_checked,
    )
    return Tables({**TABLES.parameters, old.name: kept}, TABLES.acts, version="without a step")


def _moved(scene: Scene, day: date, unmoved: Tables) -> bool:
    """Tell whether the amounts, or the error, of that day come from the step."""
    return _amounts(_settled(scene, day, TABLES)) != _amounts(_settled(scene, day, unmoved))


def _says_so(scene: Scene, step: Step) -> bool:
    """Tell whether the receipt of each of the two days names the parameter with the value that holds on it."""
    before, now = step.parameter.history[step.position - 1 : step.position + 1]
    return all(
        (step.parameter.name, None if entry.value is None else entry.since) in _named(_settled(scene, day, TABLES))
        for entry, day in ((before, step.since - _DAY), (now, step.since))
    )


def _settled(scene: Scene, day: date, tables: Tables) -> Adjudication | RulesError:
    try:
        return adjudicate(scene.care._replace(care_date=day), scene.cover, (), tables)
    except RulesError as error:
        return error


def _amounts(outcome: Adjudication | RulesError) -> object:
    if isinstance(outcome, RulesError):
        return outcome.facts
    return outcome.debts, [line._replace(reasons=()) for line in outcome.lines]


def _named(outcome: Adjudication | RulesError) -> frozenset[tuple[str, date | None]]:
    """The parameters of the receipt with the day each came into force; none for one that is not established."""
    if isinstance(outcome, NotEstablished):
        return frozenset({(outcome.parameter, None)})
    if isinstance(outcome, RulesError):
        return frozenset()
    return frozenset((reason.parameter, reason.in_force) for line in outcome.lines for reason in line.reasons)


def _naming(parameter: str, day: date) -> list[Scene]:
    """The scenes whose receipt of that day or of the day before names the parameter."""
    return [scene for scene, names in _names_by_scene(day) if parameter in names]


@cache
def _names_by_scene(day: date) -> list[tuple[Scene, frozenset[str]]]:
    return [
        (scene, frozenset(name for on in (day, day - _DAY) for name, _ in _named(_settled(scene, on, TABLES))))
        for scene in _scenes(day)
    ]


def _scenes(day: date) -> Iterator[Scene]:
    """Care of every family, of every act of the catalogue, in every situation, and of the particular rules."""
    for family in Family:
        care = _care(_line(family=family, base=6_000), kind=_kind(family))
        many = _care(_line(family=family, quantity=6, base=6_000), kind=_kind(family))
        yield from (*_covered(care, day), *_covered(many, day), *_exempted(care, day))
    for act in TABLES.acts.values():
        yield from _of_act(act, day)
    yield from _particular(day)


def _covered(care: Care, day: date) -> Iterator[Scene]:
    """The care of an adult alone, with the local scheme, and with contracts."""
    adult = Cover(_born(_ADULT, day))
    yield Scene(care, adult)
    yield Scene(care, adult._replace(alsace_moselle=True))
    yield Scene(care, adult._replace(contracts=(Contract("1", (Guarantee(GuaranteeKind.TICKET_MODERATEUR),)),)))
    ceiling = Guarantee(GuaranteeKind.PERCENT_PMSS, 100)  # 1 % of it: less than any care here leaves
    dear = care._replace(lines=tuple(line._replace(price_cents=1_000_000) for line in care.lines))
    yield Scene(dear, adult._replace(contracts=(Contract("1", (ceiling,), responsible=False),)))


def _exempted(care: Care, day: date) -> Iterator[Scene]:
    """The care in each situation of the person, related to it and not."""
    for exemption in sorted(Exemption):
        person = Cover(_born(_ADULT, day), exemptions=frozenset({exemption}))
        yield Scene(care._replace(related_to_exemption=True), person)
        yield Scene(care._replace(related_to_exemption=False), person)


def _of_act(act: Act, day: date) -> Iterator[Scene]:
    """The act by each kind of professional and at each age that has a tariff of its own, and at each sector."""
    kinds = {_kind(act.family), *(ProfessionalKind(variant.kind) for variant in act.variants if variant.kind)}
    ages = {min(_ADULT, act.below_age - 1), *(variant.from_age for variant in act.variants)}
    line = _line(
        code=act.code,
        family=act.family,
        coefficient_milli=50_000 if act.key_letter else None,
        detail=PLAIN._replace(basket=act.basket, generic_refused=bool(act.generic_price)),
    )
    full = Contract("1", (Guarantee(GuaranteeKind.HUNDRED_PERCENT_SANTE),))
    for kind in sorted(kinds):
        for age in sorted(ages):
            person = Cover(_born(age, day))
            yield Scene(_care(line, kind=kind), person)
            yield Scene(_care(line._replace(detail=PLAIN), kind=kind), person)
            dear = line._replace(price_cents=1_000_000)
            yield Scene(_care(dear, kind=kind, sector=Sector.TWO), person)
            yield Scene(_care(dear, kind=kind), person._replace(contracts=(full,)))


def _particular(day: date) -> Iterator[Scene]:
    """Flat fees in place of the share, and care under an exemption."""
    adult = Cover(_born(_ADULT, day))
    costly = _care(_line(family=Family.TECHNICAL_ACT, base=15_000), kind=ProfessionalKind.SPECIALIST)
    visit = _care(_line(base=5_000), kind=ProfessionalKind.GP)._replace(setting=Setting.EMERGENCY)
    night = _care(_line(family=Family.HOSPITAL_DAY, base=30_000), kind=ProfessionalKind.OTHER)
    night = night._replace(setting=Setting.HOSPITAL_STAY, stay=Stay("stay", 3))
    outside = _care(_line(base=4_400), kind=ProfessionalKind.SPECIALIST)._replace(pathway=Pathway.OUT)
    for care in (costly, visit, night):
        yield from (*_covered(care, day), *_exempted(care, day))
    yield Scene(night._replace(stay=Stay("stay", 3, psychiatric=True)), adult)
    yield Scene(outside, adult)
    for family in (Family.CURE_TRAVEL, Family.CURE_LODGING):
        cure = _care(_line(family=family, base=6_000), kind=ProfessionalKind.OTHER)
        yield Scene(cure._replace(below_cure_ceiling=True), adult)


def _line(
    *,
    code: str = "",
    family: Family = Family.CONSULTATION,
    quantity: int = 1,
    base: int | None = None,
    coefficient_milli: int | None = None,
    detail: Detail = PLAIN,
) -> Line:
    return Line(1, code, family, quantity, None, base_cents=base, coefficient_milli=coefficient_milli, detail=detail)


def _care(line: Line, *, kind: ProfessionalKind, sector: Sector = Sector.ONE) -> Care:
    professional = Professional(kind, sector, "practice")
    return Care(b"r" * 16, TABLES_BEGIN, Pathway.IN, Setting.OFFICE, professional, (line,))


def _kind(family: Family) -> ProfessionalKind:
    return _KINDS.get(family, ProfessionalKind.PHARMACIST if "medicine" in family else ProfessionalKind.OTHER)


def _born(age: int, day: date) -> date:
    """A birthday half a year from `day`, so that the age is the same on the day before."""
    half_a_year_ago = day - 183 * _DAY
    return half_a_year_ago.replace(year=half_a_year_ago.year - age, day=1)
