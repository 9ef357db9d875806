"""The lines of acts: 4 and what goes with one."""

from typing import Final

from b2.layouts.fields import layout
from b2.layouts.heads import WITH_RANK, WITHOUT_RANK

# Coefficient: 4+2 digits, hundredths. Amounts in cents.
_ACT: Final = """
39 2 treatment_mode text
41 3 discipline text
44 9 prescriber text
53 1 origin text
54 1 exoneration text
55 2 prescriber_speciality text
57 9 performer text
66 2 zone text
68 2 performer_speciality text
70 6 care_day day
76 4 act_code text
80 1 complement text
81 2 quantity number
83 6 coefficient number
89 2 count number
91 7 unit_price number
98 7 base number
105 3 rate number
108 7 amo number
115 7 fees number
122 1 qualifier text
123 6 amc number
"""
_CIRCUMSTANCES: Final = """
39 1 exercise text
40 1 coordination text
41 7 theoretical_base number
48 1 prescription_condition text
49 6 agreement_day day
55 1 agreement_code text
71 1 amo_forced text
72 14 place text
86 14 network text
100 1 amc_forced text
101 5 order_no text
106 14 device text
120 4 ghs text
124 1 domain text
125 1 prevention text
126 2 prevention_qualifier text
128 1 participation text
"""
_NUMBERS: Final = """
39 11 prescriber_rpps text
50 14 prescriber_structure text
64 11 performer_rpps text
75 14 performer_structure text
"""
_BIOLOGY: Final = "\n".join(
    f"{49 + 16 * index} 6 day_{index + 1} day\n"
    f"{55 + 16 * index} 2 quantity_{index + 1} number\n"
    f"{57 + 16 * index} 8 nabm_{index + 1} text"
    for index in range(5)
)
_MEDICINE: Final = """
49 7 ucd text
57 5 fraction number
67 7 reconstitution number
74 7 margin number
81 7 unit_price number
88 3 quantity number
91 7 total number
"""
_TECHNICAL: Final = """
43 13 ccam text
56 1 extension text
57 1 activity text
58 1 phase text
59 1 modifier_1 text
60 1 modifier_2 text
61 1 modifier_3 text
62 1 modifier_4 text
63 1 association text
64 1 conditional text
65 6 session_day day
71 32 teeth text
103 1 charge_supplement text
104 4 oc_modifiers text
"""

ACTS: Final = (
    layout("4", WITH_RANK, _ACT),
    layout("4S", WITHOUT_RANK, _CIRCUMSTANCES),
    layout("4E", WITHOUT_RANK, _NUMBERS),
    layout("4B", WITHOUT_RANK, _BIOLOGY),
    layout("4H", WITHOUT_RANK, _MEDICINE),
    layout("4M", WITHOUT_RANK, _TECHNICAL),
)
