"""A new generation of the ledger beside the live one: replayed from the topics, compared, then switched to."""
