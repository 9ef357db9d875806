"""Who may have a card on a phone: the first reason against it, or none. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

YOUNGEST: Final = 16


@dataclass(frozen=True, slots=True)
class HolderFacts:
    """What the scheme states of a person: régime of two digits, department, and what bears on a card."""

    scheme: str
    department: str
    guardianship: bool = False
    physical_card: bool = True
    state_medical_aid: bool = False
    closed: bool = False


def reason_against(facts: HolderFacts | None, *, age: int, number_matches: bool) -> str:
    """A stable word for why not, empty when nothing stands against it; the number is looked at first.

    A wrong number must not tell anything of the person behind it.
    """
    if not number_matches:
        return "number_mismatch"
    if facts is None:
        return "holder_unknown"
    against = {
        "affiliation_ended": facts.closed,
        "under_16": age < YOUNGEST,
        "guardianship": facts.guardianship,
        "state_medical_aid": facts.state_medical_aid,
        "no_physical_card": not facts.physical_card,
    }
    return next((reason for reason, stands in against.items() if stands), "")


def traits_verdict(traits: Mapping[str, str]) -> bool:
    """Whether traits of a document prove the person by themselves: those that must be the same are, none differs.

    Anything else is looked at by a person; a birth place may be unknown or close, registers write it differently.
    """
    must = ("birth_name", "given_names", "birth_date", "sex")
    return all(traits.get(name) == "same" for name in must) and traits.get("birth_place") != "differs"
