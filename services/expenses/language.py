"""Owns which of the two languages an answer is in, from Accept-Language (RFC 9110, section 12.5.4)."""

from typing import Literal

Language = Literal["fr", "en"]


def chosen(accept_language: str | None) -> Language:
    """French unless English is preferred to it."""
    weights: dict[str, float] = {}
    for part in (accept_language or "").split(","):
        tag, _, parameter = part.strip().partition(";")
        primary = tag.strip().lower().partition("-")[0]
        weights[primary] = max(weights.get(primary, 0.0), _weight(parameter))
    french = weights.get("fr", weights.get("*", 0.0))
    return "en" if weights.get("en", 0.0) > french else "fr"


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
