"""What a test says of a call that must be refused."""

from collections.abc import Awaitable
from typing import Any

import pytest

from chassis.errors import DomainError, ErrorCode


async def refusal(awaited: Awaitable[Any]) -> DomainError:
    """The error that a call ends with."""
    with pytest.raises(DomainError) as refused:
        await awaited
    return refused.value


async def code(awaited: Awaitable[Any]) -> ErrorCode:
    """The code that a call is refused with."""
    return (await refusal(awaited)).code
