"""The records of invoices and of acknowledgements as data: which type a line is of, and its fields."""

from collections.abc import Mapping
from typing import Final

from b2.layouts.acknowledgements import ACKNOWLEDGEMENTS
from b2.layouts.acts import ACTS
from b2.layouts.fields import LENGTH, SFG, Field, Layout
from b2.layouts.invoice import ENVELOPE, INVOICE
from b2.layouts.stays import STAYS

LAYOUTS: Final[Mapping[str, Layout]] = {
    layout.kind: layout for layout in (*INVOICE, *STAYS, *ACTS, *ACKNOWLEDGEMENTS, ENVELOPE)
}
"""Every layout by its type ("2", "2S"…)."""

_AT_36: Final = {"3": "FH", "4": "SEBHM"}
_AT_39: Final = {"2": "S", "3": "SE"}
_ENVELOPES: Final = "0169"
_ACKNOWLEDGEMENT: Final = "A"


def kind_of(line: str) -> str | None:
    """The type of a line of 128 characters, or None.

    Where some types of a family bear their letter in position 36 and others in 39, position 36 of the others is a digit
    of the invoice number.
    """
    first = line[0]
    if first in _ENVELOPES:
        return ENVELOPE.kind
    for place, letters in ((35, _AT_36.get(first, "")), (38, _AT_39.get(first, ""))):
        if line[place] in letters:
            return first + line[place]
    found = line[:2] if first == _ACKNOWLEDGEMENT else first
    return found if found in LAYOUTS else None


__all__ = ["ENVELOPE", "LAYOUTS", "LENGTH", "SFG", "Field", "Layout", "kind_of"]
