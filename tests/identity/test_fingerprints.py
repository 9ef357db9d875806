"""Index entries tell persons apart, tell kinds apart, and depend on the pepper."""

import hashlib

from identity.fingerprints import FINGERPRINT_BYTES, Fingerprints
from identity.model import BillingKey
from tests.identity.people import PEPPER, number, person

INDEX = Fingerprints(PEPPER)


def test_every_part_of_a_triplet_counts() -> None:
    keys = [
        BillingKey(number(1), "2015-02-31", 1),
        BillingKey(number(2), "2015-02-31", 1),
        BillingKey(number(1), "2015-02-30", 1),
        BillingKey(number(1), "2015-02-31", 2),
    ]
    entries = {INDEX.triplet(key) for key in keys}
    assert len(entries) == 4
    assert {len(entry) for entry in entries} == {FINGERPRINT_BYTES}


def test_the_same_text_of_two_kinds_is_two_entries() -> None:
    nir = number(1)
    assert INDEX.number(nir) != INDEX.person_id(nir.reveal())


def test_without_the_pepper_an_entry_cannot_be_guessed() -> None:
    nir = number(1)
    assert INDEX.number(nir) != Fingerprints(bytes(32)).number(nir)
    assert INDEX.number(nir) != hashlib.sha256(b"N" + nir.reveal().encode()).digest()


def test_the_evidence_of_a_person_holds_no_entry_of_a_number_not_stated() -> None:
    assert len(INDEX.evidence(person("ada"), number(1)).all) == 2
    assert len(INDEX.evidence(person("ada", number(2)), number(1)).all) == 3
