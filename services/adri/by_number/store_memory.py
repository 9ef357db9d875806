"""The in-memory twin of the store of looks; it passes the same suite, and the attack is replayed on it."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adri.by_number.rules import LONG_WINDOW, WINDOW, Found, Limits, Ruling, Tally, Verdict, rule
from adri.by_number.store import Look, Met
from chassis.errors import DomainError, ErrorCode
from contracts.access import AccessRow

Judge = Callable[[Tally, Limits, Found], Ruling]
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(slots=True)
class Seen:
    """A person whom an account was told of: where, when first, and whether care followed."""

    practice_id: str
    at: datetime
    confirmed: bool = False


@dataclass(slots=True)
class Account:
    """One account: its looks of the last day (when, whether missed), everybody it was told of."""

    looks: list[tuple[datetime, bool]] = field(default_factory=list)
    people: dict[bytes, Seen] = field(default_factory=dict)
    frozen: str = ""
    released_at: datetime | None = None


class MemoryLookStore:
    """Keeps accounts in a dictionary and accesses in `rows`; `down` makes it answer like a dead database."""

    def __init__(self, judge: Judge = rule) -> None:
        """Begin empty; `judge` rules on looks, the rules of production unless an attack is replayed without any."""
        self._judge = judge
        self.accounts: dict[str, Account] = {}
        self.rows: list[AccessRow] = []
        self.down = False

    async def tally(self, actor_id: str, at: datetime) -> Tally:
        """What an account did so far."""
        self._answer()
        return self._tally(self.accounts.get(actor_id, Account()), at)

    async def settle(self, look: Look, access: Callable[[Ruling], AccessRow | None]) -> Ruling:
        """Rule on a look and keep it; see the port."""
        self._answer()
        account = self.accounts.setdefault(look.actor_id, Account())
        new = look.subject_id not in account.people
        ruling = self._judge(self._tally(account, look.at), look.limits, look.found(new=new))
        if ruling.freeze is not None:
            account.frozen = ruling.freeze.value
        if ruling.verdict in (Verdict.TOLD, Verdict.NOTHING):
            account.looks = [kept for kept in account.looks if kept[0] > look.at - _DAY]
            account.looks.append((look.at, ruling.verdict is Verdict.NOTHING))
        if ruling.verdict is Verdict.TOLD and new and look.subject_id is not None:
            account.people[look.subject_id] = Seen(look.practice_id, look.at)
        row = access(ruling)
        self.rows += [row] if row is not None else []
        return ruling

    async def confirm(self, met: Collection[Met], at: datetime) -> None:
        """Care shows that accesses were rightful; see the port."""
        self._answer()
        for practice_id, subject_id in met:
            for account in self.accounts.values():
                seen = account.people.get(subject_id)
                if seen is not None and seen.practice_id == practice_id and seen.at <= at:
                    seen.confirmed = True

    async def strangers(self, since: datetime) -> Collection[Met]:
        """Everybody without care so far; see the port."""
        self._answer()
        return {
            (seen.practice_id, subject_id)
            for account in self.accounts.values()
            for subject_id, seen in account.people.items()
            if not seen.confirmed and seen.at > since
        }

    async def release(self, actor_id: str, *, by: str, at: datetime) -> bool:  # noqa: ARG002 - who is kept in production
        """After a review; see the port."""
        self._answer()
        account = self.accounts.get(actor_id)
        if account is None:
            return False
        account.frozen, account.released_at = "", at
        return True

    async def forget(self, before: datetime) -> None:
        """Delete looks older than this."""
        self._answer()
        for account in self.accounts.values():
            account.people = {who: seen for who, seen in account.people.items() if seen.at >= before}

    def _tally(self, account: Account, at: datetime) -> Tally:
        since = account.released_at
        looks = [(when, missed) for when, missed in account.looks if when > at - _DAY and (not since or when > since)]
        hour = [missed for when, missed in looks if when > at - _HOUR]
        people = [
            seen for seen in account.people.values() if seen.at > at - LONG_WINDOW and (not since or seen.at > since)
        ]
        strangers = [seen for seen in people if not seen.confirmed]
        return Tally(
            hour=len(hour),
            day=len(looks),
            missed_hour=sum(hour),
            missed_day=sum(missed for _, missed in looks),
            strangers=sum(seen.at > at - WINDOW for seen in strangers),
            strangers_year=len(strangers),
            people_year=len(people),
            frozen=bool(account.frozen),
        )

    def _answer(self) -> None:
        if self.down:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "postgres"})
