"""The payer that calls, read from its token: never from a settlement."""

import re
from typing import Final

from chassis.errors import DomainError, ErrorCode
from chassis.token_claims import Claims
from vitale.settlement.v1.settlement_pb2 import PAYER_KIND_AMC, PAYER_KIND_AMO, Payer

_NUMBER: Final = re.compile(r"[A-Z0-9]{1,16}")


def payer_of(claims: Claims) -> Payer:
    """The payer of a verified token with role "scheme" or "insurer".

    Raises:
        DomainError: PERMISSION_DENIED, naming the attribute that is missing or malformed.
    """
    kind, name = (PAYER_KIND_AMO, "scheme") if claims.role == "scheme" else (PAYER_KIND_AMC, "amc_number")
    number = claims.attribute(name)
    if not _NUMBER.fullmatch(number):
        raise DomainError(ErrorCode.PERMISSION_DENIED, {"attribute": name, "problem": "holds no known value"})
    return Payer(kind=kind, number=number)
