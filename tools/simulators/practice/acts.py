"""What a practice charges: codes and prices by specialty and age, technical acts with the base they state."""

from collections.abc import Callable, Mapping
from random import Random
from typing import Final

from tools.simulators.practice.practices import Practice
from vitale.claim.v1.claim_pb2 import ClaimLine

# Prices in cents of the convention of 2024, second step of 2026. CCAM bases are inputs: no catalogue is built yet.
_GP: Final = 3_000
_GP_UNDER_6: Final = 3_500
_SPECIALIST: Final = 2_650
_COORDINATED: Final = 3_150
_EXAM: Final = 6_000
_TECHNICAL: Final = (("DEQP003", 1_426), ("ZBQK002", 2_592), ("YYYY033", 4_800), ("ZCQM008", 5_670))
_UNDER_6: Final = 6
_UNDER_2: Final = 2
_ADULT_CARE: Final = 16

Lines = list[ClaimLine]


def _line(number: int, code: str, price: int) -> ClaimLine:
    return ClaimLine(line_no=number, act_code=code, quantity=1, price_cents=price)


def _technical(number: int, dice: Random, extra: int = 0) -> ClaimLine:
    code, base = dice.choice(_TECHNICAL)
    return ClaimLine(
        line_no=number,
        act_code=code,
        family="technical_act",
        quantity=1,
        price_cents=base + extra,
        base_cents=base,
    )


def _overrun(practice: Practice, dice: Random, highest: int, *, fixed: bool) -> int:
    return 500 * dice.randint(0, highest // 500) if practice.may_overcharge and not fixed else 0


def _gp(practice: Practice, dice: Random, age: int, *, fixed: bool) -> Lines:
    if age == 0 and dice.randrange(3) == 0:
        return [_line(1, "COE", _EXAM)]
    code, tariff = ("G+MEG", _GP_UNDER_6) if age < _UNDER_6 else ("G", _GP)
    return [_line(1, code, tariff + _overrun(practice, dice, 2_000, fixed=fixed))]


def _specialist(practice: Practice, dice: Random, age: int, *, fixed: bool) -> Lines:
    del age
    extra = _overrun(practice, dice, 4_000, fixed=fixed)
    if fixed:  # out of the pathway, or C2S: the plain consultation at its tariff
        return [_line(1, "CS", _SPECIALIST)]
    if dice.randrange(4) == 0:
        return [_line(1, "CS", _SPECIALIST + extra), _technical(2, dice)]
    return [_technical(1, dice, extra)] if dice.randrange(4) == 0 else [_line(1, "CS+MCS", _COORDINATED + extra)]


def _paediatrician(practice: Practice, dice: Random, age: int, *, fixed: bool) -> Lines:
    del practice, dice, fixed
    price = 4_000 if age < _UNDER_2 else _GP_UNDER_6 if age < _UNDER_6 else _COORDINATED
    return [_line(1, "CS", price)]


def _gynaecologist(practice: Practice, dice: Random, age: int, *, fixed: bool) -> Lines:
    del practice, dice, age, fixed
    return [_line(1, "CS", 3_500)]


def _psychiatrist(practice: Practice, dice: Random, age: int, *, fixed: bool) -> Lines:
    del practice, dice, age, fixed
    return [_line(1, "CS", 5_200)]


def _radiologist(practice: Practice, dice: Random, age: int, *, fixed: bool) -> Lines:
    del practice, age, fixed
    return [_technical(number, dice) for number in range(1, 3 if dice.randrange(5) == 0 else 2)]


_BY_SPECIALTY: Final[Mapping[str, Callable[..., Lines]]] = {
    "gp": _gp,
    "specialist": _specialist,
    "paediatrician": _paediatrician,
    "gynaecologist": _gynaecologist,
    "psychiatrist": _psychiatrist,
    "radiologist": _radiologist,
}


def treats(practice: Practice, age: int) -> bool:
    """Say whether patients of this age, in whole years, see such a practice."""
    return age < _ADULT_CARE if practice.specialty == "paediatrician" else practice.specialty == "gp" or age >= _UNDER_6


def lines_of(practice: Practice, dice: Random, age: int, *, fixed: bool) -> Lines:
    """Draw the acts of one invoice; `fixed` asks for prices at the tariff (C2S, out of the pathway)."""
    return _BY_SPECIALTY[practice.specialty](practice, dice, age, fixed=fixed)
