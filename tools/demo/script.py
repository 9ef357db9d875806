"""The scripted day. Figures are worked out by hand from the tariffs in force since 1 January 2026, not by the code."""

from typing import Final

from tools.demo.steps import Changed, Paid, Refused, SameAs, Settled, Step, act
from tools.simulators.population.cover import REUNION
from tools.simulators.practice.practices import Practice, practice_id
from tools.simulators.stand_ins.cast import SURGERY
from vitale.claim.v1.claim_pb2 import PATHWAY_NOT_CONCERNED, PATHWAY_OUT

_GP: Final = Practice(practice_id(900_001), "gp")
_GP_STRASBOURG: Final = Practice(practice_id(900_002), "gp")
_DERMATOLOGIST: Final = Practice(practice_id(900_004), "specialist")
_CARDIOLOGIST: Final = Practice(practice_id(900_005), "specialist", sector="2", optam=True)
_RADIOLOGIST_REUNION: Final = Practice(practice_id(900_006), "radiologist", place=REUNION)
_BOTH: Final = ("camille", "julien")

SETTLED: Final = (
    # 30.00 x 70 % = 21.00, less 2.00 participation; the contract tops up to 30.00
    Step("gp", "Camille sees her treating doctor", _GP, "camille", "camille", act("G", 3_000),
         Settled(amo=1_900, amc=900, left=200, seen_by=("camille",))),
    # 35.00 x 70 % = 24.50, a minor owes no participation; seen from both homes
    Step("child", "Léo, 4, on his mother's card", _GP, "camille", "leo", act("G+MEG", 3_500),
         Settled(amo=2_450, amc=1_050, left=0, seen_by=_BOTH), pathway=PATHWAY_NOT_CONCERNED),
    # A compulsory exam of a child: 100 %
    Step("exam", "Noé, 10 days, first compulsory exam", _GP, "camille", "noe", act("COE", 6_000),
         Settled(amo=6_000, amc=0, left=0, seen_by=("camille",)), pathway=PATHWAY_NOT_CONCERNED),
    # 26.50 x 70 % = 18.55, less the surcharge 40 % = 10.60 (cap 12.00), less 2.00; contract 26.50 - 18.55 = 7.95
    Step("skin", "Camille goes to a dermatologist on her own", _DERMATOLOGIST, "camille", "camille",
         act("CS", 3_500), Settled(amo=595, amc=795, left=2_110, seen_by=("camille",)), pathway=PATHWAY_OUT),
    # 14.26 x 70 % = 9.982 -> 9.98, less 2.00; contract 14.26 - 9.98 = 4.28; the overrun 10.74 stays
    Step("heart", "Camille, electrocardiogram, base stated", _CARDIOLOGIST, "camille", "camille",
         act("DEQP003", 2_500, family="technical_act", base_cents=1_426),
         Settled(amo=798, amc=428, left=1_274, seen_by=("camille",))),
    # ALD: 100 %; the doctor is paid directly, so the 2.00 are taken later
    Step("ald", "Julien, care of his long-term illness", _GP_STRASBOURG, "julien", "julien", act("G", 3_000),
         Settled(amo=3_000, amc=0, left=0, deferred=200, seen_by=("julien",)), third_party=True, related=True),
    # The same act as "child", on the father's card: 24.50, local scheme 35.00 x 20 % = 7.00, contract 3.50
    Step("second", "Léo again, on his father's card", _GP_STRASBOURG, "julien", "leo", act("G+MEG", 3_500),
         Settled(amo=2_450, amc=350, left=0, local=700, seen_by=_BOTH), pathway=PATHWAY_NOT_CONCERNED),
    # 18 today: no participation in the whole year of the 18th birthday, and the parents no longer see it
    Step("adult", "Inès, 18 today", _GP, "camille", "ines", act("G", 3_000),
         Settled(amo=2_100, amc=900, left=0, seen_by=("ines",))),
    # 21.28 x 1.218 = 25.919 -> 25.92, x 70 % = 18.144 -> 18.14; C2S pays 7.78, and there is no participation
    Step("island", "Maëlle, X-ray in Réunion, with C2S", _RADIOLOGIST_REUNION, "maelle", "maelle",
         act("ZBQK002", 2_592, modifiers=("Z",)),
         Settled(amo=1_814, amc=778, left=0, seen_by=("maelle",)), third_party=True),
)  # fmt: skip

REFUSED: Final = (
    Step("badkey", "A digit of the number is wrong", _GP, "camille", "camille", act("G", 3_000),
         Refused("NIR_KEY_WRONG", "key.opener_nir"), wrong_key=True),
    Step("badact", "An act that does not exist", _GP, "camille", "camille", act("ZZZ", 3_000),
         Refused("UNKNOWN_ACT", "lines[0].act_code")),
    Step("negative", "A negative price", _GP, "camille", "camille", act("G", -3_000),
         Refused("NEGATIVE_PRICE", "lines[0].price_cents")),
    Step("future", "Care of tomorrow", _GP, "camille", "camille", act("G", 3_000),
         Refused("CARE_IN_FUTURE", "care_date"), days_ahead=1),
    Step("twice", "The first bill once more", _GP, "camille", "camille", act("G", 3_000), SameAs("gp"), number="gp"),
    Step("conflict", "Its number on another bill", _GP, "camille", "camille", act("G", 2_900),
         Refused("CLAIM_CONFLICT", "claim_id", "OUTCOME_CONFLICT"), number="gp"),
)  # fmt: skip

DAY: Final = (*SETTLED, *REFUSED)

BY_CARD: Final = Step(
    "card", "Léo shown by QR to Dr Roux, billed by card", Practice(SURGERY, "gp"), "camille", "leo",
    act("G+MEG", 3_500),
    # As "child": the contract of the mother's card, whose QR was shown
    Settled(amo=2_450, amc=1_050, left=0, seen_by=_BOTH), pathway=PATHWAY_NOT_CONCERNED,
)  # fmt: skip

PAID: Final = (
    # As settled: 19.00 of health insurance and 9.00 of the contract, to Camille, who paid the doctor
    Paid("gp", "Camille is paid for the first visit", (("amo", 1_900), ("amc", 900)), "person", "camille"),
    # Third-party payment: all 30.00 of the long-term illness go to the doctor
    Paid("ald", "Julien's doctor is paid directly", (("amo", 3_000),), "professional", "julien"),
    # 24.50 and the local scheme's 7.00 come from one caisse: 31.50; the contract pays 3.50
    Paid("second", "Léo's care on his father's card is paid", (("amo", 3_150), ("amc", 350)), "person", "julien"),
)  # fmt: skip

CHANGED: Final = (
    # The price was mistyped: shares as before, and of the overrun 0.74 stays
    Changed("heart", "Electrocardiogram, its price corrected",
            act("DEQP003", 1_500, family="technical_act", base_cents=1_426),
            Settled(amo=798, amc=428, left=274, seen_by=("camille",))),
    # Billed by mistake: everything is taken back
    Changed("island", "X-ray in Réunion, cancelled", (), Settled(amo=0, amc=0, left=0, seen_by=("maelle",))),
)  # fmt: skip

PARTICIPATION: Final = {"camille": 600, "julien": 200, "ines": 0, "maelle": 0}
"""Participation of the year of each after the day, cents, what is taken later included."""

SEES: Final = {
    watcher: frozenset(
        step.name
        for step in (*SETTLED, BY_CARD)
        if isinstance(step.expected, Settled) and watcher in step.expected.seen_by
    )
    for watcher in PARTICIPATION
}
"""Receipts that each person who signs in must see at the end, and no other."""
