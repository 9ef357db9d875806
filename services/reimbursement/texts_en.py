"""Owns the English sentences of the reasons, written for the person who was cared for."""

from collections.abc import Mapping

from reimbursement.reasons import ReasonCode as R

TEXTS: Mapping[R, str] = {
    R.BASE_TARIFF: "The reference tariff is {0}{1}{since}.",
    R.BASE_SUPPLEMENT: "A supplement of {0}{1} is added{since}.",
    R.BASE_STATED: "The professional stated the reimbursement base of this act: {effect}.",
    R.BASE_PRODUCT: "The base is worked out as {0} × {1} × {2}: {effect}, rounded to the cent.",
    R.BASE_SECTOR_2: "Your doctor is in sector 2 without Optam and charges above the tariff: "
    "health insurance then reckons on {0}{1}.",
    R.BASE_SECTOR_3: "Your doctor has no agreement with health insurance: the base is only {0}{1}.",
    R.BASE_LIMITED_TO_PRICE: "The price is below the tariff, so the price counts: {0}.",
    R.RATE_ORDINARY: "Health insurance covers {1} of {0}: {effect}.",
    R.RATE_STATED: "The rate stated for this care is {1}: health insurance covers {effect}.",
    R.RATE_COMPULSORY_EXAM: "This compulsory child exam is covered at {1}: {effect}.",
    R.RATE_ALD: "This care belongs to your long-term illness protocol (ALD): it is covered at {1} of the tariff, "
    "{effect}.",
    R.RATE_MATERNITY: "Your maternity care is covered at {1} of the tariff: {effect}.",
    R.RATE_INVALIDITY: "With your invalidity pension your care is covered at {1} of the tariff: {effect}.",
    R.RATE_AT_MP: "This care follows your work accident or occupational disease: it is covered at {1} of the tariff, "
    "{effect}.",
    R.RATE_MILITARY_PENSION: "With your military pension your care is covered at {1} of the tariff: {effect}.",
    R.RATE_AME: "State medical aid (AME) covers {1} of the tariff: {effect}.",
    R.RATE_TERRORISM_VICTIM: "This care follows the act of terrorism you were a victim of: "
    "it is covered at {1} of the tariff, {effect}.",
    R.AMO_SURCHARGE_WITHHELD: "Outside the care pathway health insurance pays {effect} less.",
    R.AMO_PARTICIPATION_WITHHELD: "The flat participation of {effect} is withheld from this payment.",
    R.SURCHARGE_DUE: "You saw this doctor outside the care pathway: cover drops by {1} of {0}, {effect}.",
    R.SURCHARGE_CAPPED: "This drop is at most {0} per act: that saves you {effect}.",
    R.SURCHARGE_LIMITED_TO_AMO: "This drop is at most what health insurance covers: that saves you {effect}.",
    R.SURCHARGE_NOT_DUE_YOUNG: "Before {0} the care pathway does not apply: no drop.",
    R.SURCHARGE_NOT_DUE_DIRECT_ACCESS: "This doctor may be seen directly, without your regular doctor: no drop.",
    R.SURCHARGE_NOT_DUE_ALD: "Care of your long-term illness protocol (ALD) is inside the pathway: no drop.",
    R.SURCHARGE_DEFERRED: "The professional was paid directly: you will be asked for {0} later, "
    "for this care outside the pathway.",
    R.PARTICIPATION_DUE: "A flat participation of {0}{1} stays with you{since}.",
    R.PARTICIPATION_DAILY_CAP: "That day, with this professional, it stops at {0} and {1} was already due: "
    "{effect} less.",
    R.PARTICIPATION_YEARLY_CAP: "In a year it stops at {0} and {1} was already due: {effect} less.",
    R.PARTICIPATION_EXEMPT_MINOR: "No flat participation: under {0} on 1 January.",
    R.PARTICIPATION_EXEMPT_MATERNITY: "No flat participation during maternity.",
    R.PARTICIPATION_EXEMPT_C2S: "No flat participation with public complementary cover (C2S).",
    R.PARTICIPATION_EXEMPT_AME: "No flat participation with state medical aid (AME).",
    R.PARTICIPATION_EXEMPT_MILITARY_PENSION: "No flat participation: this care relates to your military pension.",
    R.PARTICIPATION_EXEMPT_TERRORISM_VICTIM: "No flat participation: "
    "this care follows the act of terrorism you were a victim of.",
    R.LOCAL_SCHEME_SHARE: "The Alsace-Moselle local scheme adds {1} of {0}: {effect}.",
    R.LOCAL_SCHEME_LIMITED: "It stops at what is left of the tariff: {effect} less.",
    R.AMC_PERCENT_BASE_WITH_AMO: "Your complementary insurer{0} tops up to {1} of {2}: {effect}.",
    R.AMC_PERCENT_BASE_ON_TOP: "Your complementary insurer{0} adds {1} of {2}: {effect}.",
    R.AMC_TICKET_MODERATEUR: "Your complementary insurer{0} pays your share of the tariff: {effect}.",
    R.AMC_TICKET_MODERATEUR_PLUS_EUROS: "Your complementary insurer{0} pays your share of the tariff "
    "and {1} more: {effect}.",
    R.AMC_EUROS_WITH_AMO: "Your complementary insurer{0} tops up to {1}: {effect}.",
    R.AMC_EUROS: "Your complementary insurer{0} pays a fixed {1}.",
    R.AMC_REAL_COST_WITH_AMO: "Your complementary insurer{0} tops up to {1} of the price of {2}: {effect}.",
    R.AMC_REAL_COST: "Your complementary insurer{0} pays {1} of the price of {2}: {effect}.",
    R.AMC_C2S_TICKET_MODERATEUR: "Public complementary cover (C2S) pays your share of the tariff: {effect}.",
    R.AMC_C2S_SURCHARGE: "It also pays the drop for care outside the pathway: {effect}.",
    R.AMC_C2S_TOP_UP: "It adds its fixed amount for this care: {effect}.",
    R.AMC_LIMITED_TO_LEFT: "It never pays more than what is left to pay: {effect} less.",
    R.AMC_RESPONSIBLE_OVERRUN: "A responsible contract pays at most {1} of the tariff "
    "for what a doctor without Optam charges above it: {effect} less.",
    R.PATIENT_OVERRUN: "Charged above the tariff and reimbursed by nobody: {effect}.",
    R.PATIENT_TICKET_MODERATEUR: "Share of the tariff that stays with you: {effect}.",
    R.PATIENT_SURCHARGE: "Drop for care outside the pathway, yours to pay: {effect}.",
    R.PATIENT_PARTICIPATION: "Flat participation, yours to pay: {effect}.",
}
