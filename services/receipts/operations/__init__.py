"""The operators' desk of the ledger: measures where it stands, explains what is set aside, passes on decisions."""
