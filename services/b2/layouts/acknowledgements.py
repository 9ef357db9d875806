"""Records of an acknowledgement file (ARL): what interfaces.md §3.4 says a practice gets, in places of our own.

The positions of a real ARL are not public: this is ARL-like, and this table is what to replace by the true one.
"""

from typing import Final

from b2.layouts.fields import layout

_SOURCE: Final = "fields: interfaces.md §3.4 [B]; positions: ours [D]"
_LOT: Final = """
1 2 mark text
3 1 sign text
4 24 return_id text
28 12 lot_id text
40 9 noemie_lot text
49 6 lot_day day
55 6 arl_day day
61 5 invoices number
66 5 accepted number
71 5 refused number
76 5 held number
"""
_INVOICE: Final = """
1 2 mark text
3 1 sign text
4 24 return_id text
28 32 invoice_no text
60 10 outcome text
70 32 receipt_id text
102 2 reasons number
"""
_REASON: Final = """
1 2 mark text
3 2 number number
5 32 code text
37 60 field text
97 2 pieces number
"""
_LABEL: Final = """
1 2 mark text
3 2 piece number
5 124 label text
"""
_END: Final = """
1 2 mark text
3 6 records number
"""

ACKNOWLEDGEMENTS: Final = (
    layout("AL", _LOT, source=_SOURCE),
    layout("AI", _INVOICE, source=_SOURCE),
    layout("AR", _REASON, source=_SOURCE),
    layout("AT", _LABEL, source=_SOURCE),
    layout("AE", _END, source=_SOURCE),
)
