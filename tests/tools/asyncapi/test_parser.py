"""AsyncAPI's own parser reads the committed document without an objection, protobuf payloads included."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from contracts.topics import CLAIM, TOPICS
from tools.asyncapi import document, parser

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None, reason="Node is missing and could not be installed: make setup says the line to type"
)
Spoil = Callable[[Any], None]


def test_it_objects_to_nothing_and_finds_every_channel_operation_and_field() -> None:
    found = parser.read(document.PLACE)
    assert found.objections == ()
    assert found.version == "3.1.0"
    assert found.channels == len(TOPICS)
    assert found.operations == sum(len(one.producers) + len(one.consumers) for one in TOPICS)
    for declared in TOPICS:
        if declared.message is not None:
            of_the_message = declared.message.DESCRIPTOR
            alone = {field.name for field in of_the_message.fields if field.containing_oneof is None}
            assert alone <= set(found.fields[of_the_message.full_name])


def a_field_of_an_unknown_type(rendered: Any) -> None:
    payload = rendered["components"]["messages"][CLAIM.name]["payload"]
    payload["schema"] = payload["schema"].replace("message LineDetail {", "message Elsewhere {")


def an_operation_on_no_channel(rendered: Any) -> None:
    rendered["operations"][f"receipts.receive.{CLAIM.name}"]["channel"]["$ref"] = "#/channels/none"


def partitions_in_words(rendered: Any) -> None:
    rendered["channels"][CLAIM.name]["bindings"]["kafka"]["partitions"] = "many"


def another_version(rendered: Any) -> None:
    rendered["asyncapi"] = "3.9.0"


@pytest.mark.parametrize(
    "spoil", [a_field_of_an_unknown_type, an_operation_on_no_channel, partitions_in_words, another_version]
)
def test_it_objects_to_a_document_that_is_wrong(spoil: Spoil, tmp_path: Path) -> None:
    rendered = json.loads(document.text())
    spoil(rendered)
    place = tmp_path / "asyncapi.json"
    place.write_text(json.dumps(rendered))
    assert parser.read(place).objections


def test_without_npm_the_fetch_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(parser.ParserError, match="npm is missing: run `make setup`"):
        parser.ensure()
    assert not parser.is_there()
    assert [left.name for left in (tmp_path / "vitale-live").iterdir()] == [f"{parser.directory().name}.lock"]
