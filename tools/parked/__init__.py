"""Records that the ledger set aside: list them, explain them, re-drive them, clear a halt. Never shows a person."""
