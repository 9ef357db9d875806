"""Enrolment: the file as a state machine, its stores, both ways to a card, the desk, deletion."""
