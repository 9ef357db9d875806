"""The real house under faults: stack, people, practices that bill, an outside watcher, evidence, and the proof."""

import asyncio
import contextlib
import json
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg

from chassis.clock import SystemClock
from reimbursement_tables import load
from tools.checker.check import Verdict
from tools.checker.cli import prove
from tools.checker.evidence import Quota
from tools.faults import kernel
from tools.faults.open_ends import open_ends
from tools.faults.watcher import Watcher
from tools.local.children import Child, Program
from tools.local.environment import plain
from tools.local.paths import ROOT
from tools.local.stack import Options, Stack
from tools.operators.activation import activate_everywhere
from tools.operators.desk import OperatorsDesk
from tools.operators.ledger import LedgerView

WORKER = "receipts.worker"
OPERATIONS = "receipts.operations"
SERVICES = ("identity", "adri", "teletransmission", WORKER, OPERATIONS)
FAMILIES = "80"
CORRECT_PERCENT, CANCEL_PERCENT = 8, 4
"""Of the accepted claims, how many in a hundred their practices correct, and how many they cancel."""
_SETTLE_S = 60.0


@dataclass
class Line:
    """One line of the fault report; seconds, None when not measured."""

    fault: str
    recovery_s: float | None
    note: str = ""


@dataclass
class House:
    """Everything that hurts the house needs; every method blocks. `papers`: where evidence and intents are kept."""

    stack: Stack
    runner: asyncio.Runner
    watcher: Watcher
    papers: Path
    report: list[Line] = field(default_factory=list)
    started: float = field(default_factory=time.monotonic)
    _loads: int = 0

    @classmethod
    @contextlib.contextmanager
    def open(cls, services: Sequence[str] | None = SERVICES, papers: Path | None = None) -> Iterator["House"]:
        """Bring everything up, people known and rules active; take everything down at the end (None: all services)."""
        with asyncio.Runner() as runner:
            stack = Stack(None, Options(services=services, brief=True))
            runner.run(stack.__aenter__())
            try:
                watcher = Watcher(stack.servers.bootstrap)
                house = cls(stack, runner, watcher, papers or stack.directory)
                house._furnish()
                watcher.start()
                yield house
                watcher.stop()
            finally:
                runner.run(stack.down())

    def _furnish(self) -> None:
        self.runner.run(self._activate())
        self.tool("tools.simulators.schemes", "--state", self.state, "--families", FAMILIES)

    async def _activate(self) -> None:
        async with self.desk() as desk, LedgerView.open(self.dsn) as ledger:
            await activate_everywhere(load(), desk, ledger)

    @contextlib.asynccontextmanager
    async def desk(self) -> AsyncIterator[OperatorsDesk]:
        """The operators' desk, for as long as the block lasts."""
        from chassis.kafka import KafkaPublisher  # noqa: PLC0415 - aiokafka only here, the watcher uses librdkafka

        publisher = KafkaPublisher(self.bootstrap, client_id="operators")
        try:
            yield OperatorsDesk(publisher, SystemClock())
        finally:
            await publisher.stop()

    # Where things are

    @property
    def state(self) -> str:
        """Path of the stack's state file."""
        return str(self.stack.state_path)

    @property
    def bootstrap(self) -> str:
        """The broker."""
        return self.stack.servers.bootstrap

    @property
    def dsn(self) -> str:
        """The database."""
        return self.stack.state.postgres.admin_dsn

    @property
    def intents(self) -> Path:
        """Intent log of every practice of this run."""
        return self.papers / "intents.jsonl"

    @property
    def evidence(self) -> Path:
        """Evidence of every fault of this run."""
        return self.papers / "evidence.jsonl"

    # What can be done to it

    def program(self, name: str, *arguments: str) -> Child:
        """A started program of the repository, that ends with this process."""
        command = [sys.executable, "-m", *arguments]
        child = Child(Program(name, command, self.stack.logs / f"{name}.log", env=plain(), cwd=ROOT))
        child.start()
        return child

    def tool(self, module: str, *arguments: str, timeout_s: float = 60.0) -> str:
        """Run a tool to its end; what it printed.

        Raises:
            AssertionError: it failed; with what it printed.
        """
        return self.finished(self.program(module.replace(".", "-"), module, *arguments), timeout_s=timeout_s)

    @staticmethod
    def finished(child: Child, *, timeout_s: float = 60.0) -> str:
        """Wait for the end of a program; what it printed.

        Raises:
            AssertionError: it failed; with what it printed.
        """
        deadline = time.monotonic() + timeout_s
        while child.running and time.monotonic() < deadline:
            time.sleep(0.02)
        text = child.log_tail(200)
        assert child.exit_code == 0, f"{child.name} ended with {child.exit_code}:\n{text}"
        return text

    def payers(self) -> Child:
        """Payers that pay what is issued from now on."""
        module = "tools.simulators.schemes.paying"
        return self.program(f"payers-{self._loads}", module, "--state", self.state)

    def practices(self, rate: int, seconds: int) -> Child:
        """Practices that bill through the public door, correct and cancel; every start bills under other numbers."""
        self._loads += 1
        pace = ["--rate", str(rate), "--seconds", str(seconds), "--batch", "10", "--prefix", f"B{self._loads}"]
        changes = ["--correct-percent", str(CORRECT_PERCENT), "--cancel-percent", str(CANCEL_PERCENT)]
        options = ["--families", FAMILIES, "--attempts", "12", "--log", str(self.intents)]
        module = "tools.simulators.practice"
        name = f"practice-{self._loads}"
        return self.program(name, module, "--state", self.state, *pace, *changes, *options)

    @contextlib.contextmanager
    def billing(self, rate: int = 80, seconds: int = 240, *, paid: bool = False) -> Iterator[None]:
        """Practices bill through the public door for as long as the block lasts; `paid`: payers pay what is issued."""
        before = self.watcher.issued
        payers = self.payers() if paid else None
        child = self.practices(rate, seconds)
        try:
            self.wait(lambda: self.watcher.issued > before + 20, "the first receipts of the practices")
            yield
        finally:
            if payers is not None:
                payers.kill()  # what was not paid yet stays owed
            child.kill()  # calls under way stay "sent" in the intent log: either outcome is right for them

    @staticmethod
    def wait(condition: Callable[[], bool], what: str, *, timeout_s: float = 60.0) -> None:
        """Wait for something to become true.

        Raises:
            TimeoutError: it did not; names it.
        """
        deadline = time.monotonic() + timeout_s
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{what} did not happen within {timeout_s:.0f} s")
            time.sleep(0.02)

    def arm(self, failpoint: str, action: str) -> None:
        """Let the worker meet `action` at a failpoint once; renamed into place, so that it is never read half."""
        fresh = self.stack.directory / "arming"
        fresh.write_text(action, encoding="utf-8")
        fresh.rename(self.stack.failpoints / failpoint)

    def died(self, name: str) -> tuple[float, int]:
        """When the process was found dead (time.time()) and its wait status."""
        child = self.stack.child(name)
        self.wait(lambda: child.exit_code is not None, f"the death of {name}")
        return time.time(), child.exit_code or 0

    def restart_at_once(self, name: str) -> int:
        """Start a dead process again without waiting for it; its pid."""
        self.stack.processes.start_again(name)
        return self.stack.pid(name)

    def ready(self, name: str) -> None:
        """Wait until the process says that it is ready."""
        self.runner.run(self.stack.processes.wait_ready(name))

    def note(self, **evidence: Any) -> None:
        """Append one line of evidence."""
        with self.evidence.open("a", encoding="utf-8") as file:
            file.write(json.dumps(evidence) + "\n")

    def replaced(
        self, fault: str, *, pid: int, start: int, wait_status: int, pid_after: int, began: float, ended: float
    ) -> None:
        """Evidence that a process died and another one took its place."""
        births = {"pid": pid, "pid_after": pid_after, "start_before": start}
        births["start_after"] = kernel.start_ticks(pid_after)
        self.note(fault=fault, **births, wait_status=wait_status, began=began, ended=ended)

    def add(self, fault: str, recovery_s: float | None, note: str = "") -> None:
        """A line of the report."""
        self.report.append(Line(fault, recovery_s, note))

    # What can be asked

    def fetch(self, query: str, *arguments: Any) -> list[asyncpg.Record]:
        """Rows of a plain query."""

        async def rows() -> list[asyncpg.Record]:
            connection = await asyncpg.connect(self.dsn, timeout=10)
            try:
                return await connection.fetch(query, *arguments)
            finally:
                await connection.close()

        return self.runner.run(rows())

    def settle(self, timeout_s: float = _SETTLE_S) -> None:
        """Wait until everything sent was consumed and everything committed was published."""
        deadline = time.monotonic() + timeout_s
        left = ["not asked yet"]
        while left:
            assert time.monotonic() < deadline, f"not settled within {timeout_s:.0f} s: {left}"
            time.sleep(0.2)
            left = open_ends(self.fetch, self.watcher.last_seqs(), self.bootstrap)

    def prove(self, quotas: Sequence[Quota] = (), *, settled: bool = False) -> Verdict:
        """Settle unless that was done, then let the checker read everything."""
        if not settled:
            self.settle()
        return prove(
            self.bootstrap,
            self.dsn,
            intent_file=self.intents if self.intents.exists() else None,
            evidence_file=self.evidence if self.evidence.exists() else None,
            quotas=quotas,
        )
