"""The words of every reason, one module a theme: a code's sentences, writers and source stand together."""

from collections.abc import Mapping

from reimbursement.reasons import ReasonCode
from reimbursement.texts import amc, amo, base_tariff, charges, fees, local_scheme, pathway, patient
from reimbursement.texts.text import Text

THEMES: tuple[Mapping[ReasonCode, Text], ...] = tuple(
    theme.TEXTS for theme in (base_tariff, amo, pathway, charges, fees, local_scheme, amc, patient)
)
TEXTS: Mapping[ReasonCode, Text] = {code: text for theme in THEMES for code, text in theme.items()}
