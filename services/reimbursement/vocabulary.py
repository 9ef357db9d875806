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
    MEDICINE_100 = "medicine_100"
    MEDICINE_65 = "medicine_65"
    MEDICINE_30 = "medicine_30"
    MEDICINE_15 = "medicine_15"
    LPP = "lpp"
    OPTICS_FRAME = "optics_frame"
    OPTICS_LENS = "optics_lens"
    HEARING_AID = "hearing_aid"
    TRANSPORT = "transport"
    HOSPITAL_DAY = "hospital_day"
    CURE = "cure"
    PSYCHOLOGIST = "psychologist"
    SURCHARGE = "surcharge"


class Pathway(StrEnum):
    """Whether the care follows the coordinated care pathway (parcours de soins)."""

    IN = "in"
    OUT = "out"
    NOT_CONCERNED = "not_concerned"


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


class GuaranteeKind(StrEnum):
    """How a complementary contract words what it pays."""

    PERCENT_BASE = "percent_base"
    TICKET_MODERATEUR = "ticket_moderateur"
    TICKET_MODERATEUR_PLUS_EUROS = "ticket_moderateur_plus_euros"
    EUROS = "euros"
    REAL_COST = "real_cost"
    HUNDRED_PERCENT_SANTE = "hundred_percent_sante"
    C2S = "c2s"


class Counter(IntEnum):
    """A limit that is a sum over uses; numbers are stored, never renumber."""

    PARTICIPATION = 1
    FRANCHISE = 2


class DebtKind(IntEnum):
    """What is to be recovered later because the professional was paid directly; numbers are stored."""

    PARTICIPATION = 1
    FRANCHISE = 2
    SURCHARGE = 3


class Audience(IntEnum):
    """Who may see the receipt: those who see the person, or the person alone."""

    FAMILY = 1
    SUBJECT_ONLY = 2
