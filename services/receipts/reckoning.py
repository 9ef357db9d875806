"""Owns how a claim is put to the rules: the families of its codes, the cover of its day, the uses it rests on.

The worker issues what comes out; an estimate shows it and keeps nothing.
"""

from collections.abc import Mapping
from typing import NamedTuple

from contracts.codec import Standing, care_of, cover_of, issued_message, uses_of
from receipts.uses import (
    Admits,
    Taken,
    Years,
    everything,
    for_family,
    for_subject,
    known_uses,
    secret_origins,
    taken,
    year_totals,
)
from receipts.visibility import MAJORITY
from reimbursement.adjudicate import adjudicate
from reimbursement.dated import age_on
from reimbursement.model import Adjudication, Audience, Care, Cover, Family
from reimbursement.rule_tables import Tables
from vitale.claim.v1.claim_pb2 import Claim
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued, Use
from vitale.rights.v1.rights_pb2 import BeneficiaryRights, Coverage

_SURCHARGE, _SUBJECT_ONLY = Family.SURCHARGE, Audience.SUBJECT_ONLY


class Ground(NamedTuple):
    """What a claim is settled on: rights and the coverage chosen of them, guarantee tables by hash, uses, rules."""

    rights: BeneficiaryRights
    coverage: Coverage
    guarantees: Mapping[bytes, bytes]
    years: Years
    tables: Tables


class Reckoned(NamedTuple):
    """What the rules gave, and what of it is stored and shown."""

    care: Care
    cover: Cover
    settled: Adjudication
    taken: list[Taken]
    participation_year_cents: int
    franchise_year_cents: int
    private: frozenset[bytes]


def family_of(tables: Tables, act_code: str) -> Family | None:
    """Family of a code that the tables hold, or of codes billed together ("G+MEG"): that of the act itself."""
    act = tables.acts.get(act_code)
    if act is not None:
        return act.family
    acts = [tables.acts.get(code) for code in act_code.split("+")]
    families = [act.family for act in acts if act is not None]
    if len(families) < len(acts):
        return None
    return next((family for family in families if family is not _SURCHARGE), _SURCHARGE)


def reckon(claim: Claim, receipt_id: bytes, ground: Ground, *, sees: Admits = everything) -> Reckoned:
    """Settle a claim; `sees` says which uses whoever asks may know at all.

    Raises:
        RulesError: the rules give no amount.
    """
    tables, years = ground.tables, ground.years
    care = care_of(claim, receipt_id, lambda code: family_of(tables, code))
    cover = cover_of(ground.rights, ground.coverage, claim.care_date, ground.guarantees)
    known = known_uses(years, care.care_date.year)
    if sees is not everything:
        known = [use for use in known if sees(use)]
    if age_on(cover.birth_date, care.care_date) >= MAJORITY:
        settled = adjudicate(care, cover, uses_of(known), tables)
    else:
        known, settled = _of_a_minor(care, cover, known, tables)
    stored = taken(settled, years, care.care_date.year)
    return Reckoned(
        care,
        cover,
        settled,
        stored,
        *year_totals(known, stored),
        secret_origins(settled, years),
    )


def _of_a_minor(care: Care, cover: Cover, known: list[Use], tables: Tables) -> tuple[list[Use], Adjudication]:
    """Whether parents see the receipt is told by the rules, and decides what the receipt may rest on."""
    shared = [use for use in known if for_family(use)]
    settled = adjudicate(care, cover, uses_of(shared), tables)
    if settled.audience is not _SUBJECT_ONLY:
        return shared, settled
    own = [use for use in known if for_subject(use)]
    return own, adjudicate(care, cover, uses_of(own), tables)


def receipt_of(
    claim: Claim, reckoned: Reckoned, *, revision: int, basis: int, rules_version: str, rights_revision: int
) -> ReceiptIssued:
    """The receipt as it is published."""
    standing = Standing(
        revision,
        basis,
        rules_version,
        rights_revision,
        tuple([contract.amc_number for contract in reckoned.cover.contracts]),
        reckoned.participation_year_cents,
        reckoned.franchise_year_cents,
        reckoned.private,
    )
    uses = [one.use for one in reckoned.taken]
    return issued_message(claim, reckoned.care.receipt_id, reckoned.settled, uses=uses, standing=standing)
