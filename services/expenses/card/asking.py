"""Owns what a route of the card needs of a request: who calls, with which proof, in which language."""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Header, Request

from chassis.errors import DomainError, ErrorCode
from expenses.asking import Asked
from expenses.doors import Caller, Doors
from expenses.language import Language
from expenses.problems import Problem

_JWS: Final = r"^[A-Za-z0-9_.-]*$"
PROBLEMS: Final[dict[int | str, dict[str, object]]] = {
    400: {"model": Problem, "description": "The service refuses what was sent; errors[] names the field."},
    401: {"model": Problem, "description": "No token or proof, or one that is not valid (any more)."},
    403: {"model": Problem, "description": "The caller may not do this."},
    404: {"model": Problem, "description": "There is none that the caller may see."},
    409: {"model": Problem, "description": "It contradicts what is known, or comes too late."},
    422: {"model": Problem, "description": "A field is wrong; errors[] names it."},
    503: {"model": Problem, "description": "The service is away at the moment; see Retry-After."},
}


@dataclass(frozen=True, slots=True)
class CardAsk:
    """One request of a page of the card."""

    doors: Doors
    caller: Caller
    language: Language


async def _card_ask(
    asked: Asked,
    request: Request,
    dpop: Annotated[
        str, Header(max_length=4096, pattern=_JWS, description="Proof of possession for the method behind.")
    ] = "",
) -> CardAsk:
    doors = request.app.state.doors
    if not isinstance(doors, Doors):
        raise DomainError(ErrorCode.NOT_FOUND)
    return CardAsk(doors, Caller(asked.token, dpop), asked.language)


CardAsked = Annotated[CardAsk, Depends(_card_ask)]
