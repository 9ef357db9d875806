"""The one exception that crosses layers: a code, facts without people, field violations and a support id."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from chassis.error_codes import ErrorCode
from chassis.error_table import ERRORS, ErrorRow
from chassis.masking import mask

_SPOKEN = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: nothing that is misheard on the telephone


def new_support_id() -> str:
    """Give a short reference a person can read out, such as 7K3Q-9XMB-2T; 50 random bits."""
    drawn = "".join(secrets.choice(_SPOKEN) for _ in range(10))
    return f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


@dataclass(frozen=True, slots=True)
class FieldViolation:
    """One field that is wrong: its path such as claims[3].lines[0].price_cents, a stable reason, what to send."""

    field: str
    reason: str
    advice: str

    def masked(self) -> "FieldViolation":
        """Give the same violation with anything NIR-shaped masked."""
        return FieldViolation(mask(self.field), mask(self.reason), mask(self.advice))


class DomainError(Exception):
    """An error that peers, pages and parked records may see.

    Facts and violations are masked on the way in, so no door can leak what was put there by mistake. `support_id` is
    kept when the error came from a peer, so that one number follows it through every hop.
    """

    def __init__(
        self,
        code: ErrorCode,
        facts: Mapping[str, str] | None = None,
        violations: Iterable[FieldViolation] = (),
        *,
        support_id: str | None = None,
        retry_after_s: float | None = None,
    ) -> None:
        """Take the code, facts (strings, no person), field violations; retry_after_s in seconds, else the table's."""
        self.code = code
        self.facts: Mapping[str, str] = {mask(str(k)): mask(str(v)) for k, v in (facts or {}).items()}
        self.violations: tuple[FieldViolation, ...] = tuple(violation.masked() for violation in violations)
        self.support_id = support_id
        self.retry_after_s = ERRORS[code].retry_after_s if retry_after_s is None else retry_after_s
        super().__init__(code.value)

    @property
    def row(self) -> ErrorRow:
        """Give the table's row of this code."""
        return ERRORS[self.code]

    def __str__(self) -> str:
        """Show the code, facts and fields; never a value of a field."""
        facts = " ".join(f"{key}={value}" for key, value in self.facts.items())
        fields = " ".join(f"{violation.field}:{violation.reason}" for violation in self.violations[:10])
        return " ".join(part for part in (self.code.value, facts, fields) if part)
