"""Owns the running split of one line's price between AMO, the local scheme and the contracts."""


class Shares:
    """Cents of one line; `amc` and `surcharge_by_c2s` grow as contracts pay."""

    __slots__ = ("amc", "amo", "base", "local_scheme", "price", "surcharge", "surcharge_by_c2s")

    def __init__(self, price: int, base: int, amo: int, *, surcharge: int, local_scheme: int) -> None:
        self.price = price
        self.base = base
        self.amo = amo  # before the surcharge
        self.surcharge = surcharge
        self.local_scheme = local_scheme
        self.amc = 0
        self.surcharge_by_c2s = 0

    @property
    def care_paid(self) -> int:
        """What has been paid of the care itself, as if it were in the pathway."""
        return self.amo + self.local_scheme + self.amc - self.surcharge_by_c2s

    @property
    def ticket_left(self) -> int:
        """What the base leaves: the ticket modérateur, less what is already paid of it."""
        left = self.base - self.amo - self.local_scheme - self.amc + self.surcharge_by_c2s
        return left if left > 0 else 0  # noqa: FURB136 - max() costs three times as much here

    @property
    def left(self) -> int:
        """What a contract may still pay: the surcharge is nobody's but C2S's, once it has taken it."""
        return self.price - self.amo - self.local_scheme - self.amc + self.surcharge_by_c2s
