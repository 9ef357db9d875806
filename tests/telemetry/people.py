"""Two people who do not exist, with nothing about them that could be met by chance: canaries."""

from dataclasses import replace
from datetime import date
from typing import Final

from tests.telemetry import sought
from tests.telemetry.sought import Canary
from tools.simulators.population import Card, Civil, Contract, Days, Exempted, Member, Person
from tools.simulators.population.reserve import TESTS, impossible_nir
from vitale.rights.v1.rights_pb2 import EXEMPTION_KIND_ALD, QUALITY_CHILD, QUALITY_INSURED

_SINCE: Final = Days(date(2020, 1, 1))
_BORN, _CHILD_BORN = date(1961, 3, 29), date(2013, 10, 27)
_SLOT: Final = 7_001

MOTHER: Final = Person(
    "SCHEME-PERSON-1",
    "Zéphyrinette",
    _BORN,
    1,
    impossible_nir(TESTS, _SLOT, sex="2", birth=_BORN),
    Civil("QUATREBARBES-SERIN", ("Zéphyrinette", "Mésangeline"), "F"),
)
CHILD: Final = Person(
    "SCHEME-PERSON-2", "Rossignolet", _CHILD_BORN, 1, None, Civil("PINSONNIER-SERIN", ("Rossignolet",), "M")
)
STRANGER: Final = impossible_nir(TESTS, _SLOT + 1, sex="1", birth=_BORN)
"""A number that no scheme has stated."""
CARD: Final = Card(
    "01",
    _SINCE,
    Member(MOTHER, QUALITY_INSURED, _SINCE, (Exempted(EXEMPTION_KIND_ALD, _SINCE),), (Contract("base", _SINCE),)),
    (Member(CHILD, QUALITY_CHILD, _SINCE, (), (Contract("base", _SINCE),)),),
)
CHANGED: Final = replace(CARD, opener=replace(CARD.opener, exemptions=(Exempted(EXEMPTION_KIND_ALD, Days(_BORN)),)))
"""The card in a further state."""
NUMBER: Final = CARD.opener_nir.reveal()
ACT: Final = "HBJD001"
"""Care that was given: a code of the catalogue."""
NO_ACT: Final = "ZZSERIN9"
"""Care that no catalogue knows."""
ADDRESS: Final = "12 RUE DES MESANGES BLEUES"
WORDS: Final = "DIABETE DE TYPE SERIN"
"""What a payer must not write into its words."""
NAMES: Final = ("Zéphyrinette", "Mésangeline", "QUATREBARBES-SERIN", "Rossignolet", "PINSONNIER-SERIN")
PLAIN: Final = "ZEPHYRINETTE QUATREBARBES SERIN"
"""The name as a field of capitals holds it."""
CANARIES: Final[tuple[Canary, ...]] = (
    sought.number("the number", NUMBER),
    sought.number("a stranger's number", STRANGER.reveal()),
    *(sought.name(f"name {place}", text) for place, text in enumerate(NAMES)),
    sought.name("the plain name", PLAIN),
    sought.name("the plain first name", "Zephyrinette"),
    sought.day("the mother's birth", MOTHER.birth_date.isoformat()),
    sought.day("the child's birth", CHILD.birth_date.isoformat()),
    sought.code("an act", ACT),
    sought.code("an act of no catalogue", NO_ACT),
    sought.code("an address", ADDRESS),
    sought.code("health in words", WORDS),
)
