"""The demo's sign-in: a list of synthetic people, a fresh token for the one chosen. Production refuses its settings."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Final, Literal

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field, TypeAdapter

from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode
from chassis.tokens import TokenSigner

DemoRole = Literal["insured", "operator"]
_LIFETIME: Final = timedelta(minutes=10)
_DESK: Final = "caisse"
router = APIRouter(prefix="/demo", include_in_schema=False)


class DemoPerson(BaseModel):
    """One synthetic person as the demo's file names them; an operator is nobody's subject."""

    id: str
    label: str
    subject_id: str = Field("", pattern="^([0-9a-f]{32})?$")
    role: DemoRole = "insured"


class Asked(BaseModel):
    """Who signs in."""

    person: str


class DemoSignIn:
    """Signs tokens for the people of a file, read anew each time: the demo writes it when they are known."""

    def __init__(self, people: Path, key: Path, clock: Clock) -> None:
        self._people = people
        self._signer = TokenSigner.load(key, clock=clock)
        self._clock = clock

    def people(self, role: DemoRole) -> Sequence[DemoPerson]:
        """Everybody who can sign in as this; nobody before the file is written."""
        return [person for person in self._everybody() if person.role == role]

    def token(self, person_id: str) -> dict[str, str]:
        """A ten-minute token of a person; NOT_FOUND for anybody else."""
        for person in self._everybody():
            if person.id == person_id:
                attributes = {"subject_id": person.subject_id} if person.role == "insured" else {"desk": _DESK}
                token = self._signer.sign(person.id, person.role, attributes=attributes, lifetime=_LIFETIME)
                return {"token": token, "expiresAt": (self._clock.now() + _LIFETIME).isoformat()}
        raise DomainError(ErrorCode.NOT_FOUND)

    def _everybody(self) -> Sequence[DemoPerson]:
        if not self._people.exists():
            return ()
        return TypeAdapter(tuple[DemoPerson, ...]).validate_json(self._people.read_bytes())


async def _sign_in(request: Request) -> DemoSignIn:
    sign_in = request.app.state.demo
    if not isinstance(sign_in, DemoSignIn):
        raise DomainError(ErrorCode.NOT_FOUND)
    return sign_in


SignIn = Annotated[DemoSignIn, Depends(_sign_in)]


@router.get("/people")
async def people(sign_in: SignIn, role: DemoRole = "insured") -> list[dict[str, str]]:
    """People of the demo who have a role: id and label."""
    return [{"id": person.id, "label": person.label} for person in sign_in.people(role)]


@router.post("/session")
async def session(sign_in: SignIn, asked: Asked) -> dict[str, str]:
    """A fresh token for one of them, and when it ends."""
    return sign_in.token(asked.person)
