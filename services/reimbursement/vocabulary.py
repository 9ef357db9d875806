"""Owns the closed lists of words that a care, a cover and a contract are described with."""

from enum import IntEnum, StrEnum


class Family(StrEnum):
    """Kind of act or item of a line."""

    CONSULTATION = "consultation"
    VISIT = "visit"
    TECHNICAL_ACT = "technical_act"
    IMAGING = "imaging"
    MIDWIFE = "midwife"
    DENTAL_CARE = "dental_care"
    DENTAL_PROSTHESIS = "dental_prosthesis"
    ORTHODONTICS = "orthodontics"
    AUXILIARY = "auxiliary"
    BIOLOGY = "biology"
    ANATOMO_PATHOLOGY = "anatomo_pathology"
    MEDICINE_100 = "medicine_100"
    MEDICINE_65 = "medicine_65"
    MEDICINE_30 = "medicine_30"
    MEDICINE_15 = "medicine_15"
    HOMEOPATHY = "homeopathy"
    LPP = "lpp"
    WHEELCHAIR = "wheelchair"
    WHEELCHAIR_RENTAL = "wheelchair_rental"
    OPTICS_FRAME = "optics_frame"
    OPTICS_LENS = "optics_lens"
    HEARING_AID = "hearing_aid"
    TRANSPORT = "transport"
    HOSPITAL_DAY = "hospital_day"
    CURE = "cure"
    CURE_SUPERVISION = "cure_supervision"
    CURE_TRAVEL = "cure_travel"
    CURE_LODGING = "cure_lodging"
    PSYCHOLOGIST = "psychologist"
    SURCHARGE = "surcharge"


class Pathway(StrEnum):
    """Whether the care follows the coordinated care pathway (parcours de soins)."""

    IN = "in"
    OUT = "out"
    NOT_CONCERNED = "not_concerned"


class Access(StrEnum):
    """How the person came to the professional; UNKNOWN when only the pathway itself is stated."""

    UNKNOWN = ""
    TREATING_DOCTOR = "treating_doctor"
    SUBSTITUTE = "substitute"
    REFERRED = "referred"
    DIRECT_ACCESS = "direct_access"
    EMERGENCY = "emergency"
    AWAY_FROM_HOME = "away_from_home"
    PROTOCOL = "protocol"
    NO_TREATING_DOCTOR = "no_treating_doctor"
    NOT_RESPECTED = "not_respected"


class Prevention(StrEnum):
    """A prevention act that has rules of its own; NONE for ordinary care."""

    NONE = ""
    COMPULSORY_EXAM = "compulsory_exam"
    PREGNANCY_EXAM = "pregnancy_exam"
    CONTRACEPTION = "contraception"
    BREAST_SCREENING = "breast_screening"
    COLORECTAL_SCREENING = "colorectal_screening"
    HIV_SCREENING = "hiv_screening"
    DENTAL_CHECK = "dental_check"


class Basket(StrEnum):
    """Basket of an optical, hearing or dental item: class A / I (no cost left), limited price, free price."""

    NONE = ""
    HUNDRED_PERCENT_SANTE = "hundred_percent_sante"
    CONTROLLED = "controlled"
    FREE = "free"


class Correction(StrEnum):
    """How strong a lens is, for the bands of the responsible contract."""

    NONE = ""
    SIMPLE = "simple"
    COMPLEX = "complex"
    VERY_COMPLEX = "very_complex"


class StayKind(StrEnum):
    """How the person is in hospital."""

    FULL = "full"
    DAY_CASE = "day_case"
    HOME = "home"


class StayEnd(StrEnum):
    """How a stay ends; the exit day bears no daily fee after a death or a transfer."""

    HOME = "home"
    TRANSFER = "transfer"
    DEATH = "death"


class Setting(StrEnum):
    """Where the care takes place; a home visit is `other`."""

    OFFICE = "office"
    HOSPITAL_OUTPATIENT = "hospital_outpatient"
    HOSPITAL_STAY = "hospital_stay"
    EMERGENCY = "emergency"
    PHARMACY = "pharmacy"
    LAB = "lab"
    TRANSPORT = "transport"
    OPTICIAN = "optician"
    AUDIOLOGIST = "audiologist"
    DENTAL = "dental"
    OTHER = "other"


class ProfessionalKind(StrEnum):
    """Profession or specialty of the person who does the care."""

    GP = "gp"
    SPECIALIST = "specialist"
    PSYCHIATRIST = "psychiatrist"
    PAEDIATRICIAN = "paediatrician"
    GYNAECOLOGIST = "gynaecologist"
    RADIOLOGIST = "radiologist"
    DENTIST = "dentist"
    STOMATOLOGIST = "stomatologist"
    MIDWIFE = "midwife"
    NURSE = "nurse"
    PHYSIOTHERAPIST = "physiotherapist"
    SPEECH_THERAPIST = "speech_therapist"
    PSYCHOLOGIST = "psychologist"
    PHARMACIST = "pharmacist"
    BIOLOGIST = "biologist"
    OPTICIAN = "optician"
    AUDIOLOGIST = "audiologist"
    TRANSPORTER = "transporter"
    OTHER = "other"


class Sector(StrEnum):
    """Agreement sector of a doctor; UNKNOWN when it does not apply or is not said."""

    ONE = "1"
    TWO = "2"
    TWO_OPTAM = "2_optam"
    THREE = "3"
    UNKNOWN = ""


class Exemption(StrEnum):
    """A situation of the person that may change the rate or the flat charges."""

    ALD = "ald"
    MATERNITY = "maternity"
    INVALIDITY = "invalidity"
    AT_MP = "at_mp"
    C2S = "c2s"
    AME = "ame"
    MILITARY_PENSION = "military_pension"
    TERRORISM_VICTIM = "terrorism_victim"
    NEWBORN = "newborn"
    PREVENTION = "prevention"
    AT_MP_TWO_THIRDS = "at_mp_two_thirds"
    ORGAN_DONOR = "organ_donor"
    MINOR_VIOLENCE_VICTIM = "minor_violence_victim"
    SPECIAL_EDUCATION = "special_education"


class GuaranteeKind(StrEnum):
    """How a complementary contract words what it pays."""

    PERCENT_BASE = "percent_base"
    TICKET_MODERATEUR = "ticket_moderateur"
    TICKET_MODERATEUR_PLUS_EUROS = "ticket_moderateur_plus_euros"
    EUROS = "euros"
    REAL_COST = "real_cost"
    HUNDRED_PERCENT_SANTE = "hundred_percent_sante"
    C2S = "c2s"
    PERCENT_PMSS = "percent_pmss"


class Per(StrEnum):
    """What the figure of a guarantee is for: the line, each of its acts, or a budget shared by many lines."""

    LINE = ""
    ACT = "act"
    YEAR = "year"
    TWO_YEARS = "two_years"
    FOUR_YEARS = "four_years"


class SectorScope(StrEnum):
    """Which doctors a guarantee is for."""

    ANY = ""
    OPTAM = "optam"
    WITHOUT_OPTAM = "without_optam"


class Counter(IntEnum):
    """A limit that is a sum over uses, or what is owed; numbers are stored, never renumber.

    The scope says what is counted together; amounts are cents unless said otherwise.
    """

    PARTICIPATION = 1  # scope: practice
    FRANCHISE = 2  # scope: "box", "act:" or "trip:" and the practice
    SESSION = 3  # scope: "psychologist"; amount: sessions
    ITEM = 4  # scope: "optics", "hearing_aid:left"...; amount: items
    CONTRACEPTION_VISIT = 5  # scope: ""; amount: visits
    COSTLY_ACT = 6  # scope: stay, or practice for an act of one day
    EMERGENCY_FEE = 7  # scope: practice
    AMC_BUDGET = 8  # scope: AMC number and budget
    AMC_TIMES = 9  # scope: AMC number and budget; amount: acts

    # Owed and recovered: a debt has scope "" and the receipt that made it; a recovery is negative and its scope is
    # the receipt (hex) that made the debt.
    DEBT_PARTICIPATION = 21
    DEBT_FRANCHISE = 22
    DEBT_SURCHARGE = 23


class DebtKind(IntEnum):
    """What is to be recovered later because the professional was paid directly; numbers are stored."""

    PARTICIPATION = 1
    FRANCHISE = 2
    SURCHARGE = 3


class Audience(IntEnum):
    """Who may see the receipt: those who see the person, or the person alone."""

    FAMILY = 1
    SUBJECT_ONLY = 2
