"""The operators' desk over HTTP: video decisions, roll-out, second arrivals; the operations of the ledger."""
