"""What a practice writes into a bill: acts and circumstances, and what it looks at before it does."""

from dataclasses import dataclass
from random import Random

from tools.simulators.practice.practices import Practice
from vitale.claim.v1.claim_pb2 import ClaimLine, LineDetail, Stay


@dataclass(frozen=True, slots=True)
class Visitor:
    """A patient as the practice that bills sees them; `fixed` asks for prices at the tariff (C2S, out of the pathway).

    `related` care belongs to an exemption; `local_scheme` is that of Alsace-Moselle, which is not known to pay the fee
    of a costly act; `number` is that of the bill and makes a stay's own number.
    """

    practice: Practice
    dice: Random
    age: int
    fixed: bool
    related: bool
    local_scheme: bool
    number: str

    def one_in(self, many: int) -> bool:
        """Say yes once in `many`."""
        return self.dice.randrange(many) == 0


@dataclass(frozen=True, slots=True)
class Bill:
    """Acts with the circumstances that a claim states once. `pays_first` is never billed by third-party payment."""

    lines: tuple[ClaimLine, ...]
    setting: str = ""
    stay: Stay | None = None
    hospitalised_after: bool = False
    below_cure_ceiling: bool = False
    pays_directly: bool = False
    pays_first: bool = False


def act(code: str, price: int, family: str = "", **facts: object) -> ClaimLine:
    """Write one act, its number left to `numbered`; cents for the whole line."""
    return ClaimLine(act_code=code, price_cents=price, family=family, **{"quantity": 1, **facts})  # type: ignore[arg-type]  # fields of the contract


def stated(code: str, family: str, base: int, *, price: int | None = None, **facts: object) -> ClaimLine:
    """Write an act that no table holds, with its base; the price is the base where it is not given."""
    return act(code, base if price is None else price, family, base_cents=base, **facts)


def detail(**facts: object) -> LineDetail:
    """Write what only some lines say."""
    return LineDetail(**facts)  # type: ignore[arg-type]  # fields of the contract


def numbered(*lines: ClaimLine) -> tuple[ClaimLine, ...]:
    """Number the lines from 1."""
    for number, line in enumerate(lines, start=1):
        line.line_no = number
    return lines
