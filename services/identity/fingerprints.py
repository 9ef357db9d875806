"""The lookup index: keyed hashes that find a subject and tell nothing without the pepper."""

import hmac

from identifiers import Nir
from identity.model import BillingKey, Evidence, Person

FINGERPRINT_BYTES = 32


class Fingerprints:
    """HMAC-SHA256 of identifiers. Each kind has its own first byte, so that no kind can stand for another."""

    def __init__(self, pepper: bytes) -> None:
        """Take the pepper, 32 secret bytes."""
        self._pepper = pepper

    def number(self, number: Nir) -> bytes:
        """Index a NIR or NIA: one space for both, the waiting number has the same shape."""
        return self._hash(b"N", number.reveal().encode())

    def triplet(self, key: BillingKey) -> bytes:
        """Index an invoice's way to name a person; every part has a fixed length, so no two triplets read alike."""
        return self._hash(b"T", f"{key.opener.reveal()}{key.birth_date}{key.birth_rank}".encode())

    def person_id(self, person_id: str) -> bytes:
        """Index an identifier given by a scheme."""
        return self._hash(b"P", person_id.encode())

    def evidence(self, person: Person, opener: Nir) -> Evidence:
        """Index everything a scheme states of a person on the card of `opener`."""
        return Evidence(
            path=person.path,
            number=None if person.number is None else self.number(person.number),
            triplet=self.triplet(BillingKey(opener, person.birth_date, person.birth_rank)),
            person_id=self.person_id(person.person_id),
            anonymous=person.number is not None and person.number.is_anonymous,
        )

    def _hash(self, kind: bytes, value: bytes) -> bytes:
        return hmac.digest(self._pepper, kind + value, "sha256")
