"""Tests of the operators' desk of the ledger."""
