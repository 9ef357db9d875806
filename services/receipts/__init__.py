"""The ledger of receipts: a worker that settles claims, and an api that shows them live."""
