"""The lines of stays and forfaits: 3 and what goes with one."""

from typing import Final

from b2.layouts.fields import layout
from b2.layouts.heads import LETTER_39, WITH_RANK, WITHOUT_RANK

# Coefficients: 3+2 and 1+4 digits. Amounts in cents.
_STAY: Final = """
39 2 treatment_mode digits
41 3 discipline text
44 6 begin_day day
50 6 end_day day
56 5 act_code text
61 3 quantity number
64 1 exoneration text
65 5 coefficient number
70 1 daily_fee text
71 5 mco_coefficient number
76 7 unit_price number
83 8 base number
91 3 rate number
94 8 amo number
102 8 billed number
110 4 ghs text
114 3 financing_rate number
117 1 insured_part text
120 1 qualifier text
121 1 domain text
122 7 amc number
"""
_PRESCRIPTION: Final = """
42 9 prescriber text
51 1 exercise text
52 2 speciality text
54 6 prescription_day day
60 6 agreement_day day
66 1 agreement_code text
67 14 place text
81 1 unnamed text
82 14 network text
96 5 order_no text
101 14 device text
115 1 origin text
"""
_NUMBERS: Final = """
42 11 prescriber_rpps text
53 14 prescriber_structure text
"""
_DEVICE: Final = """
39 4 reserved text
43 13 lpp text
56 14 siret text
70 2 quantity number
72 7 tariff number
79 7 total number
86 7 buying_price number
93 7 unit_gap number
100 7 total_gap number
"""
# Fraction: 1+4 digits.
_MEDICINE: Final = """
49 7 ucd text
57 5 fraction number
67 7 buying_price number
74 7 unit_gap number
81 7 total_gap number
88 3 quantity number
91 7 total number
"""

STAYS: Final = (
    layout("3", WITH_RANK, _STAY),
    layout("3S", WITH_RANK, LETTER_39, _PRESCRIPTION),
    layout("3E", WITH_RANK, LETTER_39, _NUMBERS),
    layout("3F", WITHOUT_RANK, _DEVICE),
    layout("3H", WITHOUT_RANK, _MEDICINE),
)
