"""The declaration of topics holds together: names, messages, partitions, dead letters, producers and consumers."""

from pathlib import Path

import pytest

from contracts.topics import (
    AMC_DECISION,
    CLAIM,
    CONTROL,
    LEDGER_INPUTS,
    PARTITIONS,
    RECEIPT,
    RIGHTS,
    SETTLEMENT,
    TOPICS,
    topic,
)
from tools.local.paths import ROOT

KEYED_BY_HOME = (CLAIM, CONTROL, RIGHTS, SETTLEMENT, RECEIPT)
PEOPLE = {"operators"}
NOT_YET_BUILT = {"delegation", "mutuelle"}
EVERYONE = "every service"


def built_services() -> set[str]:
    """Services of this tree: packages that can be started."""
    return {place.relative_to(ROOT / "services").parts[0] for place in Path(ROOT / "services").rglob("__main__.py")}


def test_names_are_unique() -> None:
    names = [declared.name for declared in TOPICS]
    assert len(names) == len(set(names))


def test_every_input_of_the_ledger_has_its_dead_letters_with_room_for_its_largest_record() -> None:
    declared = {found.name: found for found in TOPICS}
    for source in LEDGER_INPUTS:
        assert source.dead_letter == f"{source.name}.dlq"
        letters = declared[source.dead_letter]
        assert letters.max_message_bytes > source.max_message_bytes
        assert letters.built


def test_inputs_of_the_ledger_stand_in_name_order_and_are_never_cut_nor_compacted() -> None:
    assert [found.name for found in LEDGER_INPUTS] == sorted(found.name for found in LEDGER_INPUTS)
    for source in LEDGER_INPUTS:
        assert source.config["cleanup.policy"] == "delete"
        assert source.config["retention.ms"] == "-1"


def test_every_built_topic_but_the_dead_letters_has_a_message() -> None:
    without = {found.name for found in TOPICS if found.built and found.message is None}
    assert without == {source.dead_letter for source in LEDGER_INPUTS}


def test_a_topic_is_called_as_the_package_of_its_message() -> None:
    """One name from the proto's path to the topic; the answers of complementary insurers share a package."""
    packages = {found.name: found.message.DESCRIPTOR.file.package for found in TOPICS if found.message is not None}
    assert packages.pop(AMC_DECISION.name) == "vitale.amc.v1alpha1"
    assert packages == {name: name for name in packages}


def test_only_what_is_built_is_frozen_as_v1() -> None:
    assert {found.name.endswith(".v1alpha1") for found in TOPICS if not found.built} == {True}
    assert not any("alpha" in found.name for found in TOPICS if found.built)


@pytest.mark.parametrize("declared", KEYED_BY_HOME, ids=lambda found: found.name)
def test_a_topic_keyed_by_home_has_the_partitions_that_the_vault_stores(declared: object) -> None:
    assert PARTITIONS == 24
    assert getattr(declared, "partitions", None) == PARTITIONS


def test_each_producer_and_consumer_is_a_service_or_people_or_planned() -> None:
    services = built_services()
    named = {name for found in TOPICS for name in (*found.producers, *found.consumers)}
    assert named - services - PEOPLE - NOT_YET_BUILT - {EVERYONE} == set()
    assert services & NOT_YET_BUILT == set(), "it is built now: it leaves the list"


def test_a_built_topic_is_produced_by_what_is_built() -> None:
    able = built_services() | PEOPLE
    orphans = {found.name: found.producers for found in TOPICS if found.built and not able.issuperset(found.producers)}
    assert orphans == {}


def test_an_unknown_topic_is_refused_with_the_list_of_those_that_exist() -> None:
    assert topic("vitale.claim.v1") is CLAIM
    with pytest.raises(KeyError) as refused:
        topic("vitale.claims.v1")
    message = str(refused.value)
    assert "vitale.claims.v1" in message
    assert all(found.name in message for found in TOPICS)
