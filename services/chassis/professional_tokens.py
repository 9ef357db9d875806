"""What Pro Santé Connect says of a professional, as attributes of a caller; profession and structure come from here.

The claims are those that its users publish (SubjectNameID, SubjectRefPro); `titulaire` is ours, for somebody who acts
as herself under a titular.
"""

from collections.abc import Mapping
from typing import Any, Final

from chassis.errors import DomainError, ErrorCode

_IDNPS: Final = "8"
_RPPS_DIGITS: Final = 11
# Codes of professions (TRE-G15) that practise here; what has no code of its own acts under a titular.
PROFESSIONS: Final = {
    "10": "doctor",
    "21": "pharmacist",
    "40": "dentist",
    "50": "midwife",
    "60": "nurse",
    "70": "physiotherapist",
    "86": "biologist",
    "SEC": "secretary",
    "PREP": "preparateur",
    "ADM": "admission",
}


def attributes_of(payload: Mapping[str, Any]) -> Mapping[str, str]:
    """Attributes of a verified token: practice_id, rpps or none, actor_id, profession, acting_for, auth.

    Raises:
        DomainError: UNAUTHENTICATED when a claim is missing or of another kind.
    """
    name = _text(payload, "SubjectNameID")
    exercise = _first(payload.get("SubjectRefPro"), "exercices")
    activity = _first(exercise, "activities")
    rpps = name.removeprefix(_IDNPS) if _is_idnps(name) else ""
    attributes = {
        "practice_id": _structure(activity),
        "actor_id": rpps or name,
        "profession": PROFESSIONS.get(_text(exercise, "codeProfession"), "other"),
        "name": _text(activity, "raisonSocialeSite"),
        "auth": "psc",
    }
    titular = payload.get("titulaire")
    if rpps:
        attributes["rpps"] = rpps
    elif isinstance(titular, str) and titular:
        attributes["acting_for"] = titular
    else:
        # Whoever has no RPPS number answers to somebody who has.
        raise _refused("titulaire")
    return attributes


def _structure(activity: Mapping[str, Any]) -> str:
    """FINESS number of the site, or the structure's own identifier where it has none, as surgeries."""
    name = "numeroFinessSite" if activity.get("numeroFinessSite") else "ancienIdentifiantDeLaStructure"
    return _text(activity, name)


def _is_idnps(name: str) -> bool:
    return name.startswith(_IDNPS) and name.isascii() and name.isdigit() and len(name) == 1 + _RPPS_DIGITS


def _first(holder: object, name: str) -> Mapping[str, Any]:
    found = holder.get(name) if isinstance(holder, Mapping) else None
    if not isinstance(found, list) or not found or not isinstance(found[0], Mapping):
        raise _refused(name)
    return found[0]


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    if not isinstance(value, str) or not value:
        raise _refused(name)
    return value


def _refused(claim: str) -> DomainError:
    return DomainError(ErrorCode.UNAUTHENTICATED, {"why": f"claim_{claim}"})
