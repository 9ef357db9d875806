"""What stands behind the key of a card: attestation, its classes and its certificate."""
