"""What covers a synthetic family: schemes, complementary contracts, exemptions, in believable shares."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from tools.simulators.population.draw import Draw
from tools.simulators.population.guarantees import C2S, TOP_UP
from tools.simulators.population.household import Card, Contract, Days, Exempted, Member, Person
from vitale.rights.v1 import rights_pb2 as pb

_ALWAYS: Final = Days(date(2020, 1, 1))
PARIS: Final = "Europe/Paris"
REUNION: Final = "Indian/Reunion"

# Shares in hundredths: general scheme, farmers, teachers, railway, Paris transport, notaries, military.
_REGIMES: Final = ("01", "02", "91", "04", "05", "10", "08")
_REGIME_SHARES: Final = (78, 7, 8, 3, 2, 1, 1)
_TABLES: Final = ("base", "comfort", "family", "ticket", "ticket_plus", "euros", "in_addition", "real_cost", C2S, None)
_TABLE_SHARES: Final = (24, 24, 10, 8, 7, 5, 5, 4, 9, 4)
_TOP_UP_SHARE: Final = 6


@dataclass(frozen=True, slots=True)
class Home:
    """What the members of one card share."""

    regime: str
    alsace_moselle: bool
    zone: str
    table: str | None
    topped_up: bool = False


def home(draw: Draw) -> Home:
    """Draw scheme, place and contract of one card."""
    regime = draw.random.choices(_REGIMES, _REGIME_SHARES)[0]
    zone = REUNION if draw.chance(4) else PARIS
    local_scheme = regime == "01" and zone == PARIS and draw.chance(5)
    table = draw.random.choices(_TABLES, _TABLE_SHARES)[0]
    topped_up = draw.chance(_TOP_UP_SHARE) and table not in (None, C2S)
    return Home(regime, local_scheme, zone, table, topped_up)


def member(
    home: Home, person: Person, quality: pb.Quality.ValueType, *, exemptions: tuple[Exempted, ...] = ()
) -> Member:
    """Put a person on a card, covered from birth or since 2020, whichever is later."""
    days = Days(max(_ALWAYS.first, person.birth_date))
    if home.table == C2S:
        exemptions = (*exemptions, Exempted(pb.EXEMPTION_KIND_C2S, days))
    tables = [table for table in (home.table, TOP_UP if home.topped_up else None) if table]
    contracts = tuple(Contract(table, days, rank) for rank, table in enumerate(tables, start=1))
    return Member(person, quality, days, exemptions, contracts)


def adult_exemptions(draw: Draw, person: Person) -> tuple[Exempted, ...]:
    """Draw long-term illness (oftener with age) or an invalidity pension."""
    age = (draw.today - person.birth_date).days // 365
    if draw.chance(8 + age // 4):
        return (Exempted(pb.EXEMPTION_KIND_ALD, Days(date(2022, 1, 1), date(2031, 12, 31))),)
    return (Exempted(pb.EXEMPTION_KIND_INVALIDITY, Days(date(2023, 1, 1))),) if draw.chance(1) else ()


def newborn_exemption(birth: date) -> tuple[Exempted, ...]:
    """Give the first 30 days."""
    return (Exempted(pb.EXEMPTION_KIND_NEWBORN, Days(birth, birth + timedelta(days=29))),)


def maternity_exemption(birth: date) -> tuple[Exempted, ...]:
    """Give the window from about the sixth month to the twelfth day after the birth."""
    return (Exempted(pb.EXEMPTION_KIND_MATERNITY, Days(birth - timedelta(days=120), birth + timedelta(days=12))),)


def card(home: Home, opener: Member, others: tuple[Member, ...] = ()) -> Card:
    """Put together what one PutRights sends."""
    return Card(home.regime, _ALWAYS, opener, others, home.alsace_moselle)
