"""Logs: JSON lines on stderr, masked before anything else sees them, for our loggers and the libraries' alike."""

import logging
import sys
from collections.abc import Mapping, MutableMapping
from types import TracebackType
from typing import Any, Final

import structlog
from opentelemetry import trace
from structlog.typing import EventDict, WrappedLogger

from chassis.masking import mask, mask_value
from chassis.safe_errors import render

_OF_PERSONS = (
    "nir",
    "nir_key",
    "name",
    "first_name",
    "last_name",
    "birth_name",
    "birth_date",
    "phone",
    "email",
    "address",
)
_SECRETS = ("token", "authorization", "password", "secret", "pepper", "dsn", "metadata", "payload")
DROPPED: Final = frozenset({*_OF_PERSONS, *_SECRETS})
_QUIET: Final = {
    "aiokafka": logging.WARNING,
    "faust": logging.INFO,
    "asyncio": logging.WARNING,
    "alembic": logging.INFO,
    "httpx": logging.WARNING,  # it tells the address of every request
}


class Masked:
    """The first processor: takes the context and the exception in, then masks all of it."""

    def __init__(self, *, show_messages: bool) -> None:
        """Take whether messages of unlisted exceptions may be shown (masked); never in production."""
        self._show_messages = show_messages

    def __call__(self, logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        """Give the event with keys of persons dropped and every value masked."""
        event = structlog.contextvars.merge_contextvars(logger, method, event)
        exc_info = event.pop("exc_info", None)
        kept: MutableMapping[str, Any] = {}
        for key, value in event.items():
            if key in ("_record", "_from_structlog"):
                kept[key] = value
            elif key.lower() not in DROPPED:
                kept[mask(key)] = _masked(value)
        if exc_info and (error := _exception(exc_info)) is not None:
            kept["exception"] = render(error, show_messages=self._show_messages)
        return kept


def _masked(value: object) -> object:
    if isinstance(value, Mapping):
        return {mask(str(k)): _masked(v) for k, v in value.items() if str(k).lower() not in DROPPED}
    if isinstance(value, BaseException):
        return render(value, show_messages=False)
    return mask_value(value)


def _exception(exc_info: object) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1] if isinstance(exc_info[1], BaseException) else None
    return sys.exc_info()[1]


def _trace_ids(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        event["trace_id"], event["span_id"] = f"{context.trace_id:032x}", f"{context.span_id:016x}"
    return event


def configure(service_name: str, *, level: str = "info", production: bool = True) -> None:
    """Send every log of the process, the libraries' included, as JSON lines to stderr; safe to call again."""
    first = Masked(show_messages=not production)
    shared: list[Any] = [
        first,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        _trace_ids,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    _take_over_root(service_name, level, shared)
    sys.excepthook = _log_uncaught


def _take_over_root(service_name: str, level: str, shared: list[Any]) -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_args_in, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                lambda _logger, _method, event: {"service": service_name, **event},
                structlog.processors.JSONRenderer(ensure_ascii=False, default=lambda value: mask(repr(value))),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, quiet in _QUIET.items():
        logging.getLogger(name).setLevel(max(quiet, root.level))


def _args_in(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Carry a library's exc_info into the event, and off the record, so that only the masked form is written."""
    record = event.get("_record")
    if record is not None:
        event["logger"] = record.name
        if record.exc_info:
            event["exc_info"] = record.exc_info
        record.exc_info = record.exc_text = None
    return event


def _log_uncaught(kind: type[BaseException], error: BaseException, trace_back: TracebackType | None) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger().critical("uncaught", exc_info=(kind, error, trace_back))


def get_logger() -> Any:
    """Give a logger; bind ids of 32 hex characters to it, never a person."""
    return structlog.get_logger()
