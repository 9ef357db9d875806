"""`make up` and `make demo`: the platform in the foreground until Ctrl-C, one at a time in a clone."""

import asyncio
import contextlib
import fcntl
import os
import signal
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from chassis.errors import DomainError, ErrorCode
from tools.local import table
from tools.local.children import ChildError, shimmed
from tools.local.defaults import PORTS
from tools.local.environment import plain
from tools.local.kafka.jars import JarsError
from tools.local.paths import LOCAL, ROOT
from tools.local.postgres.binaries import PostgresMissingError
from tools.local.stack import Options, Stack
from tools.local.supervisor import Supervisor

STARTED = time.monotonic()
Work = Callable[[Stack], Awaitable[int]]
_OF_ANOTHER_COMMIT = (ErrorCode.SCHEMA_VERSION, ErrorCode.TOPIC_MISMATCH)


class AlreadyRunningError(RuntimeError):
    """Another launcher runs in this clone."""


def say(text: str) -> None:
    """Print one line of progress with the seconds since the launcher's start."""
    print(f"[{time.monotonic() - STARTED:6.1f} s] {text}", flush=True)


@contextmanager
def only_launcher(directory: Path) -> Iterator[None]:
    """Hold the clone's lock; the kernel lets go of it however the launcher ends."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "launcher.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunningError(
                "the platform runs already: `make status` shows it, `make down` stops it"
            ) from None
        yield


def options() -> Options:
    """The fixed ports, and servers that run elsewhere when the user's settings name them."""
    return Options(
        ports=PORTS,
        say=say,
        kafka=os.environ.get("VITALE_LOCAL_KAFKA") or None,
        postgres=os.environ.get("VITALE_LOCAL_POSTGRES") or None,
    )


async def until_told(work: Work, directory: Path | None) -> int:
    """Bring a stack up, do `work` on it, and take it down however that ends; the exit code is that of `work`."""
    task = asyncio.ensure_future(_bring_up(work, directory))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        return 130


async def _bring_up(work: Work, directory: Path | None) -> int:
    stack = Stack(directory, options())
    try:
        await stack.up()
        supervisor = asyncio.ensure_future(Supervisor(stack, say).run())
        try:
            return await work(stack)
        finally:
            supervisor.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await supervisor
    finally:
        say("stopping everything, in reverse order")
        await asyncio.shield(stack.down())
        say(
            "stopped"
            if directory is None
            else f"stopped; the data stays in {stack.directory.name} (make reset deletes it)"
        )


async def stay(stack: Stack) -> int:
    """Show the table and wait for Ctrl-C."""
    print(table.render(stack.state), flush=True)
    say(f"open {stack.state.targets['expenses']}   (Ctrl-C stops everything)")
    await asyncio.Event().wait()
    return 0


async def play(stack: Stack, *, once: bool) -> int:
    """Play the day of care; its output is shown as it comes."""
    command = [sys.executable, "-m", "tools.demo", "play", "--state", str(stack.state_path)]
    process = await asyncio.create_subprocess_exec(
        *shimmed([*command, *(["--once"] if once else [])], user=None, death_signal=signal.SIGKILL),
        cwd=ROOT,
        env=plain(),
        stdin=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def demo(stack: Stack) -> int:
    """Play the day, then stay up."""
    code = await play(stack, once=False)
    if code:
        say(f"the day of care failed with code {code} (see above and make logs); everything stays up to look at")
    return await stay(stack)


async def demo_once(stack: Stack) -> int:
    """Play the day, check its figures, leave."""
    return await play(stack, once=True)


def run(work: Work, directory: Path | None = LOCAL) -> int:
    """Run in the foreground; the exit code is 0, that of the work, 130 after Ctrl-C, or 1 with one message."""
    try:
        with only_launcher(LOCAL) if directory else contextlib.nullcontext():
            return asyncio.run(until_told(work, directory))
    except (ChildError, JarsError, PostgresMissingError, DomainError) as error:
        hint = "`make doctor` shows what is there, `make logs` what was said."
        print(f"\n{told(error)}\n{hint}", file=sys.stderr, flush=True)
        return 1


def told(error: Exception) -> str:
    """Say what stopped a start; of an error with a code: what it means, where, and what to do."""
    if not isinstance(error, DomainError):
        return str(error)
    where = ", ".join(f"{name} {value}" for name, value in error.facts.items())
    said = f"{error.code.value}: {error.row.title} ({where}). {error.row.engineer}"
    # Who has no build to deploy can throw local data of another commit away; data is the cause of no other error.
    return f"{said}\nOr start afresh: make reset" if error.code in _OF_ANOTHER_COMMIT else said


def run_once() -> int:
    """Play the day once; beside a running platform it takes a private one, which is removed afterwards."""
    try:
        return run(demo_once)
    except AlreadyRunningError:
        say("a platform runs in this clone: playing on a private one, on other ports")
        return run(demo_once, None)
