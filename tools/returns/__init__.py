"""Returns as a file, NOEMIE-like and of no conformity: what a practice's claims became, laid out by a table of data."""
