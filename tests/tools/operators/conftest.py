"""The ledger of the ledger's own tests."""

from tests.receipts.ledger.conftest import ledger, migrated_dsn

__all__ = ["ledger", "migrated_dsn"]
