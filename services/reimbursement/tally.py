"""Owns what the lines of one care use up together, and whether any of them is secret."""

from reimbursement.model import Use


class Tally:
    """Grows as lines are settled."""

    __slots__ = ("franchises", "secret", "uses")

    def __init__(self) -> None:
        self.uses: list[Use] = []
        self.franchises: dict[str, int] = {}  # due by scope, in cents
        self.secret = False

    def add(self, use: Use | None) -> None:
        """Keep a use, if there is one."""
        if use is not None:
            self.uses.append(use)
