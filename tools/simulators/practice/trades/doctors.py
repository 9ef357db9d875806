"""What doctors bill: consultations, visits, technical acts with the base they state, imaging, a cure's supervision."""

from collections.abc import Callable, Mapping
from typing import Final

from tools.simulators.practice.bill import Bill, Visitor, act, detail, numbered, stated
from vitale.claim.v1.claim_pb2 import ClaimLine

# Prices in cents of the convention of 2024, second step of 2026. Bases of acts that no catalogue holds are inputs.
_GP: Final = 3_000
_GP_UNDER_6: Final = 3_500
_VISIT: Final = 4_000
_SPECIALIST: Final = 2_650
_COORDINATED: Final = 3_150
_EXAM: Final = 6_000
_CURE: Final = 8_000
_TECHNICAL: Final = (("DEQP003", 1_426), ("ZZLB001", 1_920), ("YYYY033", 4_800))
_COSTLY: Final = ("QZFA003", 13_440)
_IMAGING: Final = (("ZCQM008", 5_670), ("NFQN001", 6_900))
_CHEST: Final = 2_592  # 21.28, and 21.8 % more for a radiologist
_SLIDE: Final = ("ZZQX180", 2_800)
_UNDER_6: Final = 6
_UNDER_2: Final = 2


def _technical(visitor: Visitor, extra: int = 0) -> ClaimLine:
    code, base = visitor.dice.choice(_TECHNICAL if visitor.local_scheme else (*_TECHNICAL, _COSTLY))
    return stated(code, "technical_act", base, price=base + extra)


def _overrun(visitor: Visitor, highest: int) -> int:
    free = visitor.practice.may_overcharge and not visitor.fixed
    return 500 * visitor.dice.randint(0, highest // 500) if free else 0


def _gp(visitor: Visitor) -> Bill:
    if visitor.age == 0 and visitor.one_in(3):
        return Bill(numbered(act("COE", _EXAM)))
    if visitor.age >= _UNDER_6 and visitor.one_in(12):  # what a visit adds is not established: the base is stated
        return Bill(numbered(act("VG", _VISIT, base_cents=_VISIT)), setting="other")
    code, tariff = ("G+MEG", _GP_UNDER_6) if visitor.age < _UNDER_6 else ("G", _GP)
    return Bill(numbered(act(code, tariff + _overrun(visitor, 2_000))))


def _specialist(visitor: Visitor) -> Bill:
    extra = _overrun(visitor, 4_000)
    if visitor.fixed:  # out of the pathway, or C2S: the plain consultation at its tariff
        return Bill(numbered(act("CS", _SPECIALIST)))
    if visitor.one_in(4):
        return Bill(numbered(act("CS", _SPECIALIST + extra), _technical(visitor)))
    if visitor.one_in(4):
        return Bill(numbered(_technical(visitor, extra)))
    setting = "hospital_outpatient" if visitor.one_in(3) else ""
    return Bill(numbered(act("CS+MCS", _COORDINATED + extra)), setting=setting)


def _paediatrician(visitor: Visitor) -> Bill:
    price = 4_000 if visitor.age < _UNDER_2 else _GP_UNDER_6 if visitor.age < _UNDER_6 else _COORDINATED
    return Bill(numbered(act("CS", price)))


def _gynaecologist(visitor: Visitor) -> Bill:
    del visitor
    return Bill(numbered(act("CS", 3_500)))


def _stomatologist(visitor: Visitor) -> Bill:
    del visitor
    return Bill(numbered(act("CS", _SPECIALIST)))


def _psychiatrist(visitor: Visitor) -> Bill:
    del visitor
    return Bill(numbered(act("CS", 5_200)))


def _radiologist(visitor: Visitor) -> Bill:
    if visitor.one_in(3):
        return Bill(numbered(act("ZBQK002", _CHEST, detail=detail(modifiers=["Z"]))))
    views = [visitor.dice.choice(_IMAGING) for _ in range(2 if visitor.one_in(5) else 1)]
    return Bill(numbered(*(stated(code, "imaging", base) for code, base in views)))


def _pathologist(visitor: Visitor) -> Bill:
    code, base = _SLIDE
    return Bill(numbered(stated(code, "anatomo_pathology", base)), setting="lab", pays_directly=visitor.one_in(2))


def _spa_doctor(visitor: Visitor) -> Bill:
    del visitor
    return Bill(numbered(act("STH", _CURE)))


BILLS: Final[Mapping[str, Callable[[Visitor], Bill]]] = {
    "gp": _gp,
    "specialist": _specialist,
    "paediatrician": _paediatrician,
    "gynaecologist": _gynaecologist,
    "stomatologist": _stomatologist,
    "psychiatrist": _psychiatrist,
    "radiologist": _radiologist,
    "pathologist": _pathologist,
    "spa_doctor": _spa_doctor,
}
