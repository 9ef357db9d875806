"""Owns step 1: the reimbursement base of a line, stated, built from a unit value, or found in the dated tariffs."""

from reimbursement.dated import InForce
from reimbursement.errors import InvalidCare, NotEstablished
from reimbursement.factors import apply_factors
from reimbursement.model import PLAIN, Line
from reimbursement.money import product
from reimbursement.opened import Opened
from reimbursement.reasons import Amount, Reason, ReasonCode
from reimbursement.rule_tables import Act
from reimbursement.situation import Situation
from reimbursement.vocabulary import Family, ProfessionalKind, Sector

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_BASE_LIMITED_TO_PRICE = ReasonCode.BASE_LIMITED_TO_PRICE
_OF_BASE = Amount.BASE
_BASE_STATED = ReasonCode.BASE_STATED
_BASE_PRODUCT = ReasonCode.BASE_PRODUCT
_BASE_FACTOR = ReasonCode.BASE_FACTOR
_THREE = Sector.THREE
_TWO = Sector.TWO
_LOWER = frozenset({_TWO, _THREE})
_BASE_TARIFF = ReasonCode.BASE_TARIFF
_BASE_SUPPLEMENT = ReasonCode.BASE_SUPPLEMENT
_BASE_SECTOR_2 = ReasonCode.BASE_SECTOR_2
_GP = ProfessionalKind.GP
_BASE_SECTOR_3 = ReasonCode.BASE_SECTOR_3
_BASE_KEY_LETTER = ReasonCode.BASE_KEY_LETTER
_BASE_GENERIC_PRICE = ReasonCode.BASE_GENERIC_PRICE
_HEARING_AID = Family.HEARING_AID
_UNIT = 1_000  # a coefficient or factor of 1


def base_of(opened: Opened, situation: Situation) -> None:
    """Find the base in cents, never above the price; raise NotEstablished where the tariff is not known."""
    line, because = opened.line, opened.because
    base = _full_base(opened, situation, because)
    if line.detail is not PLAIN and line.base_cents is None:
        base = _adjusted(base, opened, situation)
    price = line.price_cents
    if price is not None and base > price:
        because.append(Reason(_BASE_LIMITED_TO_PRICE, _OF_BASE, price - base, (price,)))
        base = price
    opened.base = base


def _full_base(opened: Opened, situation: Situation, because: list[Reason]) -> int:
    line = opened.line
    if line.base_cents is not None:
        because.append(Reason(_BASE_STATED, _OF_BASE, line.base_cents))
        return line.base_cents
    if line.unit_value_cents is not None:
        return _built(line, line.unit_value_cents, because)
    act = opened.act
    if act is not None and act.key_letter:
        return _key_letter(line, act, situation, because)
    if line.coefficient_milli is not None:
        raise NotEstablished(f"key_letter.{line.code}", situation.day)
    if not line.code:
        return _of_family(line, situation, because)
    base = _tariff(opened, situation, because)
    return base if line.modifier_factor_milli is None else _times(base, line.modifier_factor_milli, because)


def _times(base: int, factor: int, because: list[Reason]) -> int:
    """Apply a stated factor to the tariff that was found, rounded half-up."""
    after = product(base, _UNIT, factor)
    of_tariff = because[-1]
    because.append(Reason(_BASE_FACTOR, _OF_BASE, after - base, (factor,), of_tariff.parameter, of_tariff.in_force))
    return after


def _adjusted(base: int, opened: Opened, situation: Situation) -> int:
    """Apply what the detail of the line changes: factors of a technical act, the price of the generic refused."""
    line, because = opened.line, opened.because
    base = apply_factors(base, line.detail, situation, because=because)
    if not line.detail.generic_refused:
        return base
    found = situation.values[f"generic_price.{line.code}"]
    limit = found.value * line.quantity
    if base <= limit:
        return base
    values = (found.value, line.quantity)
    because.append(Reason(_BASE_GENERIC_PRICE, _OF_BASE, limit - base, values, found.parameter, found.since))
    return limit


def _built(line: Line, unit_value_cents: int, because: list[Reason]) -> int:
    coefficient = _UNIT if line.coefficient_milli is None else line.coefficient_milli
    factor = _UNIT if line.modifier_factor_milli is None else line.modifier_factor_milli
    base = product(unit_value_cents, coefficient, factor)
    because.append(Reason(_BASE_PRODUCT, _OF_BASE, base, (unit_value_cents, coefficient, factor)))
    return base


def _key_letter(line: Line, act: Act, situation: Situation, because: list[Reason]) -> int:
    """A key letter is worth its value times the coefficient of the line (one act when none is stated)."""
    found = situation.values[act.tariffs_for(situation.care.professional.kind, situation.age)[0]]
    coefficient = line.quantity * _UNIT if line.coefficient_milli is None else line.coefficient_milli
    factor = _UNIT if line.modifier_factor_milli is None else line.modifier_factor_milli
    base = product(found.value, coefficient, factor)
    values = (found.value, coefficient, factor)
    because.append(Reason(_BASE_KEY_LETTER, _OF_BASE, base, values, found.parameter, found.since))
    return base


def _of_family(line: Line, situation: Situation, because: list[Reason]) -> int:
    """A hearing aid has one base for all its codes, by age; other lines need their code."""
    if line.family is not _HEARING_AID:
        field = f"lines[{situation.care.lines.index(line)}].code"
        raise InvalidCare(field, "", "state the code of the act, or its base")
    adult = situation.age >= situation.values["hearing_aid.adult_from_age"].value
    found = situation.values["tariff.hearing_aid.adult" if adult else "tariff.hearing_aid.young"]
    return _add(_BASE_TARIFF, found, line, because)


def _tariff(opened: Opened, situation: Situation, because: list[Reason]) -> int:
    line, act, professional = opened.line, opened.act, situation.care.professional
    if act is not None and professional.sector not in _LOWER:
        names = _of_age(act, line, situation).tariffs_for(professional.kind, situation.age)
        return _sum_of(names, line, situation, because)
    acts = _acts(line, situation)
    if professional.sector is _THREE:
        return _sector_3(line, acts, situation, because)
    if professional.sector is _TWO and not acts[0].own_sector_2 and not _charges_exact_tariff(line, acts, situation):
        return _sector_2(line, acts, situation, because)
    return _sum_of(_tariff_names(acts, situation), line, situation, because)


def _sum_of(names: tuple[str, ...], line: Line, situation: Situation, because: list[Reason]) -> int:
    """Add up the tariffs of the act: the first is its own, the others are supplements."""
    base = 0
    for name in names:
        base += _add(_BASE_SUPPLEMENT if base else _BASE_TARIFF, situation.values[name], line, because)
    return base


def _acts(line: Line, situation: Situation) -> tuple[Act, ...]:
    """Return the act of the code, or the acts of codes billed together ("G+MEG")."""
    known = situation.tables.acts
    whole = known.get(line.code)
    if whole is not None:
        return (_of_age(whole, line, situation),)
    codes = line.code.split("+")
    if any(code not in known for code in codes):
        raise _unknown(line, situation)
    return tuple(_of_age(known[code], line, situation) for code in codes)


def _unknown(line: Line, situation: Situation) -> InvalidCare:
    """Catalogues hold what was loaded: the base of an act that is not in them is stated."""
    field = f"lines[{situation.care.lines.index(line)}].code"
    return InvalidCare(field, line.code, "this act is not in the tables: correct the code, or state the base")


def _of_age(act: Act, line: Line, situation: Situation) -> Act:
    if situation.age < act.below_age:
        return act
    field = f"lines[{situation.care.lines.index(line)}].code"
    raise InvalidCare(field, line.code, f"{act.code} is for patients under {act.below_age}")


def _tariff_names(acts: tuple[Act, ...], situation: Situation) -> tuple[str, ...]:
    """List each parameter once: the majoration of an age is not added twice when it is also billed by its code."""
    kind, age = situation.care.professional.kind, situation.age
    if len(acts) == 1:
        return acts[0].tariffs_for(kind, age)
    return tuple(dict.fromkeys(name for act in acts for name in act.tariffs_for(kind, age)))


def _charges_exact_tariff(line: Line, acts: tuple[Act, ...], situation: Situation) -> bool:
    """A sector 2 doctor who charges exactly the sector 1 tariff may bill on the sector 1 base.

    No price is stated: no overrun is known. C2S allows none, and an act without a base of sector 2 keeps its own.
    """
    if line.price_cents is None:
        return True in situation.c2s or not acts[0].lower_sectors
    found = [situation.values.find(name) for name in _tariff_names(acts, situation)]
    known = [value.value for value in found if value is not None]
    return len(known) == len(found) and sum(known) * line.quantity == line.price_cents


def _sector_2(line: Line, acts: tuple[Act, ...], situation: Situation, because: list[Reason]) -> int:
    """With an overrun the base is that of C and CS; majorations do not add to it."""
    if not acts[0].lower_sectors:
        raise NotEstablished(f"tariff.{line.code}.sector_2", situation.day)
    young = situation.age < situation.values["tariff.sector_2.child_below_age"].value
    value = situation.values["tariff.sector_2.child" if young else "tariff.sector_2.adult"]
    return _add(_BASE_SECTOR_2, value, line, because)


def _sector_3(line: Line, acts: tuple[Act, ...], situation: Situation, because: list[Reason]) -> int:
    """A doctor without agreement is reimbursed on the authority tariff."""
    if not acts[0].lower_sectors:
        raise NotEstablished(f"tariff.{line.code}.sector_3", situation.day)
    gp = situation.care.professional.kind is _GP
    value = situation.values["tariff.sector_3.gp" if gp else "tariff.sector_3.specialist"]
    return _add(_BASE_SECTOR_3, value, line, because)


def _add(code: ReasonCode, value: InForce, line: Line, because: list[Reason]) -> int:
    effect = value.value * line.quantity
    because.append(
        Reason(code, _OF_BASE, effect, (value.value, line.quantity), value.parameter, value.since),
    )
    return effect
