"""Pairwise identifiers: stable for one reader, unrelated for two, and nothing of the person inside; the keys' file."""

import base64
import json
import secrets
from pathlib import Path

import pytest

from card_registry.keys import RegistryKeys
from card_registry.pairwise import Pairwise

ONE, OTHER, HOLDER = b"1" * 16, b"2" * 16, b"h" * 16


def test_a_person_has_another_identifier_at_each_practice_and_under_each_key() -> None:
    pairwise = Pairwise(bytes(32))
    seen = {
        pairwise.subject(ONE, "RPPS:1"),
        pairwise.subject(ONE, "RPPS:2"),
        pairwise.subject(OTHER, "RPPS:1"),
        Pairwise(b"k" * 32).subject(ONE, "RPPS:1"),
    }
    assert len(seen) == 4
    assert pairwise.subject(ONE, "RPPS:1") in seen
    assert {len(bytes.fromhex(one)) for one in seen} == {16}
    assert all(ONE.hex() not in one for one in seen)


def test_a_reference_finds_its_person_on_its_card_only() -> None:
    pairwise = Pairwise(bytes(32))
    reference = pairwise.reference(HOLDER, ONE)
    assert pairwise.presented(reference, HOLDER, [HOLDER, OTHER, ONE]) == ONE
    assert pairwise.presented(reference, HOLDER, [HOLDER, OTHER]) is None
    assert pairwise.presented(reference, OTHER, [HOLDER, ONE]) is None
    assert pairwise.presented(reference[:-1], HOLDER, [ONE]) is None
    assert (len(reference), pairwise.reference(HOLDER, HOLDER)) == (8, b"")


def test_parts_of_a_challenge_cannot_be_moved_into_each_other() -> None:
    pairwise = Pairwise(bytes(32))
    assert pairwise.challenge_tag(b"ab", b"c") != pairwise.challenge_tag(b"a", b"bc")


def written(folder: Path, document: object) -> Path:
    path = folder / "keys.json"
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")
    return path


def test_the_keys_are_read(tmp_path: Path) -> None:
    one, other = secrets.token_bytes(32), secrets.token_bytes(32)
    document = {"pairwise": base64.b64encode(one).decode(), "seal": base64.b64encode(other).decode()}
    keys = RegistryKeys.load(written(tmp_path, document))
    assert (keys.pairwise, keys.seal) == (one, other)
    assert document["pairwise"] not in repr(keys)


GOOD = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("{", "not JSON"),
        ([], "not a JSON object"),
        ({}, "pairwise is missing"),
        ({"pairwise": GOOD, "seal": "!"}, "seal is missing or is not base64"),
        ({"pairwise": GOOD, "seal": "QUFB"}, "seal must be 32 bytes, it has 3"),
        ({"pairwise": GOOD, "seal": GOOD}, "must differ"),
    ],
)
def test_a_wrong_file_is_told_without_its_content(tmp_path: Path, document: object, told: str) -> None:
    with pytest.raises(ValueError, match=told) as refused:
        RegistryKeys.load(written(tmp_path, document))
    assert GOOD not in str(refused.value)
