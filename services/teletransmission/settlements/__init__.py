"""Settlement intake: what schemes and complementary insurers paid or refused, taken once and sent to the ledger."""
