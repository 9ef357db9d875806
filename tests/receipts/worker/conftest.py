"""The ledger's own fixtures, for the process around it."""

from tests.receipts.ledger.conftest import ledger, migrated_dsn

__all__ = ["ledger", "migrated_dsn"]
