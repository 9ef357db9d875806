"""Rule tables by version: the current ones, and those of any version that was ever activated."""

import asyncpg

from chassis.postgres import Connection
from reimbursement.rule_tables import ENGINE, Tables
from reimbursement_tables import load, parse


class RulesShelf:
    """Finds tables by version. A version of another engine cannot be loaded: its partition is refused."""

    def __init__(self, current: Tables) -> None:
        self._known = {current.version: current}
        self.current = current

    @classmethod
    def of_this_build(cls) -> "RulesShelf":
        """The tables shipped with this build."""
        return cls(load())

    def get(self, version: str | None) -> Tables | None:
        """Tables already loaded, or None."""
        return self._known.get(version) if version else None

    async def fetch(self, connection: Connection, version: str) -> Tables | None:
        """Tables of `version`, from the database when they are not loaded yet; None when this build cannot run them."""
        if version in self._known:
            return self._known[version]
        if not version.startswith(f"{ENGINE}-"):
            return None
        row: asyncpg.Record | None = await connection.fetchrow("select body from rules where version = $1", version)
        if row is None:
            return None
        tables = parse(row["body"])
        self._known[version] = tables
        return tables
