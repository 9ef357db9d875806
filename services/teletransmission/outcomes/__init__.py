"""What comes back: outcomes of claims, followed from the ledger's topic, kept, told and listed."""
