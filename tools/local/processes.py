"""The processes of the house on one stack: started with their settings, asked until ready, ended in reverse order."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from tools.local import environment, readiness
from tools.local.children import Child, Program
from tools.local.environment import Surroundings
from tools.local.paths import ROOT
from tools.local.plan import Process

READY_SECONDS = 60
GRACE_SECONDS = 15.0


class Processes:
    """Children by name. `env` gives a process settings of its own, read anew at each start."""

    def __init__(self, here: Surroundings, logs: Path, env: Mapping[str, Mapping[str, str]]) -> None:
        self.here = here
        self.logs = logs
        self.env = {name: dict(settings) for name, settings in env.items()}
        self.children: dict[str, Child] = {}
        self._declared: dict[str, Process] = {}

    def start(self, process: Process) -> None:
        """Start it without waiting."""
        settings = environment.of(process, self.here, self.env.get(process.name, {}))
        command = [sys.executable, "-m", process.module]
        log = self.logs / f"{process.name}.log"
        child = Child(Program(process.name, command, log, env=settings, cwd=ROOT, grace_seconds=GRACE_SECONDS))
        child.start()
        self.children[process.name] = child
        self._declared[process.name] = process

    async def wait_ready(self, name: str) -> None:
        """Wait until it says that every dependency answered."""
        process = self._declared[name]
        grpc_port = self.here.ports[name] if process.serves == "grpc" else 0
        probe = readiness.probe(health_port=self.here.ports[f"{name}_health"], grpc_port=grpc_port)
        await self.children[name].wait_ready(probe, timeout_seconds=READY_SECONDS)

    async def start_all(self, processes: Sequence[Process]) -> None:
        """Start them together, since each is idle while others import, and wait for all."""
        for process in processes:
            self.start(process)
        for process in processes:
            await self.wait_ready(process.name)

    async def restart(self, name: str) -> None:
        """Start a process that was ended, with the same declaration, and wait for it."""
        self.start(self._declared[name])
        await self.wait_ready(name)

    def start_again(self, name: str) -> None:
        """Do the same without waiting."""
        self.start(self._declared[name])

    async def stop_all(self) -> None:
        """Stop them politely, last started first."""
        for child in reversed(self.children.values()):
            await child.stop_gently()

    def kill_all(self) -> None:
        """End them at once."""
        for child in self.children.values():
            child.kill()
