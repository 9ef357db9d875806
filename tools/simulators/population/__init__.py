"""A synthetic population, made from a seed: families, their cards, schemes and contracts. Nobody in it can exist."""

from tools.simulators.population.families import families, family
from tools.simulators.population.household import (
    Card,
    Civil,
    Contract,
    Days,
    Exempted,
    Family,
    FamilyKind,
    Member,
    Person,
)
from tools.simulators.population.messages import put_rights

__all__ = [
    "Card",
    "Civil",
    "Contract",
    "Days",
    "Exempted",
    "Family",
    "FamilyKind",
    "Member",
    "Person",
    "families",
    "family",
    "put_rights",
]
