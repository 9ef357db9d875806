"""What an invoice says and a claim does not hold: listed for whoever sends it, never dropped in silence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from b2 import Invoice, Record
from teletransmission.invoices.words import EXEMPTED, LETTERS, THIRD_PARTY_FULL
from vitale.claim.v1.claim_service_pb2 import SubmittedClaim

_NOT_HELD: Final = "a claim does not hold it"
_COMPUTED: Final = "not taken over: the rules work it out"
_PARTLY: Final = "only partly taken over: a claim has no word of its own for this code"
_ONE: Final = 100  # hundredths: what is written where nothing is multiplied
_ISSUER: Final = "not taken over: who bills is the practice that sends"

# What stands in the claim, or follows from it; everything else is noted.
_TAKEN: Final[Mapping[str, frozenset[str]]] = {
    "2": frozenset({"operation", "birth", "birth_rank", "exoneration", "insured_nir", "nir_key", "invoice_no"}),
    "2S": frozenset({"addressee", "pathway", "own_nir_key"}),
    "4": frozenset({"exoneration", "care_day", "act_code", "quantity", "coefficient", "fees", "base"}),
    "4M": frozenset(
        {"ccam", "activity", "phase", "modifier_1", "modifier_2", "modifier_3", "modifier_4", "association"}
    ),
}
# Codes that a claim says as they are; of others only the nearest that it has is taken over.
_EXEMPTIONS: Final = EXEMPTED | {"", "0"}
_WHOLLY: Final[Mapping[tuple[str, str], frozenset[str]]] = {
    ("2", "exoneration"): _EXEMPTIONS,
    ("4", "exoneration"): _EXEMPTIONS,
    ("2S", "addressee"): frozenset({"", "00", "10", THIRD_PARTY_FULL}),
    ("2S", "pathway"): frozenset(LETTERS.values()),
}
_HEAD: Final = frozenset({"type", "ps_number", "insured_nir", "nir_key", "rank", "invoice_no", "letter", "sequence"})
_OF_HEADER: Final = frozenset({"ps_number", "rank"})
_WHY: Final = {
    "rate": _COMPUTED,
    "amo": _COMPUTED,
    "amc": _COMPUTED,
    "ps_number": _ISSUER,
    "performer": _ISSUER,
    "performer_speciality": _ISSUER,
}


@dataclass(frozen=True, slots=True)
class Note:
    """One field that is not taken over; `record` counts from 1, the value is not told."""

    record: int
    kind: str
    field: str
    why: str

    def __str__(self) -> str:
        """One line for people."""
        return f"record {self.record} (type {self.kind}) {self.field}: {self.why}"


def notes_of(invoice: Invoice, claim: SubmittedClaim | None) -> Iterator[Note]:
    """Every field of an invoice that says something which its claim does not hold."""
    for record in invoice.records():
        if record is not invoice.totals:  # sums of what the lines say
            yield from _notes(record, is_header=record is invoice.header)
    if claim is not None:
        for line, taken in zip(invoice.lines, claim.lines, strict=True):
            if line.act.amount("base") and not taken.base_cents:
                yield Note(line.act.number, line.act.kind, "base", _COMPUTED)
            if line.act.amount("coefficient") not in (0, _ONE) and not taken.coefficient_milli:
                yield Note(line.act.number, line.act.kind, "coefficient", _NOT_HELD)


def _notes(record: Record, *, is_header: bool) -> Iterator[Note]:
    # What a later record repeats is told of the header alone.
    known = _TAKEN.get(record.kind, frozenset()) | (_HEAD - _OF_HEADER if is_header else _HEAD)
    for name, value in record.values.items():
        said = bool(value.strip("0")) if isinstance(value, str) else bool(value)
        if said and name not in known:
            yield Note(record.number, record.kind, name, _WHY.get(name, _NOT_HELD))
        elif value not in _WHOLLY.get((record.kind, name), (value,)):
            yield Note(record.number, record.kind, name, _PARTLY)
