"""The signed proof of a check: what it says, and when payment is guaranteed."""

import secrets
from datetime import datetime
from typing import Final

from adri.acquisition.asked import Asked
from adri.acquisition.contexts import Caller
from card_protocol import check_proof
from card_protocol.check_proof import CheckProof
from card_protocol.context_token import ContextToken
from card_protocol.keys import SigningKey
from vitale.rights.v1.acquisition_service_pb2 import RightsAnswer

_ID_BYTES: Final = 16
_NOBODY: Final = "none"


class Proofs:
    """Signs check proofs."""

    def __init__(self, key: SigningKey, *, production: bool) -> None:
        """Take the key; in production a demonstration card guarantees nothing."""
        self._key, self._production = key, production

    def sign(
        self, answer: RightsAnswer, asked: Asked, *, caller: Caller, token: ContextToken | None, now: datetime
    ) -> tuple[str, bool]:
        """The proof of an answer (JWS), and whether it guarantees payment; `token` None = nobody was present."""
        guaranteed = token is not None and self.guarantees(token) and answer.open and not answer.as_known_today
        proof = CheckProof(
            proof_id=secrets.token_bytes(_ID_BYTES),
            context_id=token.context_id if token else None,
            practice_id=caller.listing.practice_id,
            presence=token.method if token else _NOBODY,
            freshness=token.freshness if token else _NOBODY,
            proof_time=token.proof_time if token else None,
            care_date=asked.care,
            prescription_date=asked.prescription,
            reference_date=type(asked.care).fromisoformat(answer.reference_date),
            nature=asked.nature.value,
            rights_revision=answer.rights_revision,
            staleness_s=answer.staleness_s,
            payment_guarantee=guaranteed,
            issued_at=now,
            jkt=caller.binding.jkt,
            x5t=None if caller.binding.jkt else caller.binding.x5t,
            demo=token.demo if token else False,
        )
        return check_proof.sign(self._key, proof), guaranteed

    def guarantees(self, token: ContextToken) -> bool:
        """Whether a presentation can guarantee: not redeemed later, not of a demonstration card in production."""
        return token.freshness != "deferred" and not (token.demo and self._production)
