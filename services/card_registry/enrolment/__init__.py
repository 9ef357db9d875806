"""Enrolment: from accepted terms to a card, by a proof of identity."""
