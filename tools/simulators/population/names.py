"""First names of the synthetic people, by first character of their number; common ones, pointing to nobody."""

from collections.abc import Mapping
from typing import Final

FIRST_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "1": (
        "Adam", "Alain", "Antoine", "Arthur", "Bastien", "Bruno", "Cédric", "Clément", "David", "Denis",
        "Éric", "Fabien", "Gabriel", "Gérard", "Hugo", "Ibrahim", "Jean", "Jules", "Karim", "Laurent",
        "Léo", "Louis", "Lucas", "Marc", "Mathis", "Mehdi", "Nathan", "Nicolas", "Noé", "Olivier", "Paul",
        "Philippe", "Raphaël", "Samuel", "Théo", "Thomas", "Victor", "Yann",
    ),
    "2": (
        "Agathe", "Alice", "Amina", "Anne", "Brigitte", "Camille", "Chloé", "Claire", "Danielle", "Élise",
        "Emma", "Eva", "Fatima", "Florence", "Hélène", "Inès", "Jade", "Jeanne", "Julie", "Karine", "Léa",
        "Lina", "Louise", "Lucie", "Manon", "Marie", "Mila", "Monique", "Nadia", "Nathalie", "Nina",
        "Océane", "Pauline", "Rose", "Sarah", "Sofia", "Sylvie", "Zoé",
    ),
}  # fmt: skip
