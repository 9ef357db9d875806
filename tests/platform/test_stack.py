"""A stack keeps its data over kills and on other ports, and nothing of it outlives its launcher."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition

from contracts.topics import CONTROL
from tools.local import leftovers
from tools.local.children import ChildError
from tools.local.kafka import broker
from tools.local.paths import ROOT
from tools.local.pids import ProcessIdentity
from tools.local.ports import choose
from tools.local.postgres import database
from tools.local.stack import Options, Stack
from tools.local.state import State
from tools.local.supervisor import Supervisor

pytestmark = [pytest.mark.integration, pytest.mark.asyncio]
SERVERS_ONLY = Options(services=(), brief=True)
LAUNCHER = """
import asyncio, sys
from pathlib import Path
from tools.local.ports import choose
from tools.local.postgres import database
from tools.local.stack import Options, Stack

async def main():
    async with Stack(Path(sys.argv[1]), Options(services=(), brief=True)):
        print("up", flush=True)
        await asyncio.sleep(600)

asyncio.run(main())
"""


async def write(stack: Stack) -> None:
    """Put one row and one record, both acknowledged."""
    connection = await asyncpg.connect(stack.state.postgres.admin_dsn)
    await connection.execute("CREATE TABLE kept (n int)")
    await connection.execute("INSERT INTO kept VALUES (42)")
    await connection.close()
    async with AIOKafkaProducer(bootstrap_servers=stack.state.kafka, acks="all") as producer:
        await producer.send_and_wait(CONTROL.name, b"kept", partition=7)


async def read(stack: Stack) -> tuple[int, bytes]:
    """Read both back."""
    connection = await asyncpg.connect(stack.state.postgres.admin_dsn)
    row = await connection.fetchval("SELECT n FROM kept")
    await connection.close()
    async with AIOKafkaConsumer(bootstrap_servers=stack.state.kafka, auto_offset_reset="earliest") as consumer:
        consumer.assign([TopicPartition(CONTROL.name, 7)])
        return row, (await consumer.getone()).value


async def test_what_was_acknowledged_survives_kills_and_a_start_on_other_ports(platform_directory: Path) -> None:
    directory = platform_directory / "kept"
    async with Stack(directory, SERVERS_ONLY) as stack:
        await write(stack)
        for name in ("kafka", "postgres"):
            stack.kill(name)
            await stack.start(name)
        assert await read(stack) == (42, b"kept")
        first_ports = stack.state.ports
    async with Stack(directory, SERVERS_ONLY) as stack:
        assert stack.state.ports["kafka"] != first_ports["kafka"]
        assert await read(stack) == (42, b"kept")


async def test_a_throwaway_stack_leaves_neither_files_nor_processes() -> None:
    async with Stack(options=SERVERS_ONLY) as stack:
        directory, identities = stack.directory, [child.identity() for child in stack.children().values()]
        assert State.read(stack.state_path).ready
    assert not directory.exists()
    assert len(identities) == 2
    assert not [identity for identity in identities if identity is None or identity.alive()]


async def test_nothing_outlives_a_killed_launcher_and_the_next_start_works(platform_directory: Path) -> None:
    directory = platform_directory / "killed"
    command = [sys.executable, "-c", LAUNCHER, str(directory)]
    launcher = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=subprocess.PIPE, start_new_session=True)
    assert launcher.stdout is not None
    assert await launcher.stdout.readline() == b"up\n"
    left = [process.identity for process in State.read(directory / "state.json").processes.values()]
    launcher.kill()
    await launcher.wait()
    assert len(left) == 2
    await all_gone(left)
    async with Stack(directory, SERVERS_ONLY) as stack:
        assert set(leftovers.running(stack.state_path)) == {"kafka", "postgres"}


async def all_gone(identities: list[ProcessIdentity]) -> None:
    async with asyncio.timeout(20):
        while any(identity.alive() for identity in identities):  # noqa: ASYNC110 - an exit has no event
            await asyncio.sleep(0.05)


async def test_what_an_earlier_launcher_left_is_ended_before_the_start(platform_directory: Path) -> None:
    directory = platform_directory / "left"
    earlier = Stack(directory, SERVERS_ONLY)
    await earlier.up()
    identities = [process.identity for process in earlier.state.processes.values()]
    async with Stack(directory, SERVERS_ONLY):
        # the same parent still lives here, so only the ending of leftovers can have ended them
        assert not [identity for identity in identities if identity.alive()]
    assert len(identities) == 2


async def test_servers_that_run_elsewhere_are_used_and_left_running(
    platform_directory: Path, kafka_bootstrap: str, postgres_server: str
) -> None:
    options = Options(services=(), kafka=kafka_bootstrap, postgres=postgres_server)
    async with Stack(platform_directory / "elsewhere", options) as stack:
        assert stack.children() == {}
        assert stack.state.kafka == kafka_bootstrap
        connection = await asyncpg.connect(stack.state.postgres.dsn["identity"])
        assert await connection.fetchval("SELECT current_user") == "identity"
        await connection.close()
    assert await database.answers(postgres_server)
    assert await broker.answers(kafka_bootstrap)


async def test_a_server_elsewhere_that_does_not_answer_is_named(platform_directory: Path, kafka_bootstrap: str) -> None:
    silent = f"postgresql://postgres@127.0.0.1:{choose({'p': 0})['p']}/postgres"
    options = Options(services=(), kafka=kafka_bootstrap, postgres=silent)
    with pytest.raises(ChildError, match="VITALE_LOCAL_POSTGRES"):
        await Stack(platform_directory / "silent", options).__aenter__()


async def test_what_ends_by_itself_is_started_again() -> None:
    said: list[str] = []
    async with Stack(options=SERVERS_ONLY) as stack:
        supervisor = asyncio.ensure_future(Supervisor(stack, said.append).run())
        first = stack.pid("postgres")
        os.kill(first, signal.SIGKILL)
        async with asyncio.timeout(30):
            while "postgres is ready again" not in said:  # noqa: ASYNC110 - the supervisor is the event
                await asyncio.sleep(0.05)
        supervisor.cancel()
        assert stack.pid("postgres") != first
        assert await database.answers(stack.state.postgres.admin_dsn)
    assert "ended with code -9" in said[0]


async def test_a_start_that_fails_says_why_and_leaves_nothing(platform_directory: Path) -> None:
    options = Options(services=("receipts.worker",), brief=True, env={"receipts.worker": {"ENVIRONMENT": "nonsense"}})
    stack = Stack(platform_directory / "failing", options)
    with pytest.raises(Exception, match=r"receipts\.worker ended with code 78(.|\n)*ENVIRONMENT"):
        await stack.__aenter__()
    assert leftovers.running(stack.state_path) == {}
