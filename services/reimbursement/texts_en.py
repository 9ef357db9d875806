"""Owns the English sentences of a receipt and the names of families, written for the person who was cared for."""

from collections.abc import Mapping

from reimbursement.reasons import ReasonCode as R
from reimbursement.vocabulary import DebtKind, Family

TEXTS: Mapping[R, str] = {
    R.BASE_TARIFF: "The reference tariff is {0}{1}{since}.",
    R.BASE_SUPPLEMENT: "A supplement of {0}{1} is added{since}.",
    R.BASE_STATED: "The professional stated the reimbursement base of this act: {effect}.",
    R.BASE_PRODUCT: "The base is worked out as {0}{1}{2}: {effect}, rounded to the cent.",
    R.BASE_KEY_LETTER: "The base is the value of the act's key letter{since} times its coefficient, {0}{1}{2}: "
    "{effect}, rounded to the cent.",
    R.BASE_FACTOR: "The conditions of this act (supplement, acts done together, stage...) multiply its tariff "
    "by {0}: {signed}.",
    R.BASE_GENERIC_PRICE: "You declined the generic medicine without a medical reason: "
    "the price of the generic counts, {0}{1}, {effect} less.",
    R.BASE_NOT_RENEWABLE: "This item is reimbursed only once in {0}, and it already was: the base drops by {effect}.",
    R.BASE_SESSIONS_REACHED: "Health insurance reimburses at most {0} sessions a year: "
    "the base drops by {effect} for those beyond.",
    R.BASE_ABOVE_CURE_CEILING: "These costs of a spa cure are reimbursed only when the household's resources stay "
    "under a ceiling, {0} for a person alone: the base drops by {effect}.",
    R.BASE_SECTOR_2: "Your doctor is in sector 2 without Optam and charges above the tariff: "
    "health insurance then reckons on {0}{1}.",
    R.BASE_SECTOR_3: "Your doctor has no agreement with health insurance: the base is only {0}{1}.",
    R.BASE_LIMITED_TO_PRICE: "The price is below the tariff, so the price counts: {0}.",
    R.RATE_ORDINARY: "Health insurance covers {1} of {0}: {effect}.",
    R.RATE_STATED: "The rate stated for this care is {1}: health insurance covers {effect}.",
    R.RATE_COMPULSORY_EXAM: "This compulsory child exam is covered at {1}: {effect}.",
    R.RATE_PREGNANCY_EXAM: "This compulsory pregnancy exam is covered at {1}: {effect}.",
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
    R.RATE_NEWBORN: "The hospital stay of a newborn is covered at {1} of the tariff: {effect}.",
    R.RATE_PREVENTION: "This prevention act is covered at {1} of the tariff: {effect}.",
    R.RATE_CONTRACEPTION: "For young people this contraception care is covered at {1} of the tariff: {effect}.",
    R.RATE_SCREENING: "This screening is covered at {1} of the tariff: {effect}.",
    R.RATE_DENTAL_CHECK: "For this yearly dental check of the young (M'T dents tous les ans), "
    "health insurance covers {1} of {0}: {effect}.",
    R.RATE_IN_STAY: "During a hospital stay health insurance covers {1} of {0}: {effect}.",
    R.RATE_AFTER_30_DAYS: "After 30 days in hospital health insurance covers {1} of {0}: {effect}.",
    R.RATE_COSTLY_ACT: "Alone or with those done at the same time, this act reaches the threshold of costly acts: "
    "it is covered at {1} of the tariff, {effect}.",
    R.RATE_EMERGENCY: "Care of an emergency visit without a hospital stay is covered at {1} of the tariff: {effect}.",
    R.AMO_SURCHARGE_WITHHELD: "Outside the care pathway health insurance pays {effect} less.",
    R.AMO_PARTICIPATION_WITHHELD: "The flat participation of {effect} is withheld from this payment.",
    R.AMO_FRANCHISE_WITHHELD: "The medical deductible (franchise) of {effect} is withheld from this payment.",
    R.AMO_COSTLY_ACT_FEE: "Health insurance does not pay the flat fee of costly acts: {effect} less.",
    R.AMO_EMERGENCY_FEE: "Health insurance does not pay the flat fee of an emergency visit: {effect} less.",
    R.AMO_DAILY_FEE: "Health insurance does not pay the daily hospital fee, {0} for {1}: {effect} less.",
    R.REGIME_FOLLOWS_GENERAL: "Your health insurance scheme (no. {0}) reimburses this care "
    "as the general scheme does{since}.",
    R.SURCHARGE_DUE: "You saw this doctor outside the care pathway: cover drops by {1} of {0}, {effect}.",
    R.SURCHARGE_CAPPED: "This drop is at most {0} per act: that saves you {effect}.",
    R.SURCHARGE_LIMITED_TO_AMO: "This drop is at most what health insurance covers: that saves you {effect}.",
    R.SURCHARGE_NOT_DUE_YOUNG: "Before {0} the care pathway does not apply: no drop.",
    R.SURCHARGE_NOT_DUE_DIRECT_ACCESS: "This doctor may be seen directly, without your regular doctor: no drop.",
    R.SURCHARGE_NOT_DUE_ALD: "Care of your long-term illness protocol (ALD) is inside the pathway: no drop.",
    R.SURCHARGE_NOT_DUE_SUBSTITUTE: "This doctor stood in for your regular doctor: no drop.",
    R.SURCHARGE_NOT_DUE_REFERRED: "Your regular doctor sent you to this doctor: no drop.",
    R.SURCHARGE_NOT_DUE_EMERGENCY: "In an emergency or away from home you may see another doctor: no drop.",
    R.SURCHARGE_DEFERRED: "The professional was paid directly: you will be asked for {0} later, "
    "for this care outside the pathway.",
    R.PARTICIPATION_DUE: "A flat participation of {0}{1} stays with you{since}.",
    R.PARTICIPATION_DAILY_CAP: "That day, with this professional, it stops at {0}{1}: {effect} less.",
    R.PARTICIPATION_YEARLY_CAP: "In a year it stops at {0}{1}: {effect} less.",
    R.PARTICIPATION_EXEMPT_MINOR: "No flat participation: under {0} on 1 January.",
    R.PARTICIPATION_EXEMPT_MATERNITY: "No flat participation during maternity.",
    R.PARTICIPATION_EXEMPT_C2S: "No flat participation with public complementary cover (C2S).",
    R.PARTICIPATION_EXEMPT_AME: "No flat participation with state medical aid (AME).",
    R.PARTICIPATION_EXEMPT_MILITARY_PENSION: "No flat participation: this care relates to your military pension.",
    R.PARTICIPATION_EXEMPT_TERRORISM_VICTIM: "No flat participation: "
    "this care follows the act of terrorism you were a victim of.",
    R.PARTICIPATION_EXEMPT_NEWBORN: "No flat participation for a newborn.",
    R.PARTICIPATION_EXEMPT_SCREENING: "No flat participation for this prevention act.",
    R.FRANCHISE_DUE: "A medical deductible (franchise) of {0}{1} per box, act or trip stays with you{since}.",
    R.FRANCHISE_DAILY_CAP: "That day, with this professional, it stops at {0}{1}: {effect} less.",
    R.FRANCHISE_YEARLY_CAP: "In a year it stops at {0}{1}: {effect} less.",
    R.FRANCHISE_LIMITED_TO_AMO: "It is at most what health insurance covers: {effect} less.",
    R.FRANCHISE_EXEMPT_MINOR: "No medical deductible: under {0} on 1 January.",
    R.FRANCHISE_EXEMPT_MATERNITY: "No medical deductible during maternity.",
    R.FRANCHISE_EXEMPT_C2S: "No medical deductible with public complementary cover (C2S).",
    R.FRANCHISE_EXEMPT_AME: "No medical deductible with state medical aid (AME).",
    R.FRANCHISE_EXEMPT_MILITARY_PENSION: "No medical deductible: this care relates to your military pension.",
    R.FRANCHISE_EXEMPT_TERRORISM_VICTIM: "No medical deductible: "
    "this care follows the act of terrorism you were a victim of.",
    R.FRANCHISE_EXEMPT_NEWBORN: "No medical deductible for a newborn.",
    R.FRANCHISE_EXEMPT_EMERGENCY: "No medical deductible for an emergency transport.",
    R.FEE_COSTLY_ACT: "For a costly act a flat fee of {0}{since} replaces your share of the tariff.",
    R.FEE_COSTLY_ACT_ALREADY: "The flat fee of costly acts, {0}, is due once for a visit or a stay: "
    "nothing more for this act.",
    R.FEE_COSTLY_ACT_EXEMPT: "Your situation spares you the flat fee of costly acts.",
    R.FEE_COSTLY_ACT_NOT_FOR_IMAGING: "Imaging bears no flat fee of costly acts.",
    R.FEE_EMERGENCY: "A flat fee of {0}{since} replaces your share of the care of this emergency visit.",
    R.FEE_EMERGENCY_REDUCED: "In your situation the flat fee that replaces your share of the care of this emergency "
    "visit is reduced to {0}{since}.",
    R.FEE_EMERGENCY_EXEMPT: "Your situation spares you the flat fee of an emergency visit.",
    R.FEE_DAILY: "The daily hospital fee is {0}{since}, due for {1}: {effect}.",
    R.FEE_DAILY_IMPUTED: "The daily fee merges with your share of the tariff, {0}, and is not counted twice: "
    "{effect} less.",
    R.FEE_DAILY_EXEMPT: "Your situation spares you the daily hospital fee.",
    R.LOCAL_SCHEME_SHARE: "The Alsace-Moselle local scheme adds {1} of {0}: {effect}.",
    R.LOCAL_SCHEME_LIMITED: "It stops at what is left of the tariff: {effect} less.",
    R.LOCAL_SCHEME_FEE: "The Alsace-Moselle local scheme pays the flat fee in your place: {effect}.",
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
    R.AMC_BUDGET: "Your complementary insurer{0} sets aside {1} for this care, of which {2} is already paid: {effect}.",
    R.AMC_PERCENT_PMSS: "Your complementary insurer{0} pays {1} of the monthly social security ceiling, {2}: {effect}.",
    R.AMC_HUNDRED_PERCENT_SANTE: "This item is in the 100 % Santé basket: your complementary insurer{0} "
    "pays all that health insurance leaves, {effect}.",
    R.AMC_TIMES_REACHED: "Your complementary insurer{0} pays at most {1} of these a year, and it already has: "
    "{effect} less.",
    R.AMC_LIMITED_TO_LEFT: "It never pays more than what is left to pay: {effect} less.",
    R.AMC_RESPONSIBLE_OVERRUN: "A responsible contract pays at most {1} of the tariff "
    "for what a doctor without Optam charges above it: {effect} less.",
    R.AMC_RESPONSIBLE_OPTAM_GAP: "For a doctor without Optam a responsible contract stays at least {1} of the tariff "
    "below what it pays for a doctor with Optam: {effect} less.",
    R.AMC_RESPONSIBLE_FLOOR: "A responsible contract pays at least your whole share of the tariff: {effect} more.",
    R.AMC_RESPONSIBLE_FRAME: "A responsible contract pays at most {1} for a frame, health insurance included: "
    "{effect} less.",
    R.AMC_RESPONSIBLE_OPTICS_CEILING: "A responsible contract pays at most {1} for these glasses, "
    "health insurance included: {effect} less.",
    R.AMC_RESPONSIBLE_OPTICS_MINIMUM: "A responsible contract that goes beyond the 100 % Santé basket pays at least "
    "{1} for these glasses, health insurance included: {effect} more.",
    R.AMC_RESPONSIBLE_HEARING: "A responsible contract pays at most {1} per ear, health insurance included: "
    "{effect} less.",
    R.AMC_RESPONSIBLE_RENEWAL: "A responsible contract pays for this item only once in {1}: {effect} less.",
    R.AMC_PRICE_LIMIT: "The price of this item is above its limit, {1}: your complementary insurer{0} does not pay "
    "what goes beyond, {effect} less.",
    R.PATIENT_OVERRUN: "Charged above the tariff and reimbursed by nobody: {effect}.",
    R.PATIENT_TICKET_MODERATEUR: "Share of the tariff that stays with you: {effect}.",
    R.PATIENT_SURCHARGE: "Drop for care outside the pathway, yours to pay: {effect}.",
    R.PATIENT_PARTICIPATION: "Flat participation, yours to pay: {effect}.",
    R.PATIENT_FRANCHISE: "Medical deductible (franchise), yours to pay: {effect}.",
    R.PATIENT_FEE: "Flat fee that nobody else pays, yours to pay: {effect}.",
}

FAMILIES: Mapping[Family, str] = {
    Family.CONSULTATION: "Consultation",
    Family.VISIT: "Home visit",
    Family.TECHNICAL_ACT: "Technical act",
    Family.IMAGING: "Imaging exam",
    Family.MIDWIFE: "Midwife's act",
    Family.DENTAL_CARE: "Dental care",
    Family.DENTAL_PROSTHESIS: "Dental prosthesis",
    Family.ORTHODONTICS: "Orthodontics",
    Family.AUXILIARY: "Nursing, physiotherapy or similar care",
    Family.BIOLOGY: "Laboratory tests",
    Family.ANATOMO_PATHOLOGY: "Exam of tissue or cells",
    Family.MEDICINE_100: "Irreplaceable medicine",
    Family.MEDICINE_65: "Medicine of major benefit",
    Family.MEDICINE_30: "Medicine of moderate benefit",
    Family.MEDICINE_15: "Medicine of low benefit",
    Family.HOMEOPATHY: "Homeopathic medicine",
    Family.LPP: "Medical device",
    Family.WHEELCHAIR: "Wheelchair",
    Family.WHEELCHAIR_RENTAL: "Wheelchair rental",
    Family.OPTICS_FRAME: "Glasses frame",
    Family.OPTICS_LENS: "Glasses lens",
    Family.HEARING_AID: "Hearing aid",
    Family.TRANSPORT: "Medical transport",
    Family.HOSPITAL_DAY: "Hospital stay",
    Family.CURE: "Spa cure treatment",
    Family.CURE_SUPERVISION: "Medical supervision of a spa cure",
    Family.CURE_TRAVEL: "Travel to a spa cure",
    Family.CURE_LODGING: "Lodging of a spa cure",
    Family.PSYCHOLOGIST: "Session with a psychologist",
    Family.SURCHARGE: "Supplement",
}

# What a debt of an earlier receipt is, and the sentence of taking it from a payment or giving it back.
DEBTS: Mapping[DebtKind, str] = {
    DebtKind.PARTICIPATION: "Flat participation",
    DebtKind.FRANCHISE: "Medical deductible (franchise)",
    DebtKind.SURCHARGE: "Drop outside the care pathway",
}
DEBT_TAKEN = (
    "{debt} for your care of {day}, when the professional was paid directly: {amount} is withheld from this payment."
)
DEBT_GIVEN_BACK = "{debt} for your care of {day}, cancelled since: {amount} is given back to you."
