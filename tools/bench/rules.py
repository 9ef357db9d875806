"""The rules alone: microseconds a line, reasons included, nothing decoded or written; and what a receipt weighs."""

import timeit
from datetime import date

from contracts.codec import Standing, care_of, cover_of, issued_message, receipt_id_of, use_message, uses_of
from reimbursement.adjudicate import adjudicate
from reimbursement.model import (
    Care,
    Cover,
    Family,
    Line,
    Pathway,
    Professional,
    ProfessionalKind,
    Sector,
    Setting,
    Use,
)
from reimbursement_tables import load
from tools.bench.figures import Part
from tools.bench.traffic import Family as Household
from tools.bench.traffic import claims, rights_of, table
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1.receipt_pb2 import Use as StoredUse
from vitale.rights.v1.rights_pb2 import BeneficiaryRights

_CLAIMS = 2000
_REPEAT = 5
_PREFIX = 2


def _cover() -> Cover:
    rights = BeneficiaryRights.FromString(rights_of(Household(0)).value[_PREFIX:])
    name, body = table()
    return cover_of(rights, rights.coverages[0], "2026-03-02", {name: body})


def _cares() -> list[Care]:
    messages = [Claim.FromString(sent.value[_PREFIX:]) for sent in claims(_CLAIMS, 50_000, seed="rules")]
    return [
        care_of(m, receipt_id_of(m.performer.practice_id, m.claim_id), lambda _: Family.CONSULTATION) for m in messages
    ]


def _history() -> list[Use]:
    stored = [
        StoredUse(counter=1, scope="RPPS:1", day=20_500 + n, amount_cents=200, receipt_id=bytes(16)) for n in range(6)
    ]
    return uses_of(stored)


def _day(family: Family, kind: ProfessionalKind, setting: Setting, *lines: tuple[str, int]) -> Care:
    """An invoice of lines (code, base in cents) of one family."""
    return Care(
        bytes(16),
        date(2026, 3, 2),
        Pathway.NOT_CONCERNED,
        setting,
        Professional(kind, Sector.UNKNOWN, "bench"),
        tuple(Line(n, code, family, 1, base, base_cents=base) for n, (code, base) in enumerate(lines, start=1)),
    )


def _every_family() -> list[Care]:
    """One invoice of each of the common families, with one to three lines."""
    kinds, settings = ProfessionalKind, Setting
    return [
        _day(Family.CONSULTATION, kinds.GP, settings.OFFICE, ("", 3_000)),
        _day(Family.MEDICINE_65, kinds.PHARMACIST, settings.PHARMACY, ("", 1_210), ("", 455), ("", 2_033)),
        _day(Family.BIOLOGY, kinds.BIOLOGIST, settings.LAB, ("", 2_160), ("", 810)),
        _day(Family.AUXILIARY, kinds.NURSE, settings.OTHER, ("", 960)),
        _day(Family.AUXILIARY, kinds.PHYSIOTHERAPIST, settings.OFFICE, ("", 1_790)),
        _day(Family.DENTAL_CARE, kinds.DENTIST, settings.DENTAL, ("", 2_892)),
        _day(Family.OPTICS_LENS, kinds.OPTICIAN, settings.OPTICIAN, ("", 2_125), ("", 2_125)),
        _day(Family.TECHNICAL_ACT, kinds.SPECIALIST, settings.OFFICE, ("", 15_000)),
        _day(Family.TRANSPORT, kinds.TRANSPORTER, settings.TRANSPORT, ("", 6_200)),
    ]


def _timed(part: Part, name: str, cares: list[Care], *, most: float | None) -> None:
    tables, cover, uses = load(), _cover(), _history()

    def once() -> None:
        for care in cares:
            adjudicate(care, cover, uses, tables)

    best = min(timeit.repeat(once, number=1, repeat=_REPEAT))
    part.add(name, best / sum(len(care.lines) for care in cares) * 1e6, "µs a line", most=most)


def _bytes_of(care: Care) -> int:
    """Bytes of the stored receipt of this care, as the ledger would issue it."""
    tables, cover = load(), _cover()
    settled = adjudicate(care, cover, (), tables)
    claim = Claim(claim_id="2026-000123", version=1, subject_id=bytes(16), care_date=care.care_date.isoformat())
    claim.performer.practice_id = "RPPS:10001234567"
    claim.performer.kind = care.professional.kind.value
    claim.opener_subject_id, claim.accepted_at_us = bytes(16), 1_770_000_000_000_000
    numbers = tuple(contract.amc_number for contract in cover.contracts)
    standing = Standing(1, 1, tables.version, 12, numbers, participation_year_cents=1_400, franchise_year_cents=300)
    uses = [use_message(use, int(settled.audience)) for use in settled.uses]
    return len(issued_message(claim, bytes(16), settled, uses=uses, standing=standing).SerializeToString())


def run() -> Part:
    """Time adjudicate with a history of six uses: the bench's one-line claims, then an invoice of each family."""
    part, tables, cover = Part("rules alone"), load(), _cover()
    cares, uses, families = _cares(), _history(), _every_family()
    _timed(part, "rules, one line with reasons", cares, most=30)
    _timed(part, "rules, invoices of every family", families * 200, most=30)
    lines = sum(len(care.lines) for care in cares)
    reasons = sum(len(line.reasons) for care in cares for line in adjudicate(care, cover, uses, tables).lines)
    part.add("reasons", reasons / lines, "a line")
    part.add("receipt of one line", max(_bytes_of(c) for c in families if len(c.lines) == 1), "bytes", most=600)
    part.add("receipt of three lines", max(_bytes_of(c) for c in families if len(c.lines) == 3), "bytes", most=1_500)  # noqa: PLR2004
    return part
