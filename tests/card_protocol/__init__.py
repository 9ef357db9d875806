"""The protocol of the card: what is signed is read back, and nothing else is."""
