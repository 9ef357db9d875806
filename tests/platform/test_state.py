"""The state file is read back as it was written, holds what others need, and a bad one asks to start the platform."""

import stat
from pathlib import Path

import pytest

from tools.local.defaults import PORTS
from tools.local.environment import Surroundings
from tools.local.keys import Keys
from tools.local.pids import ProcessIdentity
from tools.local.plan import MIGRATED
from tools.local.state import NotRunningError, ProcessState, State


def surroundings(folder: Path) -> Surroundings:
    keys = Keys(folder / "keys", folder / "keys" / "issuer.json", folder / "keys" / "issuers.json")
    passwords = {schema: f"{schema}-secret" for schema in MIGRATED}
    admin = "postgresql://postgres:admin-secret@127.0.0.1:15432/postgres"
    return Surroundings("127.0.0.1:19092", admin, PORTS, keys, passwords, folder / "failpoints")


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    written = surroundings(tmp_path).state()
    entry = ProcessState(ProcessIdentity(12, "boot:34", "python -m identity"), "log", 15, 15.0)
    written = State(**{**{name: getattr(written, name) for name in State.__slots__}, "processes": {"identity": entry}})
    written.write(tmp_path / "state.json")
    assert State.read(tmp_path / "state.json") == written


def test_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    surroundings(tmp_path).state().write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_it_holds_an_address_for_every_service(tmp_path: Path) -> None:
    state = surroundings(tmp_path).state()
    assert state.targets["identity"] == "127.0.0.1:30051"
    assert state.targets["receipts"] == state.targets["receipts.api"]
    assert state.targets["expenses"] == "http://127.0.0.1:8080"
    assert state.postgres.admin_dsn == "postgresql://postgres:admin-secret@127.0.0.1:15432/vitale"
    assert state.postgres.dsn["adri"] == "postgresql://adri:adri-secret@127.0.0.1:15432/vitale"


@pytest.mark.parametrize("text", [None, "", "{", "{}", '{"ports": 1}', "[]"])
def test_a_missing_or_foreign_file_asks_to_start_the_platform(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "state.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(NotRunningError, match="make up"):
        State.read(path)
