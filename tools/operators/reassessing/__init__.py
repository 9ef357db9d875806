"""Reassess after a changed past rate or right: what would change and why, shown before anything is sent."""
