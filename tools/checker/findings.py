"""What the checker found wrong, counted in full and kept up to a readable number of examples of each kind."""

from collections import Counter
from dataclasses import dataclass, field

EXAMPLES = 12
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: a stable code, the place, what was expected and what stands there."""

    code: str
    where: str
    detail: str

    def __str__(self) -> str:
        return f"{self.code} at {self.where}: {self.detail}"


@dataclass
class Findings:
    """Every difference of a run."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: list[Finding] = field(default_factory=list)

    def add(self, code: str, where: str, detail: str = "") -> None:
        """Note a difference."""
        self.counts[code] += 1
        if self.counts[code] <= EXAMPLES:
            self.examples.append(Finding(code, where, detail))

    def expect(self, code: str, where: str, *, expected: object, found: object) -> bool:
        """Note a difference unless both are equal; say whether they are."""
        if expected == found:
            return True
        self.add(code, where, f"expected {shown(expected)}, found {shown(found)}")
        return False

    def __bool__(self) -> bool:
        return bool(self.counts)


def shown(value: object) -> str:
    """A value as it may stand in a report: bytes in hex, long ones cut."""
    text = value.hex() if isinstance(value, bytes) else repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
