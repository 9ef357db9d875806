"""Exceptions as text that may leave the process: frames and types, messages only where they cannot hold a person."""

import traceback
from typing import Final

import asyncpg
import grpc

from chassis.domain_error import DomainError
from chassis.masking import mask

WITHHELD: Final = "(message withheld)"
_SAFE_TYPES: Final = (DomainError, ConnectionError, TimeoutError, ImportError, NotImplementedError)


def describe(error: BaseException, *, show_messages: bool = False) -> str:
    """Name an exception: type, and what of its message may be shown."""
    return f"{type(error).__qualname__}: {_message(error, show_messages=show_messages)}"


def _message(error: BaseException, *, show_messages: bool) -> str:
    if isinstance(error, asyncpg.PostgresError):
        # The text and DETAIL of PostgreSQL quote rows: only the place of the refusal is shown.
        place = [getattr(error, name, None) for name in ("schema_name", "table_name", "column_name", "constraint_name")]
        return " ".join(["sqlstate", str(error.sqlstate), *(part for part in place if part)])
    if isinstance(error, grpc.RpcError):
        code = getattr(error, "code", None)
        return code().name if callable(code) else WITHHELD
    if isinstance(error, OSError) and error.strerror:
        return mask(f"[{error.errno}] {error.strerror}")
    return mask(str(error)) if show_messages or isinstance(error, _SAFE_TYPES) else WITHHELD


def render(error: BaseException, *, show_messages: bool = False) -> str:
    """Write an exception with its frames and causes, as text for a log; locals are never captured."""
    parts: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        frames = "".join(traceback.format_tb(current.__traceback__))
        parts.append(mask(frames) + describe(current, show_messages=show_messages))
        if isinstance(current, BaseExceptionGroup):
            parts.extend(render(inner, show_messages=show_messages) for inner in current.exceptions)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "\ncaused by:\n".join(parts)
