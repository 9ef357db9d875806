"""Owns the names of families of care, which stand for an act without a code."""

from collections.abc import Mapping

from reimbursement.texts.text import Text
from reimbursement.vocabulary import Family

ANY_ACT = Text("Acte médical", "Medical act")

FAMILIES: Mapping[Family, Text] = {
    Family.CONSULTATION: Text("Consultation", "Consultation"),
    Family.VISIT: Text("Visite à domicile", "Home visit"),
    Family.TECHNICAL_ACT: Text("Acte technique", "Technical act"),
    Family.IMAGING: Text("Examen d'imagerie", "Imaging exam"),
    Family.MIDWIFE: Text("Acte de sage-femme", "Midwife's act"),
    Family.DENTAL_CARE: Text("Soin dentaire", "Dental care"),
    Family.DENTAL_PROSTHESIS: Text("Prothèse dentaire", "Dental prosthesis"),
    Family.ORTHODONTICS: Text("Orthodontie", "Orthodontics"),
    Family.AUXILIARY: Text("Soin d'un auxiliaire médical", "Nursing, physiotherapy or similar care"),
    Family.BIOLOGY: Text("Analyses de laboratoire", "Laboratory tests"),
    Family.ANATOMO_PATHOLOGY: Text("Examen de tissus ou de cellules", "Exam of tissue or cells"),
    Family.MEDICINE_100: Text("Médicament irremplaçable", "Irreplaceable medicine"),
    Family.MEDICINE_65: Text("Médicament à service médical important", "Medicine of major benefit"),
    Family.MEDICINE_30: Text("Médicament à service médical modéré", "Medicine of moderate benefit"),
    Family.MEDICINE_15: Text("Médicament à service médical faible", "Medicine of low benefit"),
    Family.HOMEOPATHY: Text("Médicament homéopathique", "Homeopathic medicine"),
    Family.LPP: Text("Appareil ou matériel médical", "Medical device"),
    Family.WHEELCHAIR: Text("Fauteuil roulant", "Wheelchair"),
    Family.WHEELCHAIR_RENTAL: Text("Location de fauteuil roulant", "Wheelchair rental"),
    Family.OPTICS_FRAME: Text("Monture de lunettes", "Glasses frame"),
    Family.OPTICS_LENS: Text("Verre de lunettes", "Glasses lens"),
    Family.HEARING_AID: Text("Aide auditive", "Hearing aid"),
    Family.TRANSPORT: Text("Transport sanitaire", "Medical transport"),
    Family.HOSPITAL_DAY: Text("Séjour à l'hôpital", "Hospital stay"),
    Family.CURE: Text("Soins de cure thermale", "Spa cure treatment"),
    Family.CURE_SUPERVISION: Text("Surveillance médicale de cure", "Medical supervision of a spa cure"),
    Family.CURE_TRAVEL: Text("Trajet de cure", "Travel to a spa cure"),
    Family.CURE_LODGING: Text("Hébergement de cure", "Lodging of a spa cure"),
    Family.PSYCHOLOGIST: Text("Séance chez un psychologue", "Session with a psychologist"),
    Family.SURCHARGE: Text("Majoration", "Supplement"),
}
