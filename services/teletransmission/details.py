"""Pure checks of what only some lines say: words and codes that fit, in the families they mean something for."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final, NamedTuple

from contracts.codec.detail import SIDES
from reimbursement.model import Basket, Correction, Family, Prevention
from teletransmission import violations as v
from vitale.claim.v1.claim_pb2 import LineDetail

_F = Family
_TECHNICAL: Final = frozenset(
    {
        _F.TECHNICAL_ACT,
        _F.IMAGING,
        _F.ANATOMO_PATHOLOGY,
        _F.DENTAL_CARE,
        _F.DENTAL_PROSTHESIS,
        _F.ORTHODONTICS,
        _F.MIDWIFE,
    }
)
_OPTICS: Final = frozenset({_F.OPTICS_FRAME, _F.OPTICS_LENS})
_IN_BASKETS: Final = _OPTICS | {_F.HEARING_AID, _F.DENTAL_PROSTHESIS, _F.LPP}
_MEDICINES: Final = frozenset({_F.MEDICINE_100, _F.MEDICINE_65, _F.MEDICINE_30, _F.MEDICINE_15})
_ANY: Final = frozenset(Family)
_MOST_MODIFIERS: Final = 4


class _Part(NamedTuple):
    """One field of a detail: whether what it says can be, and for which families it says something."""

    is_sound: Callable[[str], bool]
    fault: v.Fault
    families: frozenset[Family]


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(pattern, text) is not None


def _among(words: frozenset[str]) -> Callable[[str], bool]:
    return words.__contains__


_WORDS: Final[Mapping[str, _Part]] = {
    "activity": _Part(_matches("[1-5]"), v.ACTIVITY, _TECHNICAL),
    "phase": _Part(_matches("[0-3]"), v.PHASE, _TECHNICAL),
    "association": _Part(_matches("[1-5]"), v.ASSOCIATION, _TECHNICAL),
    "prevention": _Part(_among(frozenset(Prevention)), v.PREVENTION, _ANY),
    "basket": _Part(_among(frozenset(Basket)), v.BASKET, _IN_BASKETS),
    "correction": _Part(_among(frozenset(Correction)), v.CORRECTION, _OPTICS),
    "side": _Part(_among(SIDES), v.SIDE, frozenset({_F.HEARING_AID})),
}
_FLAGS: Final[Mapping[str, frozenset[Family]]] = {"generic_refused": _MEDICINES, "sight_changed": _OPTICS}


def check_detail(detail: LineDetail, family: Family | None) -> Iterator[tuple[str, v.Fault]]:
    """Everything wrong with the detail of a line; without a known family, only what is wrong in any."""
    if detail.modifiers:
        yield from _modifiers(detail, family)
    for name, part in _WORDS.items():
        text = getattr(detail, name)
        if text and not part.is_sound(text):
            yield f"detail.{name}", part.fault
        elif text and not _means_something(family, part.families):
            yield f"detail.{name}", v.DETAIL_NOT_TAKEN
    for name, families in _FLAGS.items():
        if getattr(detail, name) and not _means_something(family, families):
            yield f"detail.{name}", v.DETAIL_NOT_TAKEN


def _modifiers(detail: LineDetail, family: Family | None) -> Iterator[tuple[str, v.Fault]]:
    codes = detail.modifiers
    if not _means_something(family, _TECHNICAL):
        yield "detail.modifiers", v.DETAIL_NOT_TAKEN
    if len(codes) > _MOST_MODIFIERS or len(set(codes)) < len(codes):
        yield "detail.modifiers", v.MODIFIERS
    for index, code in enumerate(codes[:_MOST_MODIFIERS]):
        if re.fullmatch("[A-Z0-9]", code) is None:
            yield f"detail.modifiers[{index}]", v.MODIFIER


def _means_something(family: Family | None, families: frozenset[Family]) -> bool:
    return family is None or family in families
