"""The rules alone: microseconds a line, reasons included, nothing decoded or written."""

import timeit

from contracts.codec import care_of, cover_of, receipt_id_of, uses_of
from reimbursement.adjudicate import adjudicate
from reimbursement.model import Care, Cover, Family, Use
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


def run() -> Part:
    """Time adjudicate over one-line claims with a history of six uses."""
    part, tables, cover = Part("rules alone"), load(), _cover()
    cares, uses = _cares(), _history()

    def once() -> None:
        for care in cares:
            adjudicate(care, cover, uses, tables)

    best = min(timeit.repeat(once, number=1, repeat=_REPEAT))
    lines = sum(len(care.lines) for care in cares)
    reasons = sum(len(line.reasons) for care in cares for line in adjudicate(care, cover, uses, tables).lines)
    part.add("rules, one line with reasons", best / lines * 1e6, "µs a line", most=15)
    part.add("reasons", reasons / lines, "a line")
    return part
