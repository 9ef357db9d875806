"""The ledger's own fixtures, for what is tried on it."""

from tests.receipts.ledger.conftest import ledger, migrated_dsn

__all__ = ["ledger", "migrated_dsn"]
