"""One PostgreSQL server on loopback: cluster made once, run as the right user, ready when `SELECT 1` is answered."""

import asyncio
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from tools.local.children import Child, ChildError, Program, shimmed
from tools.local.postgres.binaries import Binaries, find
from tools.local.postgres.database import answers
from tools.local.postgres.owner import home_for, reachable_binaries, server_user

SUPERUSER = "postgres"
READY_TIMEOUT_SECONDS = 60
LEAVE_SECONDS = 15
INITDB_TIMEOUT_SECONDS = 120
SETTINGS = Path(__file__).with_name("server.conf")


@dataclass(frozen=True, slots=True)
class ServerPlan:
    """Where the server lives and listens; `binaries` None takes the first found; `extra` are settings `name=value`."""

    directory: Path
    port: int
    log: Path
    binaries: Binaries | None = None
    extra: tuple[str, ...] = ()


class PostgresServer:
    """A PostgreSQL server this process owns; its password is random and lies in the data folder's parent, mode 0600."""

    def __init__(self, plan: ServerPlan) -> None:
        self.plan = plan
        self.user = server_user()
        self.home = home_for(plan.directory, self.user)
        self.data = self.home / "data"
        self.binaries = plan.binaries or find(self.data)
        self.folder = reachable_binaries(self.binaries.folder, self.home, self.user)
        self.child = Child(self._program())

    @property
    def password(self) -> str:
        """The superuser's password, made on first use."""
        path = self.plan.directory / "password"
        if not path.exists():
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(24))
        return path.read_text()

    def dsn(self, database: str = "postgres") -> str:
        """Return the superuser's address of `database`."""
        return f"postgresql://{SUPERUSER}:{self.password}@127.0.0.1:{self.plan.port}/{database}"

    async def start_patiently(self) -> None:
        """Start and wait; after kill -9 the last backends of the killed server need a moment to leave."""
        deadline = time.monotonic() + LEAVE_SECONDS
        while True:
            self.child.start()
            try:
                return await self.wait_ready()
            except ChildError:
                if self.child.running or time.monotonic() > deadline:
                    raise
            await asyncio.sleep(0.3)

    def _program(self) -> Program:
        settings = [f"-c{setting}" for setting in (f"port={self.plan.port}", *self.plan.extra)]
        return Program(
            "postgres",
            [str(self.folder / "postgres"), "-D", str(self.data), *settings],
            self.plan.log,
            env={**os.environ, "LC_ALL": "C"},
            cwd=self.home,
            user=self.user,
            stop_signal=signal.SIGINT,  # "fast": roll back what is open, write a checkpoint, leave
            death_signal=signal.SIGINT,
            grace_seconds=30.0,
        )

    def prepare(self) -> None:
        """Make the cluster on the first start."""
        if not (self.data / "PG_VERSION").exists() or not (self.home / "ready").exists():
            self._create_cluster()

    def _create_cluster(self) -> None:
        """Run initdb; the mark `ready` is written last, so that a cluster cut short is made again."""
        shutil.rmtree(self.data, ignore_errors=True)
        handed = self.home / "initdb-password"
        handed.touch(mode=0o600)
        handed.write_text(self.password)
        if self.user:
            shutil.chown(handed, self.user, pwd.getpwnam(self.user).pw_gid)
        self._run_initdb(handed)
        handed.unlink()
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write("\n" + SETTINGS.read_text())
        (self.home / "ready").touch()

    def _run_initdb(self, password_file: Path) -> None:
        arguments = ["-D", str(self.data), "-U", SUPERUSER, "--auth=scram-sha-256", f"--pwfile={password_file}"]
        command = [str(self.folder / "initdb"), *arguments, "--encoding=UTF8", "--locale=C", "--no-sync"]
        run = subprocess.run(
            shimmed(command, user=self.user, death_signal=signal.SIGKILL),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            cwd=self.home,
            timeout=INITDB_TIMEOUT_SECONDS,
        )
        if run.returncode:
            raise ChildError(f"initdb could not make {self.data}:\n{(run.stdout + run.stderr)[-2000:]}")

    async def wait_ready(self) -> None:
        """Wait until it answers `SELECT 1`."""
        await self.child.wait_ready(self.answers, timeout_seconds=READY_TIMEOUT_SECONDS)

    async def answers(self) -> bool:
        """Ask once."""
        return await answers(self.dsn())

    def remove(self) -> None:
        """Delete the cluster, also the part that had to live outside the clone; the server must be stopped."""
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.rmtree(self.plan.directory, ignore_errors=True)
