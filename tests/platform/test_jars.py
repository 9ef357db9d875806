"""Kafka's jars are only used when every name and every SHA-256 is that of the committed lock."""

from pathlib import Path

import pytest

from tools.local.kafka import jars


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two jars."""
    (tmp_path / "a.jar").write_bytes(b"first")
    (tmp_path / "b.jar").write_bytes(b"second")
    return tmp_path


def test_the_committed_lock_names_kafka_and_each_jar_once() -> None:
    lock = jars.read_lock()
    assert f"kafka_2.13-{jars.VERSION}.jar" in {jar.name for jar in lock}
    assert len({jar.name for jar in lock}) == len(lock) > 40
    assert all(len(jar.sha256) == 64 and jar.size > 0 for jar in lock)


def test_the_same_jars_are_accepted(folder: Path) -> None:
    lock = jars.describe(folder)
    jars.verify(folder, lock)
    assert jars.complete(folder, lock)


def test_one_changed_byte_is_refused_by_name(folder: Path) -> None:
    lock = jars.describe(folder)
    (folder / "b.jar").write_bytes(b"secOnd")
    with pytest.raises(jars.JarsError, match=r"b\.jar"):
        jars.verify(folder, lock)


def test_a_missing_and_a_foreign_jar_are_refused_by_name(folder: Path) -> None:
    lock = jars.describe(folder)
    (folder / "a.jar").rename(folder / "c.jar")
    with pytest.raises(jars.JarsError, match=r"a\.jar, c\.jar"):
        jars.verify(folder, lock)
    assert not jars.complete(folder, lock)


def test_a_half_copied_jar_is_seen_at_every_start(folder: Path) -> None:
    lock = jars.describe(folder)
    (folder / "a.jar").write_bytes(b"fir")
    assert not jars.complete(folder, lock)


def test_a_cache_that_is_not_there_is_not_complete(tmp_path: Path) -> None:
    assert not jars.complete(tmp_path / "none", jars.read_lock())
