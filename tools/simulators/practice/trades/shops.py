"""What pharmacies, opticians, acousticians and suppliers of devices bill. Codes of products are invented."""

from collections.abc import Callable, Mapping
from typing import Final

from tools.simulators.practice.bill import Bill, Visitor, act, detail, numbered, stated
from vitale.claim.v1.claim_pb2 import ClaimLine

_ADULT_EARS: Final = 20
_FEE_PER_BOX: Final = 102
_FEE_PER_PRESCRIPTION: Final = 51
_SUPPLEMENT: Final = 60
# family, code of its dispensing fee, cents of a box; the price of a medicine is regulated and states the base
_BOXES: Final = (
    ("medicine_65", "HD7", 218),
    ("medicine_65", "HD7", 1_245),
    ("medicine_65", "HD7", 3_890),
    ("medicine_30", "HD4", 640),
    ("medicine_100", "HD1", 28_400),
)
_ORANGE: Final = ("medicine_15", "HD2", 512)  # what AMO pays of it in an ALD is not established since 2026
_DEVICES: Final = (
    ("lpp", "1234567", 2_290),
    ("lpp", "1103330", 9_640),
    ("wheelchair", "4100010", 60_000),
    ("wheelchair_rental", "4200020", 3_500),
)


def _pharmacist(visitor: Visitor) -> Bill:
    lines: list[ClaimLine] = []
    refused = visitor.one_in(30)
    for position in range(visitor.dice.randint(1, 4)):
        family, fee, cents = visitor.dice.choice(_BOXES if visitor.related else (*_BOXES, _ORANGE))
        boxes = visitor.dice.randint(1, 3)
        code = f"34009{visitor.dice.randrange(100_000_000):08d}"
        box = stated(code, family, cents * boxes, quantity=boxes)
        if refused and position == 0:  # the base is the price of the generic, the rest is the patient's
            box.price_cents += _SUPPLEMENT * boxes
            box.detail.generic_refused = True
        lines += [box, act(fee, _FEE_PER_BOX * boxes, quantity=boxes)]
    if visitor.one_in(20):
        lines.append(stated("3400930000000", "homeopathy", 240))
    lines.append(act("HDR", _FEE_PER_PRESCRIPTION))
    return Bill(numbered(*lines), setting="pharmacy", pays_directly=not refused, pays_first=refused)


def _optician(visitor: Visitor) -> Bill:
    strength = visitor.dice.choice(("simple", "complex", "very_complex"))
    if visitor.fixed or visitor.one_in(3):
        basket, frame, lens = "hundred_percent_sante", (900, 3_000), (1_175, 4_000)
    else:
        basket, frame, lens = "free", (5, 9_000), (5, visitor.dice.choice((6_000, 12_000, 21_000)))
    said = detail(basket=basket, correction=strength)
    glass = (stated("2203240", "optics_lens", lens[0], price=lens[1], detail=said) for _ in range(2))
    worn = stated("2223342", "optics_frame", frame[0], price=frame[1], detail=detail(basket=basket))
    return Bill(numbered(worn, *glass), setting="optician", pays_directly=visitor.one_in(2))


def _audiologist(visitor: Visitor) -> Bill:
    if visitor.fixed or visitor.one_in(2):
        basket, price = "hundred_percent_sante", 95_000 if visitor.age >= _ADULT_EARS else 140_000
    else:
        basket, price = "free", 165_000
    sides = ("left", "right") if visitor.one_in(2) else ("right",)
    aids = (act("", price, "hearing_aid", detail=detail(side=side, basket=basket)) for side in sides)
    return Bill(numbered(*aids), setting="audiologist", pays_directly=True)


def _supplier(visitor: Visitor) -> Bill:
    if visitor.one_in(3):
        return Bill(numbered(act("SOL38", 2_886)))
    family, code, base = visitor.dice.choice(_DEVICES)
    return Bill(numbered(stated(code, family, base)), setting="other", pays_directly=True)


BILLS: Final[Mapping[str, Callable[[Visitor], Bill]]] = {
    "pharmacist": _pharmacist,
    "optician": _optician,
    "audiologist": _audiologist,
    "supplier": _supplier,
}
