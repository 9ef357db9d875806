"""Acknowledgements of intake as the acknowledgement of a lot (ARL)."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from b2 import Invoice
from b2.arl import ACCEPTED, CONFLICT, HELD, REJECTED, Arl, Reason, Result, folded
from vitale.claim.v1.claim_service_pb2 import Acknowledgement, ClaimViolation

_OUTCOMES: Final[Mapping[Acknowledgement.Outcome.ValueType, str]] = {
    Acknowledgement.OUTCOME_ACCEPTED: ACCEPTED,
    Acknowledgement.OUTCOME_REJECTED: REJECTED,
    Acknowledgement.OUTCOME_CONFLICT: CONFLICT,
    Acknowledgement.OUTCOME_HELD: HELD,
}
_ID_BYTES: Final = 12
_LINE: Final = re.compile(r"lines\[([0-9]+)\](?:\.(.+))?")
_HEADER_FIELDS: Final = {
    "claim_id": "invoice_no",
    "key": "insured_nir",
    "key.opener_nir": "insured_nir",
    "key.birth_date": "birth",
    "key.birth_rank": "birth_rank",
    "related_to_exemption": "exoneration",
}
_EXTENSION_FIELDS: Final = {"pathway": "pathway", "access": "pathway", "third_party_payment": "addressee"}
_ACT_FIELDS: Final = {
    "act_code": "act_code",
    "family": "act_code",
    "quantity": "quantity",
    "price_cents": "fees",
    "base_cents": "base",
    "coefficient_milli": "coefficient",
}


def arl_of(acknowledgements: Sequence[Acknowledgement], *, lot_id: str, lot_day: date, arl_day: date) -> Arl:
    """The acknowledgement of a lot; its identifier is the same for the same answers."""
    digest = hashlib.blake2b(digest_size=_ID_BYTES)
    for answer in acknowledgements:
        digest.update(answer.acknowledgement_id.encode() + b"\0")
    results = tuple(_result(answer) for answer in acknowledgements)
    return Arl(digest.hexdigest().upper(), lot_id, lot_day, arl_day, results=results)


def place_of(field: str, invoice: Invoice) -> str:
    """Where in the file a field of a claim was read, such as "record 4 (type 4) fees"."""
    line = _LINE.fullmatch(field)
    if line is not None and int(line[1]) < len(invoice.lines):
        record, name = invoice.lines[int(line[1])].act, _ACT_FIELDS.get(line[2] or "", line[2] or "")
    elif field == "care_date":
        record, name = invoice.lines[0].act, "care_day"
    elif field in _EXTENSION_FIELDS and invoice.extension is not None:
        record, name = invoice.extension, _EXTENSION_FIELDS[field]
    else:
        record, name = invoice.header, _HEADER_FIELDS.get(field, field)
    return f"record {record.number} (type {record.kind}) {name}"


def _result(answer: Acknowledgement) -> Result:
    return Result(
        invoice_no=answer.claim_id,
        outcome=_OUTCOMES[answer.outcome],
        return_id=answer.acknowledgement_id.upper(),
        receipt_id=answer.receipt_id.hex().upper(),
        reasons=tuple(_reason(violation) for violation in answer.violations),
    )


def _reason(violation: ClaimViolation) -> Reason:
    label = folded(f"{violation.reason}. {violation.advice}")
    return Reason(folded(violation.code), folded(violation.field), label)
