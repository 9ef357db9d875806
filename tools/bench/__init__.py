"""The bench: how fast the rules, the ledger and the worker path are on this machine, and whether every count agrees."""
