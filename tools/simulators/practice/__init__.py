"""Practices: software (LPS) that bills electronic claims by SubmitClaims with practice tokens, and nothing else."""
