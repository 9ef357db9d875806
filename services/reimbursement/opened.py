"""Owns a line while it is settled: its act in the tables, the rules of its family, its base and its reasons."""

from reimbursement.errors import NotCovered
from reimbursement.families import RULES, FamilyRule
from reimbursement.model import Line
from reimbursement.reasons import Reason
from reimbursement.rule_tables import Act
from reimbursement.situation import Situation
from reimbursement.vocabulary import Family, Prevention

_SURCHARGE = Family.SURCHARGE


class Opened:
    """One line with what was looked up for it; `base` and `because` grow as steps run."""

    __slots__ = ("act", "base", "because", "billed", "line", "prevention", "rule", "ruling_act")

    def __init__(self, line: Line, situation: Situation) -> None:
        self.line = line
        self.billed = situation.act_of(line)  # for a supplement the act it goes with
        acts = situation.tables.acts
        self.act: Act | None = acts.get(line.code)
        self.ruling_act: Act | None = self.act if self.billed is line else acts.get(self.billed.code)
        kind = situation.care.professional.kind
        rule = RULES.get((kind, self.billed.family))
        if rule is None:
            raise NotCovered(f"professional.{kind.value}")
        self.rule: FamilyRule = rule
        self.prevention: Prevention = self.billed.detail.prevention or (
            self.ruling_act.prevention if self.ruling_act is not None else Prevention.NONE
        )
        self.base = 0
        self.because: list[Reason] = []

    @property
    def is_supplement(self) -> bool:
        """Tell whether the line bears no flat charge of its own."""
        return self.line.family is _SURCHARGE
