"""What midwives, dentists, auxiliaries, laboratories and psychologists bill."""

from collections.abc import Callable, Mapping
from typing import Final

from tools.simulators.practice.bill import Bill, Visitor, act, detail, numbered, stated

_UNDER_16: Final = 16
_AMI: Final = 315
_AMS: Final = 221
_SF: Final = 320
_ANALYSES: Final = (("1104", 675), ("0552", 810), ("1208", 1_080), ("0996", 1_350), ("1577", 2_160))
_CROWNS: Final = (("hundred_percent_sante", 44_000), ("controlled", 53_000), ("free", 72_000))


def _worth(unit_cents: int, coefficient_milli: int) -> int:
    """Value of a key letter times a coefficient, half-up, cents."""
    return (2 * unit_cents * coefficient_milli + 1_000) // 2_000


def _nurse(visitor: Visitor) -> Bill:
    coefficient = visitor.dice.choice((1_000, 2_000, 4_000))
    care = act("AMI", _worth(_AMI, coefficient), coefficient_milli=coefficient)
    if visitor.one_in(3):  # what this supplement is worth is not established: the base is stated
        return Bill(numbered(care, act("MCI", 500, base_cents=500)), setting="other", pays_directly=True)
    return Bill(numbered(care), setting="other", pays_directly=visitor.one_in(2))


def _physiotherapist(visitor: Visitor) -> Bill:
    return Bill(numbered(act("AMS", _worth(_AMS, 8_100), coefficient_milli=8_100)), pays_directly=visitor.one_in(3))


def _speech_therapist(visitor: Visitor) -> Bill:
    del visitor  # the key letter has no established value: the base is stated
    return Bill(numbered(act("AMO", 3_025, base_cents=3_025, coefficient_milli=12_100)))


def _midwife(visitor: Visitor) -> Bill:
    if visitor.one_in(2):
        return Bill(numbered(act("C", 2_650)))
    return Bill(numbered(act("SF", _worth(_SF, 15_000), coefficient_milli=15_000)))


def _dentist(visitor: Visitor) -> Bill:
    if visitor.age < _UNDER_16 and visitor.one_in(3):
        price = 19_350 if visitor.fixed else 65_000
        return Bill(numbered(act("TO90", price)), setting="dental")
    if visitor.age >= _UNDER_16 and visitor.one_in(4):
        basket, price = _CROWNS[0] if visitor.fixed else visitor.dice.choice(_CROWNS)
        return Bill(numbered(act("HBLD038", price, detail=detail(basket=basket))), setting="dental")
    cleaning = act("HBJD001", 2_892)
    return Bill(numbered(cleaning) if visitor.one_in(2) else numbered(act("C", 2_300), cleaning), setting="dental")


def _psychologist(visitor: Visitor) -> Bill:
    del visitor
    return Bill(numbered(act("PSY", 5_000)))


def _laboratory(visitor: Visitor) -> Bill:
    drawn = visitor.dice.sample(_ANALYSES, visitor.dice.randint(1, 4))
    lines = (stated(code, "biology", base) for code, base in drawn)
    return Bill(numbered(*lines), setting="lab", pays_directly=True)


BILLS: Final[Mapping[str, Callable[[Visitor], Bill]]] = {
    "nurse": _nurse,
    "physiotherapist": _physiotherapist,
    "speech_therapist": _speech_therapist,
    "midwife": _midwife,
    "dentist": _dentist,
    "psychologist": _psychologist,
    "biologist": _laboratory,
}
