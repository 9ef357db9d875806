"""Owns the order of the computation: settle a care line by line, then total it; nothing given is mutated."""

from collections.abc import Sequence

from reimbursement.admission import admit
from reimbursement.base_tariff import base_of
from reimbursement.fees import plan_fees
from reimbursement.limits import LIMITED, limit_base
from reimbursement.model import Adjudication, Care, Cover, Line, LineReceipt, Use
from reimbursement.opened import Opened
from reimbursement.pathway import apply_pathway
from reimbursement.prevention import contraception_use, is_secret
from reimbursement.rule_tables import Tables
from reimbursement.settled import settle
from reimbursement.situation import Situation
from reimbursement.stay_line import settle_stay
from reimbursement.tally import Tally
from reimbursement.totals import total
from reimbursement.vocabulary import Family, Setting

# Bound once: looking an enum member up costs 0.1 µs each time on Python 3.11.
_HOSPITAL_DAY = Family.HOSPITAL_DAY
_MAY_BE_COSTLY = (Family.TECHNICAL_ACT, Family.IMAGING)
_EMERGENCY = Setting.EMERGENCY


def adjudicate(care: Care, cover: Cover, uses: Sequence[Use], tables: Tables) -> Adjudication:
    """Settle a care with the uses recorded for that person (this receipt's own are left out of the sums).

    `uses` are those of the year of care and of the four years before. Raise InvalidCare, NotCovered or
    NotEstablished, by name; amounts are cents, one rounding a line, half-up.
    """
    admit(care, cover)
    situation = Situation(care, cover, uses, tables)
    apply_pathway(situation)
    tally = Tally()
    if len(care.lines) == 1:
        only = _open(Opened(care.lines[0], situation), situation, tally)
        _plan([only], situation, tally)
        return total(situation, (_settle(only, situation, tally),), tally)
    # In the order of line numbers, so that caps are met alike however the lines are listed.
    opened = [_open(Opened(line, situation), situation, tally) for line in sorted(care.lines, key=_number)]
    _plan(opened, situation, tally)
    settled = {each.line.line_no: _settle(each, situation, tally) for each in opened}
    return total(situation, tuple([settled[line.line_no] for line in care.lines]), tally)


def _number(line: Line) -> int:
    return line.line_no


def _open(opened: Opened, situation: Situation, tally: Tally) -> Opened:
    """Find the base, and what limits of sessions and items leave of it."""
    base_of(opened, situation)
    if opened.line.family in LIMITED:
        tally.add(limit_base(opened, situation))
    return opened


def _plan(opened: list[Opened], situation: Situation, tally: Tally) -> None:
    """See whether a flat fee takes the place of the ticket modérateur: that depends on all the lines together."""
    care = situation.care
    if care.setting is not _EMERGENCY and care.stay is None:
        for each in opened:
            if each.line.family in _MAY_BE_COSTLY:
                break
        else:
            return
    situation.fees, uses = plan_fees(situation, [(each.line, each.base) for each in opened])
    tally.uses.extend(uses)


def _settle(opened: Opened, situation: Situation, tally: Tally) -> LineReceipt:
    if opened.prevention:
        tally.add(contraception_use(opened, situation))
        if is_secret(opened, situation):
            tally.secret = True
    if opened.line.family is _HOSPITAL_DAY and situation.care.stay is not None:
        return settle_stay(opened, situation)
    return settle(opened, situation, tally)
