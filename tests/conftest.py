"""Fixtures of every test: the real Kafka and PostgreSQL, started once per run when a test first asks, ended by pid."""

import asyncio
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Generator, Iterator
from functools import cache, partial
from itertools import takewhile
from pathlib import Path

import pytest
import uvloop

from tests import forks
from tests.fakes.brokers import local_broker
from tools.local.background import run_blocking
from tools.local.ports import choose
from tools.local.postgres.database import create_database, on_database
from tools.local.postgres.server import PostgresServer, ServerPlan

HERE = Path(__file__).parent
LAYERS = ("integration", "faults", "browser")
TOLD = "told"
Tell = Callable[[str], None]


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker of the few tests that a machine may leave out; make forks of this process safe."""
    forks.spare()
    config.addinivalue_line("markers", "may_skip: may be skipped in CI too, with a printed reason")


def pytest_asyncio_loop_factories() -> dict[str, Callable[[], asyncio.AbstractEventLoop]]:
    """Coroutines are tested on the loop of the worker and intake; processes under test run on the loop of each."""
    return {"uvloop": uvloop.new_event_loop}


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Of a layer open only the files that name its mark, themselves or in a conftest above: importing all is slow."""
    marks = [word for word in config.option.markexpr.split(" and ") if word.isidentifier()]
    if not marks or not collection_path.match("test_*.py"):
        return None
    return None if all(_names(collection_path, mark) for mark in marks) else True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse a test that would be left out of its layer; the unit layer sees every test before it deselects some."""
    for item in items:
        for mark in LAYERS:
            if item.get_closest_marker(mark) and not _names(item.path, mark):
                raise pytest.UsageError(f"{item.nodeid}: write pytest.mark.{mark} in its file or in a conftest above")


@cache
def _names(path: Path, mark: str) -> bool:
    folders = takewhile(lambda folder: folder != HERE.parent, path.parents)
    above = [folder / "conftest.py" for folder in folders if (folder / "conftest.py").exists()]
    return any(f"mark.{mark}" in one.read_text() for one in (path, *above))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """In CI a test that must run and was skipped has failed: a level left out silently proves nothing."""
    report = yield
    if (
        os.environ.get("CI")
        and report.skipped
        and not hasattr(report, "wasxfail")
        and not item.get_closest_marker("may_skip")
    ):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, which CI does not allow: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """The same for a whole module that skips itself."""
    report = yield
    if os.environ.get("CI") and report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} was skipped whole, which CI does not allow: {report.longrepr}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests told."""
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, text in report.user_properties:
            if name == TOLD:
                terminalreporter.write_line(f"\n{text}")


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Tell:
    """Tell the reader of the run a figure, printed at its end: what a test of a second process prints is not seen."""
    return partial(record_property, TOLD)


@pytest.fixture(scope="session")
def platform_directory() -> Iterator[Path]:
    """A folder for servers, which PostgreSQL's own user can enter too, unlike pytest's."""
    directory = Path(tempfile.mkdtemp(prefix="vitale-test-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_server(platform_directory: Path) -> Iterator[str]:
    """The superuser's address of a real PostgreSQL; VITALE_LOCAL_POSTGRES names one that runs already."""
    external = os.environ.get("VITALE_LOCAL_POSTGRES")
    if external:
        yield external
        return
    directory = platform_directory / "postgres"
    port = choose({"postgres": 0})["postgres"]
    server = PostgresServer(ServerPlan(directory, port, directory / "postgres.log"))
    server.prepare()
    server.child.start()
    try:
        run_blocking(server.wait_ready())
        yield server.dsn()
    finally:
        server.child.stop()
        server.remove()


@pytest.fixture(scope="module")
def postgres_dsn(postgres_server: str) -> str:
    """The superuser's address of a fresh, empty database, one for each test module."""
    name = f"test_{secrets.token_hex(6)}"
    run_blocking(create_database(postgres_server, name))
    return on_database(postgres_server, name)


@pytest.fixture(scope="session")
def kafka_bootstrap(platform_directory: Path) -> Iterator[str]:
    """The address of a real Kafka broker; VITALE_LOCAL_KAFKA names one that runs already."""
    external = os.environ.get("VITALE_LOCAL_KAFKA")
    if external:
        yield external
        return
    with local_broker(platform_directory / "kafka") as bootstrap:
        yield bootstrap
