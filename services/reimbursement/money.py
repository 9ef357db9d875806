"""Owns the one rounding rule: integer cents, half-up, per line."""

FULL_BP = 10_000
_MILLI = 1_000


def share(cents: int, rate_bp: int) -> int:
    """Return `rate_bp` basis points of a non-negative amount, rounded half-up to the cent."""
    return (cents * rate_bp + 5_000) // FULL_BP


def product(unit_value_cents: int, coefficient_milli: int, factor_milli: int) -> int:
    """Return unit value x coefficient x factor (thousandths each), rounded half-up to the cent."""
    scale = _MILLI * _MILLI
    return (unit_value_cents * coefficient_milli * factor_milli + scale // 2) // scale
