"""A whole platform as one object: servers, topics, schemas, keys and processes; for the launcher, tests and bench."""

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from chassis.kafka import ensure_topics
from chassis.migrations import migrate
from contracts.topics import TOPICS
from tools.local import leftovers
from tools.local.background import together
from tools.local.children import Child
from tools.local.defaults import PORTS
from tools.local.environment import Surroundings, passwords
from tools.local.keys import ensure_keys, write_addresses
from tools.local.pids import ProcessIdentity
from tools.local.plan import DATABASE, MIGRATED, NAMES, STAND_INS, Process, named
from tools.local.ports import choose
from tools.local.postgres import database
from tools.local.processes import Processes
from tools.local.servers import Servers, ServersPlan
from tools.local.state import ProcessState, State


def silent(_: str) -> None:
    """Say nothing."""


@dataclass(frozen=True, slots=True)
class Options:
    """How a stack differs from the default, which is everything on free ports.

    `services` is the subset to start, with the schemas it needs (None: all); `ports` are wanted ports by name; `env`
    gives a process settings without their prefix; `brief` starts Kafka faster and slower at its peak; `kafka` and
    `postgres` are servers that run elsewhere; `say` takes lines of progress.
    """

    services: Sequence[str] | None = None
    ports: Mapping[str, int] = field(default_factory=dict)
    env: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    brief: bool = False
    kafka: str | None = None
    postgres: str | None = None
    say: Callable[[str], None] = silent


class Stack:
    """`async with Stack() as stack:` starts everything, and ends and removes it. With a directory, its data is kept.

    Enter it in a thread that lives as long as the stack (the main thread): the kernel ends the children with it.
    """

    def __init__(self, directory: Path | None = None, options: Options | None = None) -> None:
        self.options = options or Options()
        self.throwaway = directory is None
        self.directory = directory or Path(tempfile.mkdtemp(prefix="vitale-stack-"))
        self.logs = self.directory / "logs"
        self._servers: Servers | None = None
        self._processes: Processes | None = None
        self._migrated: set[str] = set()
        self._ready = False

    async def __aenter__(self) -> Self:
        try:
            await self.up()
        except BaseException:
            await self.down()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.down()

    # Up and down

    async def up(self) -> None:
        """Start everything in order; ChildError says what did not, with the end of its log."""
        for name in leftovers.end(self.state_path):
            self.options.say(f"ended {name}, left by an earlier run")
        self._lay_out()
        await together(self._postgres_part(), self._kafka_part())
        started = time.monotonic()
        await self.processes.start_all([named(name) for name in self._wanted()])
        self._ready = True
        self.write_state()
        self.options.say(f"{len(self.processes.children)} processes ready ({_since(started)})")

    def _wanted(self) -> list[str]:
        return [name for name in NAMES if self.options.services is None or name in self.options.services]

    def _lay_out(self) -> None:
        """Choose ports, make folders and keys."""
        self.directory.mkdir(parents=True, exist_ok=True)
        if self.throwaway:
            self.directory.chmod(0o755)  # PostgreSQL's own user must get through
        failpoints = self.directory / "failpoints"
        shutil.rmtree(failpoints, ignore_errors=True)  # an armed point of an earlier run must not fire now
        failpoints.mkdir()
        ports = choose({name: self.options.ports.get(name, 0) for name in PORTS})
        self._servers = Servers(
            ServersPlan(self.directory, ports, self.options.brief, self.options.kafka, self.options.postgres)
        )
        keys = ensure_keys(self.directory / "keys")
        here = Surroundings(
            self._servers.bootstrap,
            self._servers.admin_dsn,
            ports,
            keys,
            passwords(keys.folder),
            failpoints,
            frozenset(self._wanted()),
        )
        write_addresses(keys.folder, stand_ins=here.target(named(STAND_INS)), front=here.target(named("expenses")))
        self._processes = Processes(here, self.logs, self.options.env)
        self.write_state()

    async def _postgres_part(self) -> None:
        started = time.monotonic()
        await self.servers.start_postgres()
        self.write_state()
        here = self.processes.here
        await database.create_database(here.admin_dsn, DATABASE)
        await database.ensure_roles(here.admin_dsn, here.passwords)
        self.options.say(f"{self.servers.describe_postgres()} ready ({_since(started)})")
        started = time.monotonic()
        wanted = [schema for schema in MIGRATED if any(named(name).schema == schema for name in self._wanted())]
        for schema in wanted:
            await self._migrate(schema)
        self.options.say(f"schemas up to date: {', '.join(wanted) or 'none wanted'} ({_since(started)})")

    async def _migrate(self, schema: str) -> None:
        if schema and schema not in self._migrated:
            # Not by the service's own command: a process for each takes ten times as long as its work.
            await migrate(self.processes.here.database_dsn, schema)
            self._migrated.add(schema)

    async def _kafka_part(self) -> None:
        started = time.monotonic()
        await self.servers.start_kafka()
        self.write_state()
        await ensure_topics(self.servers.bootstrap, TOPICS)
        self.options.say(f"Kafka on {self.servers.bootstrap} ready, topics as declared ({_since(started)})")

    async def down(self) -> None:
        """Stop everything in reverse order; a throwaway stack is killed and removed."""
        self._ready = False
        children = list(self.children().values())
        if self.throwaway:
            for child in reversed(children):
                child.kill()
            self._remove()
            return
        if self._processes is not None:
            await self._processes.stop_all()
        await asyncio.gather(*(child.stop_gently() for child in self._server_children().values()))
        if self._processes is not None:
            self.write_state()

    def _remove(self) -> None:
        if self._servers is not None and self._servers.postgres is not None:
            self._servers.postgres.remove()
        shutil.rmtree(self.directory, ignore_errors=True)

    # One process

    async def start(self, name: str) -> None:
        """Start a process, or a server, that was not started yet or was ended; wait until it is ready."""
        if name == "kafka":
            await self.servers.start_kafka()
        elif name == "postgres":
            await self.servers.start_postgres()
        elif name in self.processes.children:
            await self.processes.restart(name)
        else:
            await self._migrate(named(name).schema)
            await self.processes.start_all([named(name)])
        self.write_state()

    async def start_copy(self, name: str, copy: str, **settings: str) -> None:
        """Start another process like `name` under the name `copy`, on ports of its own, with its own settings."""
        ports = choose({copy: 0, f"{copy}_health": 0})
        here = self.processes.here
        self.processes.here = replace(here, ports={**here.ports, **ports})
        self.processes.env[copy] = {**self.processes.env.get(name, {}), **settings}
        process: Process = replace(named(name), name=copy)
        await self.processes.start_all([process])
        self.write_state()

    async def stop(self, name: str) -> None:
        """Stop it politely."""
        await self.child(name).stop_gently()

    def kill(self, name: str) -> None:
        """End it with SIGKILL."""
        self.child(name).kill()

    async def restart(self, name: str) -> None:
        """Stop it politely and start it again."""
        await self.stop(name)
        await self.start(name)

    def pause(self, name: str) -> None:
        """Freeze it (SIGSTOP)."""
        self.child(name).pause()

    def resume(self, name: str) -> None:
        """Wake it (SIGCONT)."""
        self.child(name).resume()

    def pid(self, name: str) -> int:
        """Its process id; 0 when it was never started."""
        return self.child(name).pid

    def child(self, name: str) -> Child:
        """The process by name; KeyError lists those there are."""
        children = self.children()
        if name not in children:
            raise KeyError(f"no process {name!r} on this stack; there are {', '.join(children)}")
        return children[name]

    # What is there

    @property
    def servers(self) -> Servers:
        """Kafka and PostgreSQL; only after `up` began."""
        assert self._servers is not None, "the stack was not started"
        return self._servers

    @property
    def processes(self) -> Processes:
        """The services; only after `up` began."""
        assert self._processes is not None, "the stack was not started"
        return self._processes

    def _server_children(self) -> dict[str, Child]:
        return dict(self._servers.children) if self._servers else {}

    def children(self) -> dict[str, Child]:
        """Every child by name, servers first."""
        return self._server_children() | (self._processes.children if self._processes else {})

    @property
    def failpoints(self) -> Path:
        """The folder in which a file NAME arms the failpoint NAME."""
        return self.directory / "failpoints"

    @property
    def state_path(self) -> Path:
        """The state file."""
        return self.directory / "state.json"

    @property
    def state(self) -> State:
        """What others may know of this stack, as it is now."""
        entries: dict[str, ProcessState] = {}
        for name, child in self.children().items():
            identity = child.identity()
            if identity is not None:
                program = child.program
                entries[name] = ProcessState(
                    identity, str(program.log), int(program.stop_signal), program.grace_seconds
                )
        launcher = ProcessIdentity.of(os.getpid())
        return replace(self.processes.here.state(), launcher=launcher, ready=self._ready, processes=entries)

    def write_state(self) -> None:
        """Write the state file."""
        self.state.write(self.state_path)


def _since(started: float) -> str:
    return f"{time.monotonic() - started:.1f} s"
