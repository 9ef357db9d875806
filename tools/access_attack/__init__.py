"""Replays the theft of 2022 (19 accounts, a robot) and honest work on the rules of access by number."""
