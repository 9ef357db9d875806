"""Claim intake: acknowledges each claim of a batch and hands the accepted ones to the ledger."""
