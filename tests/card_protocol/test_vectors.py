"""The vectors given to whoever writes another side: still those of the tool, and judged alike here and in the page."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from card_protocol.encoding import b64url, from_b64url, from_base45
from card_protocol.encoding import base45 as to_base45
from card_protocol.keys import key_from_jwk, kid8
from tests.card_protocol.twin import Twin
from tools.card_vectors.__main__ import FILE, main
from tools.card_vectors.document import world_of, written
from tools.card_vectors.verdict import KINDS, judge

DOCUMENT: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
VECTORS: dict[str, dict[str, Any]] = {vector["id"]: vector for vector in DOCUMENT["vectors"]}
# What the page reads by itself; tokens it only carries.
OF_THE_PAGE = ("presentation", "base45", "point")
READ = """async (vectors) => {
  const { fromBase45, fromHex, hex } = await import("/protocol/bytes.js");
  const { fromPoint, thumbprint } = await import("/protocol/keys.js");
  const readers = {
    base45: async ({ text }) => ({ hex: hex(fromBase45(text)) }),
    point: async (given) => ({ jkt: await thumbprint(await fromPoint(fromHex(given.hex))) }),
  };
  const read = async ({ kind, given }) => {
    try {
      return { verdict: "ok", gives: await readers[kind](given) };
    } catch {
      return { verdict: "malformed", gives: {} };
    }
  };
  return Promise.all(vectors.map(read));
}"""


@pytest.mark.parametrize("name", VECTORS)
def test_a_vector_has_its_verdict(name: str) -> None:
    vector = VECTORS[name]
    said = judge(vector["kind"], vector["given"], world_of(DOCUMENT))
    assert said == (vector["verdict"], vector.get("gives", {}), vector.get("minutes", 0))


def test_the_vectors_are_those_of_the_tool_at_each_run() -> None:
    assert written() == written() == FILE.read_text(encoding="utf-8")


def test_the_tool_tells_a_file_that_is_not_its_own(tmp_path: Path) -> None:
    other = tmp_path / "deep" / "vectors.json"
    assert main(["--check"], other) == 1
    assert main([], other) == 0
    assert main(["--check"], other) == 0
    other.write_text(other.read_text(encoding="utf-8").replace("malformed", "ok", 1), encoding="utf-8")
    assert main(["--check"], other) == 1


def test_the_tool_runs_as_a_command() -> None:
    ran = subprocess.run([sys.executable, "-m", "tools.card_vectors", "--check"], capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()


def test_every_kind_has_good_and_bad_vectors() -> None:
    found = {(vector["kind"], vector["verdict"] == "ok") for vector in VECTORS.values()}
    assert found == {(kind, good) for kind in KINDS for good in (True, False)}
    assert len(VECTORS) == len(DOCUMENT["vectors"]) > 200


def test_good_texts_are_what_is_written_again() -> None:
    for vector in VECTORS.values():
        text = vector["given"].get("text", "")
        if vector["kind"] == "base45" and vector["verdict"] == "ok":
            assert to_base45(from_base45(text)) == text
        if vector["kind"] == "base64url" and vector["verdict"] == "ok":
            assert b64url(from_b64url(text)) == text


@pytest.fixture(scope="module")
def said(twin: Twin) -> dict[str, dict[str, Any]]:
    """What the page says of the vectors that it can read."""
    own = {name: vector for name, vector in VECTORS.items() if vector["kind"] in OF_THE_PAGE}
    cards = [name for name, vector in own.items() if vector["kind"] == "presentation"]
    others = [name for name in own if name not in cards]
    keys = {kid8(key_from_jwk(jwk)).hex(): jwk for jwk in DOCUMENT["keys"]["vitale:card_registry"]["keys"]}
    proven = twin.verdicts_by([own[name]["given"]["text"] for name in cards], now=DOCUMENT["now"], keys=keys)
    read: list[dict[str, Any]] = twin.run(READ, [own[name] for name in others])
    return dict(zip(cards, proven, strict=True)) | dict(zip(others, read, strict=True))


@pytest.mark.browser
@pytest.mark.parametrize("name", [name for name, vector in VECTORS.items() if vector["kind"] in OF_THE_PAGE])
def test_the_page_has_the_same_verdict(said: dict[str, dict[str, Any]], name: str) -> None:
    vector, told = VECTORS[name], said[name]
    assert (told["verdict"], told.get("minutes", 0)) == (vector["verdict"], vector.get("minutes", 0))
    if vector["kind"] == "presentation":
        assert told.get("fresh") == vector.get("gives", {}).get("fresh")
    else:
        assert told["gives"] == vector.get("gives", {})
