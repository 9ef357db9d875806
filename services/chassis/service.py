"""The shared entry of every process: `python -m <service>` runs it, with `migrate` it brings its schema up."""

import asyncio
import gc
import signal
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, NoReturn, TypeVar

import structlog

from chassis import logs
from chassis.errors import DomainError, ErrorCode
from chassis.process import Process
from chassis.settings import EXIT_CONFIG, MigrationSettings, ServiceSettings, load

__all__ = ["Process", "run"]

S = TypeVar("S", bound=ServiceSettings)
Loop = Callable[[], asyncio.AbstractEventLoop]
_REFUSED: Final = (ErrorCode.SCHEMA_VERSION, ErrorCode.TOPIC_MISMATCH)
_COLLECT_AFTER: Final = (10_000, 20, 20)
_UNAVAILABLE_EXIT: Final = 69  # EX_UNAVAILABLE of sysexits.h: starting again later may help


def run(
    service_name: str,
    settings: type[S],
    build: Callable[[Process[S]], Awaitable[None]],
    *,
    package: str | None = None,
    argv: Sequence[str] | None = None,
    loop: Loop = asyncio.new_event_loop,
) -> NoReturn:
    """Run a service until SIGTERM and exit: 0 stopped, 1 failed, 69 a dependency is down at start, 78 configuration.

    `build` opens the parts and registers servicers and background work on the Process it is given. With the argument
    `migrate`, the schema of `package` (default: service_name) is brought to its newest version instead.

    `loop` makes the event loop. uvloop's spares who moves much data a fifth of the work (the worker) or a twentieth
    (intake); adri has a longer tail on it: p99 at 500 calls/s above 70 ms in three runs of four, else below 30.
    """
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments == ["migrate"]:
        migrate_only(package or service_name, str(settings.model_config.get("env_prefix", "")))
    if arguments:
        sys.stderr.write(f"unknown argument {arguments[0]!r}: use `migrate`, or nothing to run\n")
        raise SystemExit(64)  # EX_USAGE
    loaded = load(settings)
    logs.configure(service_name, level=loaded.log_level, production=loaded.is_production)
    raise SystemExit(_ended(_run(service_name, loaded, build), loop))


def migrate_only(package: str, env_prefix: str) -> NoReturn:
    """Migrate the schema of a package and exit; reads <PREFIX>MIGRATION_DSN and nothing else of the service."""
    settings = load(MigrationSettings, prefix=env_prefix)
    logs.configure(package, level=settings.log_level, production=settings.environment == "production")

    from chassis.migrations import migrate  # noqa: PLC0415 - alembic costs a quarter second, and only this needs it

    async def work() -> int:
        version = await migrate(settings.migration_dsn.get_secret_value(), package)
        structlog.get_logger().info("schema_migrated", package=package, version=version)
        return 0

    raise SystemExit(_ended(work()))


def _ended(work: Awaitable[int], loop: Loop = asyncio.new_event_loop) -> int:
    """Run to the end, and give the exit code; errors of a start are told in one line of log each."""

    async def whole() -> int:
        return await work

    try:
        with asyncio.Runner(loop_factory=loop) as runner:
            return runner.run(whole())
    except KeyboardInterrupt:
        return 130
    except DomainError as error:
        structlog.get_logger().critical(
            "cannot_run", code=error.code.value, facts=error.facts, advice=error.row.engineer
        )
        if error.code in _REFUSED:
            return EXIT_CONFIG
        return _UNAVAILABLE_EXIT if error.code is ErrorCode.UNAVAILABLE else 1
    except Exception as error:  # noqa: BLE001 - the last door: told masked, then exit
        structlog.get_logger().critical("failed", exc_info=error)
        return 1


async def _run(service_name: str, settings: S, build: Callable[[Process[S]], Awaitable[None]]) -> int:
    process = Process(service_name, settings)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, process.stopping.set)
    try:
        await _unless_stopped(build(process), process.stopping)
        _spare_collections()
        return 0 if process.stopping.is_set() else await process.run()
    finally:
        await process.close()
        structlog.get_logger().info("stopped")


async def _unless_stopped(work: Awaitable[None], stopping: asyncio.Event) -> None:
    """Wait for the parts to open, but not against a SIGTERM that comes meanwhile."""
    opening = asyncio.ensure_future(work)
    stop = asyncio.create_task(stopping.wait())
    await asyncio.wait([opening, stop], return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    if opening.done():
        opening.result()
    else:
        opening.cancel()
        await asyncio.gather(opening, return_exceptions=True)


def _spare_collections() -> None:
    """Leave what a process is made of out of every later collection: each would stop all calls for 60 to 100 ms.

    The rest is looked at less often than by default: next to nothing that a call makes lies in a cycle.
    """
    gc.collect()
    gc.freeze()
    if gc.get_threshold()[0] < _COLLECT_AFTER[0]:  # a service may have chosen to collect less often still
        gc.set_threshold(*_COLLECT_AFTER)
