"""A row of the table of errors, and the words that many rows share."""

from typing import Final, NamedTuple

from grpc import StatusCode


class ErrorRow(NamedTuple):
    """What one code becomes at each door, and what to do about it."""

    grpc_status: StatusCode
    http_status: int
    title: str
    counter_fr: str
    counter_en: str
    engineer: str
    parked: bool = False  # may stand as the reason of a parked record
    retry_after_s: float = 0.0  # above zero: the same call may be repeated after that many seconds


LATER_FR: Final = "Réessayez dans un instant ; rien n'est perdu."
LATER_EN: Final = "Try again in a moment; nothing is lost."
SUPPORT_FR: Final = "Donnez le numéro d'assistance à votre éditeur de logiciel."
SUPPORT_EN: Final = "Give the support number to your software vendor."
WAIT_FR: Final = "Le dossier est gardé et sera repris sans nouvelle saisie."
WAIT_EN: Final = "The file is kept and will be taken up again; do not enter it a second time."
