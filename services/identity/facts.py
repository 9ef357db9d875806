"""Civil facts of a person as the vault keeps them: traits, birth date, rank; one text to be sealed whole."""

import json
from dataclasses import asdict, dataclass, replace
from typing import Self


@dataclass(frozen=True, slots=True, repr=False)
class Traits:
    """Traits of a person; what is unknown is empty. `birth_place` is an official code of 5 characters."""

    birth_name: str = ""
    given_names: tuple[str, ...] = ()
    used_name: str = ""
    sex: str = ""
    birth_place: str = ""
    qualified: bool = False

    def over(self, known: "Traits") -> "Traits":
        """These traits, completed by what is known of those left empty; a qualification is stated each time."""
        return replace(
            self,
            birth_name=self.birth_name or known.birth_name,
            given_names=self.given_names or known.given_names,
            used_name=self.used_name or known.used_name,
            sex=self.sex or known.sex,
            birth_place=self.birth_place or known.birth_place,
        )


@dataclass(frozen=True, slots=True, repr=False)
class Facts:
    """Traits, birth date YYYY-MM-DD (lunar dates legal), rank from 1."""

    traits: Traits
    birth_date: str
    birth_rank: int

    def text(self) -> str:
        """The facts as the text that is sealed; equal facts give equal texts."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    @classmethod
    def of(cls, text: str) -> Self:
        """The facts of a text written by `text`."""
        document = json.loads(text)
        traits = document["traits"]
        return cls(
            Traits(**{**traits, "given_names": tuple(traits["given_names"])}),
            document["birth_date"],
            document["birth_rank"],
        )
