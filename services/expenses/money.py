"""An amount as the answers of this front hold it."""

from expenses import models
from expenses.amounts import euros
from expenses.language import Language


def money(cents: int, language: Language) -> models.Money:
    """Cents beside their text."""
    return models.Money(cents=cents, text=euros(cents, language))
