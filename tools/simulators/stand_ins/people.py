"""Civil identities of the demonstration, as an identity document has them; written by the demo, read anew each time."""

from pathlib import Path

from pydantic import BaseModel, TypeAdapter


class Identity(BaseModel):
    """A person with a document. `birth_date` YYYY-MM-DD, `sex` M or F, `birth_place` 5 characters."""

    id: str
    label: str
    birth_name: str
    given_names: list[str]
    sex: str
    birth_date: str
    birth_place: str


_IDENTITIES = TypeAdapter(tuple[Identity, ...])


def identities(path: Path) -> tuple[Identity, ...]:
    """Everybody who has a document; nobody before the file is written."""
    return _IDENTITIES.validate_json(path.read_bytes()) if path.exists() else ()


def identity(path: Path, identifier: str) -> Identity | None:
    """One of them."""
    return next((one for one in identities(path) if one.id == identifier), None)


def write(path: Path, people: list[Identity]) -> None:
    """Write the file whole, then rename it."""
    fresh = path.with_suffix(".new")
    fresh.write_bytes(_IDENTITIES.dump_json(tuple(people)))
    fresh.replace(path)
