"""Presentations: read, redeemed once, answered with a context and the face of the card."""
