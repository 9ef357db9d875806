"""What hospitals, their emergency departments, ambulances and spas bill."""

from collections.abc import Callable, Mapping
from typing import Final

from tools.simulators.practice.bill import Bill, Visitor, act, numbered, stated
from vitale.claim.v1.claim_pb2 import Stay

_DAY: Final = 92_000
_DAY_CASE: Final = 68_000
_TRIP: Final = 4_650
_EMERGENCY: Final = (("YYYY015", 4_514), ("DEQP003", 1_426))


def _hospital(visitor: Visitor) -> Bill:
    if visitor.one_in(3):
        stay = Stay(stay_id=f"{visitor.number}-S", nights=1, kind="day_case")
        base = _DAY_CASE
    else:
        nights = visitor.dice.randint(1, 9)
        long = visitor.one_in(8)
        stay = Stay(
            stay_id=f"{visitor.number}-S",
            nights=nights,
            end=visitor.dice.choice(("home", "home", "transfer")),
            psychiatric=visitor.one_in(6),
            days_before=28 if long else 0,
            costly_act=not (long or visitor.local_scheme) and visitor.one_in(3),
        )
        base = _DAY * nights
    days = act("1234", 0, "hospital_day", base_cents=base, price_unstated=True)
    return Bill(numbered(days), setting="hospital_stay", stay=stay, pays_directly=True)


def _emergency(visitor: Visitor) -> Bill:
    acts = [act("G", 3_000), *(stated(code, "technical_act", base) for code, base in _EMERGENCY)]
    done = acts[: visitor.dice.randint(1, len(acts))]
    return Bill(numbered(*done), setting="emergency", hospitalised_after=visitor.one_in(4), pays_directly=True)


def _transporter(visitor: Visitor) -> Bill:
    if visitor.one_in(8):  # own car, by the kilometre: the key letter VP bears no franchise
        return Bill(numbered(act("VP", 30 * 62, coefficient_milli=62_000)), setting="transport", pays_first=True)
    trips = visitor.dice.randint(1, 2)
    ride = stated(visitor.dice.choice(("ABA", "VSL", "TXI")), "transport", _TRIP * trips, quantity=trips)
    return Bill(numbered(ride), setting="transport", pays_directly=True)


def _spa(visitor: Visitor) -> Bill:
    lines = [act("FTH", 62_000, base_cents=62_000), act("HEB", 15_001), act("DEP", 8_800, base_cents=8_800)]
    below = visitor.one_in(2)
    return Bill(numbered(*(lines if below else lines[:1])), setting="other", below_cure_ceiling=below)


BILLS: Final[Mapping[str, Callable[[Visitor], Bill]]] = {
    "hospital": _hospital,
    "emergency": _emergency,
    "transporter": _transporter,
    "spa": _spa,
}
