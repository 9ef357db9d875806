"""The attack on access by number, replayed on the rules of production."""
