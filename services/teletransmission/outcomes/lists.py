"""Lists of claims with where each stands, as a port."""

from collections.abc import Sequence
from typing import Protocol

from teletransmission.outcomes.listing import Listed, Scope, Spot, Total


class ClaimLists(Protocol):
    """Reads what was filed together with what came back."""

    async def page(self, scope: Scope, after: Spot, most: int) -> Sequence[Listed]:
        """At most so many claims after a spot, in order of acceptance. DomainError UNAVAILABLE."""
        ...

    async def totals(self, scope: Scope) -> Sequence[Total]:
        """Sums over every claim of the scope, one for each state that occurs, in order of states.

        Raises:
            DomainError: UNAVAILABLE when the database does not answer.
        """
        ...
