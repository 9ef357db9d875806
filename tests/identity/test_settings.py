"""The vault starts only with two good secrets, and never repeats them when it refuses."""

import base64
import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from chassis.clock import SystemClock
from chassis.tokens import TokenSigner
from identity.keys import VaultKeys
from identity.settings import IdentitySettings
from tests.identity.door import settings

GOOD = base64.b64encode(bytes(range(32))).decode()
OTHER = base64.b64encode(bytes(range(32, 64))).decode()


def keys_file(folder: Path, content: object) -> Path:
    path = folder / "keys.json"
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


def test_good_keys_are_read(tmp_path: Path) -> None:
    keys = VaultKeys.load(keys_file(tmp_path, {"pepper": GOOD, "aes_key": OTHER}))
    assert keys.pepper == bytes(range(32))
    assert keys.aes_key == bytes(range(32, 64))
    assert GOOD not in repr(keys)
    assert repr(bytes(range(32))) not in repr(keys)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"pepper": GOOD}, "aes_key is missing"),
        ({"pepper": GOOD, "aes_key": "%%%"}, "aes_key is missing or is not base64"),
        ({"pepper": GOOD[:12], "aes_key": OTHER}, "pepper must be 32 bytes"),
        ({"pepper": GOOD, "aes_key": GOOD}, "must differ"),
        (f"{{{GOOD}", "not JSON"),
        ([GOOD], "not a JSON object"),
    ],
)
def test_wrong_keys_are_refused_by_name_without_their_value(tmp_path: Path, content: object, says: str) -> None:
    with pytest.raises(ValueError, match=says) as caught:
        VaultKeys.load(keys_file(tmp_path, content))
    assert GOOD not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_settings_of_a_vault_without_good_keys_name_the_setting(tmp_path: Path) -> None:
    signer = TokenSigner.generate(clock=SystemClock())
    good = settings(tmp_path, signer)
    keys_file(tmp_path, {"pepper": GOOD, "aes_key": OTHER[:8]})
    with pytest.raises(ValidationError, match="KEYS: aes_key must be 32 bytes") as caught:
        IdentitySettings(**good.model_dump())
    assert GOOD not in str(caught.value)
