"""Identity for health (INS): the text of its DataMatrix, version 2.2 of 26 September 2023 (interfaces, section 4)."""

import unicodedata
from typing import Final, NamedTuple

_HEADER: Final = "IS01" + "0" * 22
_GS: Final = "\x1d"
_OID_BYTES: Final = 20
_NAME_BYTES: Final = 100
_LIGATURES: Final = str.maketrans({"Œ": "OE", "Æ": "AE", "’": "'"})


class Ins(NamedTuple):
    """A qualified identity: matricule with its OID, traits; `birth_date` is YYYY-MM-DD, lunar dates legal."""

    matricule: str
    oid: str
    given_names: str
    birth_name: str
    sex: str
    birth_date: str
    birth_place: str = ""


def datamatrix(ins: Ins) -> str:
    """The text of the symbol: header, then S1 to S7, a variable field closed by GS unless it is full or the last.

    Names are written in capitals without diacritics, as the reference identity of the tele-service has them; the day is
    DD-MM-YYYY.
    """
    year, month, day = ins.birth_date.split("-")
    place = f"S7{ins.birth_place}" if ins.birth_place else ""
    return "".join(
        (
            _HEADER,
            f"S1{ins.matricule}",
            _variable("S2", ins.oid, _OID_BYTES),
            _variable("S3", _plain(ins.given_names), _NAME_BYTES),
            _variable("S4", _plain(ins.birth_name), _NAME_BYTES),
            f"S5{ins.sex}",
            f"S6{day}-{month}-{year}",
            place,
        )
    )


def _variable(name: str, value: str, longest: int) -> str:
    cut = value[:longest]
    return f"{name}{cut}{_GS if len(cut) < longest else ''}"


def _plain(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.upper().translate(_LIGATURES))
    kept = "".join(letter for letter in decomposed if letter.isascii() and (letter.isalpha() or letter in " -'"))
    return " ".join(kept.split())
