"""Owns the amounts of a published case: decimal texts of the format as whole cents, basis points or thousandths."""

from decimal import ROUND_HALF_UP, Decimal


def cents(text: str) -> int:
    """Return euros as cents; raise ValueError for more than two decimals."""
    return scaled(text, 100)


def product_cents(unit_value: str, *factors: str | None) -> int:
    """Return the unit value in euros times its factors (those that are stated), rounded half-up to the cent."""
    product = Decimal(unit_value) * 100
    for factor in factors:
        product *= Decimal(1 if factor is None else factor)
    return int(product.quantize(Decimal(1), ROUND_HALF_UP))


def optional(text: str | None, scale: int) -> int | None:
    """Return the number times `scale`, or None for null: the source does not say."""
    return None if text is None else scaled(text, scale)


def scaled(text: str, scale: int) -> int:
    """Return the number times `scale`; raise ValueError where that is not whole, ArithmeticError where not a number."""
    value = Decimal(text) * scale
    if not value.is_finite():
        raise ValueError(f"{text} is not an amount")
    if value != value.to_integral_value():
        raise ValueError(f"{text} has more decimals than the format allows")
    return int(value)
