"""The records around the acts of an invoice: 2, 2S, 5; and what stands between invoices."""

from typing import Final

from b2.layouts.fields import LENGTH, layout
from b2.layouts.heads import LETTER_39, WITH_RANK

_HEADER: Final = """
39 1 operation text
40 9 entry_no text
49 2 regime digits
51 3 caisse text
54 4 centre text
58 1 proof_of_rights text
59 6 agreement_day day
65 6 rights_from day
71 3 delivered_by text
74 3 benefit_regime text
77 2 insurance text
79 1 exoneration text
80 6 hospitalisation_day day
86 9 accident text
95 1 split text
96 6 birth birth
102 1 birth_rank digits
103 6 entry_day day
109 6 exit_day day
115 2 exit_hour text
117 2 contract_type text
119 10 oc_number text
"""
_HEADER_S: Final = """
42 6 title_complement text
48 2 addressee text
50 13 own_nir text
63 2 own_nir_key text
71 1 doctor_declared text
72 25 doctor_name text
97 15 doctor_first_name text
112 9 doctor_number text
121 1 pathway text
"""
_TOTALS: Final = """
39 3 lines number
42 8 base_hospital number
50 8 amo_hospital number
58 8 fees number
66 8 amo_fees number
74 8 patient_share number
82 8 oc_hospital number
90 8 oc_fees number
115 8 billed_hospital number
123 4 editor text
"""

INVOICE: Final = (
    layout("2", WITH_RANK, _HEADER),
    layout("2S", WITH_RANK, LETTER_39, _HEADER_S),
    layout("5", WITH_RANK, _TOTALS),
)
ENVELOPE: Final = layout(
    "file", f"1 {LENGTH} content text", source="ETS-DT-003, not obtained [?]: 000, 1, 6, 999, passed through"
)
