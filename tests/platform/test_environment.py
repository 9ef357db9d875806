"""Each declared process gets its whole environment, and nothing of the user's shell."""

from pathlib import Path

import pytest

from tests.platform.test_state import surroundings
from tools.local import environment
from tools.local.defaults import PORTS
from tools.local.paths import ROOT, SERVICES
from tools.local.plan import MIGRATED, PROCESSES, Process, named


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
def test_every_declared_process_exists_and_has_its_ports(process: Process) -> None:
    module = Path(process.module.replace(".", "/")) / "__main__.py"
    assert (SERVICES / module).is_file() or (ROOT / module).is_file()
    assert f"{process.name}_health" in PORTS
    assert bool(process.serves) == (process.name in PORTS)
    assert not process.schema or process.schema in MIGRATED


def test_no_two_processes_want_the_same_port() -> None:
    assert len(set(PORTS.values())) == len(PORTS)


def test_a_process_is_told_where_everything_is(tmp_path: Path) -> None:
    found = environment.of(named("receipts.api"), surroundings(tmp_path), {})
    assert found["VITALE_RECEIPTS_API_GRPC_LISTEN"] == "127.0.0.1:30054"
    assert found["VITALE_RECEIPTS_API_IDENTITY_TARGET"] == "127.0.0.1:30051"
    assert found["VITALE_RECEIPTS_API_DSN"] == "postgresql://receipts:receipts-secret@127.0.0.1:15432/vitale"
    assert found["VITALE_RECEIPTS_API_KEYS"] == str(tmp_path / "keys" / "receipts_api.json")
    assert not [name for name, value in found.items() if "{" in value]


def test_a_process_without_a_database_gets_no_address_of_one(tmp_path: Path) -> None:
    found = environment.of(named("expenses"), surroundings(tmp_path), {})
    assert not [value for value in found.values() if "secret" in value]


def test_a_setting_is_overridden_for_one_process(tmp_path: Path) -> None:
    extra = {"GENERATION": "2", "OTEL_SERVICE_NAME": "other"}
    found = environment.of(named("receipts.worker"), surroundings(tmp_path), extra)
    assert found["VITALE_RECEIPTS_WORKER_GENERATION"] == "2"
    assert found["OTEL_SERVICE_NAME"] == "other"


def test_the_user_s_shell_does_not_change_what_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VITALE_IDENTITY_DSN", "postgresql://elsewhere/production")
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    found = environment.of(named("identity"), surroundings(tmp_path), {})
    assert "elsewhere" not in " ".join(found.values())
