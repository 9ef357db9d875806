"""The read side of the ledger: lists, single receipts, people with counters, and live subscriptions, over gRPC."""
