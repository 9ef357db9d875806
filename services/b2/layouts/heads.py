"""The two beginnings that all records of an invoice share."""

from typing import Final

WITH_RANK: Final = """
1 1 type digits
2 9 ps_number text
12 13 insured_nir text
25 2 nir_key digits
27 3 rank digits
30 9 invoice_no digits
"""
"""Of 2, 2S, 3, 3S, 3E, 4 and 5."""

WITHOUT_RANK: Final = """
1 1 type digits
2 9 ps_number text
12 13 insured_nir text
25 2 nir_key digits
27 9 invoice_no digits
36 1 letter text
37 2 sequence digits
"""
"""Of 3F, 3H, 4S, 4E, 4B, 4H and 4M."""

LETTER_39: Final = """
39 1 letter text
40 2 sequence digits
"""
"""Goes on from WITH_RANK in 2S, 3S and 3E."""
