"""Owns how a value of the tables is written back in its own unit, as its YAML line has it."""

_SCALES = {"euros": 100, "percent": 100, "points": 100, "factor": 1_000}
_WORDS = {"charge": ("none", "due", "reduced"), "rule": ("no", "yes")}
_SUFFIXES = {"euros": " EUR", "percent": " %", "points": " points", "years": " years"}


def written(value: int, unit: str) -> str:
    """Return the value in its unit: 3000 euros as "30.00 EUR", 7000 percent as "70 %", a charge as its word."""
    if unit in _WORDS:
        return _WORDS[unit][value]
    scale = _SCALES.get(unit, 1)
    whole, rest = divmod(value, scale)
    digits = f"{rest:0{len(str(scale)) - 1}d}" if scale > 1 else ""
    kept = digits if unit == "euros" else digits.rstrip("0")
    return f"{whole}{'.' if kept else ''}{kept}{_SUFFIXES.get(unit, '')}"
