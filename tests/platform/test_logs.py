"""The merged log names each line's process, gives whole lines only, and starts again with a log made anew."""

from pathlib import Path

from tools.local.logs import LAST_LINES, Follower, merged


def test_each_line_carries_the_name_of_its_process(tmp_path: Path) -> None:
    (tmp_path / "kafka.log").write_text("ready\n")
    (tmp_path / "receipts.worker.log").write_text("assigned\n")
    lines = [line.split("|") for line in merged(tmp_path, follow=False)]
    assert [(name.strip(), text) for name, text in lines] == [("kafka", " ready"), ("receipts.worker", " assigned")]


def test_only_the_last_lines_of_a_long_log_are_shown_at_first(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("".join(f"{number}\n" for number in range(500)))
    lines = list(merged(tmp_path, follow=False))
    assert len(lines) == LAST_LINES
    assert lines[-1].endswith("| 499")


def test_half_a_line_waits_for_its_end(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text("one\ntw")
    follower = Follower(log)
    assert follower.lines() == ["one"]
    log.write_text("one\ntwo\n")
    assert follower.lines() == ["two"]
    assert follower.lines() == []


def test_a_log_made_anew_is_read_from_its_start(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_text("a long first life\n")
    follower = Follower(log)
    follower.lines()
    log.write_text("second\n")
    assert follower.lines() == ["second"]
