"""Failpoints: nothing unless armed, once when armed."""

from pathlib import Path

import pytest

from chassis.failpoints import FailpointRaised, FileFailpoints, NoFailpoints, from_directory


@pytest.mark.asyncio
async def test_a_point_that_is_not_armed_does_nothing(tmp_path: Path) -> None:
    await FileFailpoints(tmp_path).hit("after_commit")
    await NoFailpoints().hit("after_commit")


@pytest.mark.asyncio
async def test_an_armed_point_fires_once(tmp_path: Path) -> None:
    points = FileFailpoints(tmp_path)
    (tmp_path / "after_commit").write_text("raise\n", encoding="utf-8")
    await points.hit("before_commit")
    with pytest.raises(FailpointRaised, match="after_commit"):
        await points.hit("after_commit")
    await points.hit("after_commit")


@pytest.mark.asyncio
async def test_an_unknown_action_is_told(tmp_path: Path) -> None:
    (tmp_path / "here").write_text("explode", encoding="utf-8")
    with pytest.raises(ValueError, match="kill, stop, raise or sleep"):
        await FileFailpoints(tmp_path).hit("here")


def test_without_a_directory_there_are_none(tmp_path: Path) -> None:
    assert isinstance(from_directory(None), NoFailpoints)
    assert isinstance(from_directory(tmp_path), FileFailpoints)
