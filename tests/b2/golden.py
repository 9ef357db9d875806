"""B2 files built by hand, by the positions of interfaces.md and not by our layouts; nobody's number is in them."""

from collections.abc import Mapping
from typing import Final

LENGTH: Final = 128
NIR: Final = "2840599999001"  # born in a country that does not exist
KEY: Final = "80"
PS: Final = "911000008"


def line(places: Mapping[int, str]) -> str:
    """A record of spaces with texts at positions (from 1)."""
    signs = [" "] * LENGTH
    for position, text in places.items():
        signs[position - 1 : position - 1 + len(text)] = text
    assert len(signs) == LENGTH
    return "".join(signs)


def head(kind: str, number: str = "000000123") -> str:
    """What 2, 2S, 3, 3S, 3E, 4 and 5 begin with: positions 1 to 38."""
    return f"{kind}{PS} {NIR}{KEY}001{number}"


def short(kind: str, letter: str, sequence: str = "01", number: str = "000000123") -> str:
    """What 3F, 3H and 4S to 4M begin with: positions 1 to 38, no rank."""
    return f"{kind}{PS} {NIR}{KEY}{number}{letter}{sequence}"


def header(number: str = "000000123", **changes: str) -> str:
    """A record 2: régime 01, caisse 751, illness, birth 17 May 1984."""
    places = {1: head("2", number), 39: "1000000000", 49: "017510000", 59: "000000000000000", 77: "100", 80: "000000"}
    places |= {86: "000000000", 96: "840517", 102: "1", 103: "000000000000", 115: "00", 117: "00", 119: "75500017"}
    return line(places | {int(place[1:]): text for place, text in changes.items()})


def extension(number: str = "000000123", **changes: str) -> str:
    """A record 2S: treating doctor, no third party."""
    places = {1: head("2", number), 39: "S01000000", 48: "10", 50: NIR + KEY, 71: "O", 72: "DURAND", 97: "CLAUDE"}
    places |= {112: PS, 121: "T"}
    return line(places | {int(place[1:]): text for place, text in changes.items()})


def act(number: str = "000000123", **changes: str) -> str:
    """A record 4: G at 30 euros on 22 November 2026, base 30, 70 %, AMO 21, AMC 9."""
    places = {1: head("4", number), 39: "00000000000000", 54: "000", 57: PS, 66: "0001", 70: "261122", 76: "G"}
    places |= {81: "01", 83: "000100", 89: "00", 91: "0003000", 98: "0003000", 105: "070", 108: "0002100"}
    places |= {115: "0003000", 123: "000900"}
    return line(places | {int(place[1:]): text for place, text in changes.items()})


def totals(number: str = "000000123", **changes: str) -> str:
    """A record 5 for one act of 30 euros."""
    places = {1: head("5", number), 39: "001", 42: "00000000", 50: "00000000", 58: "00003000", 66: "00002100"}
    places |= {74: "00000900", 82: "00000000", 90: "00000900", 115: "00000000"}
    return line(places | {int(place[1:]): text for place, text in changes.items()})


def data(*lines: str, line_end: str = "\r\n") -> bytes:
    """The bytes of a file."""
    return "".join(each + line_end for each in lines).encode("ascii")


CONSULTATION: Final = (header(), extension(), act(), totals())
"""One invoice: the sample of interfaces.md, for somebody else."""

TECHNICAL: Final = (
    header("000000124"),
    extension("000000124", p121="O", p48="36"),
    act("000000124", p76="ADC ", p98="0006912", p105="070", p108="0004838", p115="0006912", p123="002074"),
    line({1: short("4", "E", number="000000124"), 39: "99999999990", 64: "99999999990"}),
    line({1: short("4", "M", number="000000124"), 43: "YYYY001", 57: "1", 58: "0", 59: "K", 65: "261122"}),
    totals("000000124", p58="00006912", p66="00004838", p74="00002074", p90="00002074"),
)
"""A technical act with its CCAM code and modifier, by third party."""

BIOLOGY: Final = (
    header("000000125"),
    extension("000000125", p121="X"),
    act(
        "000000125",
        p76="B",
        p81="01",
        p83="004000",
        p98="0001000",
        p105="060",
        p108="0000600",
        p115="0001000",
        p123="000400",
    ),
    line({1: short("4", "S", number="000000125"), 41: "0000000", 49: "000000"}),
    line(
        {
            1: short("4", "B", number="000000125"),
            49: "26112201" + "1104",
            65: "26112202" + "0552",
            81: "00000000",
            97: "00000000",
            113: "00000000",
        }
    ),
    totals("000000125", p58="00001000", p66="00000600", p74="00000400", p90="00000400"),
)
"""An act of biology with two NABM codes."""

STAY: Final = (
    header("000000126", p80="261101", p103="261101261104"),
    extension("000000126"),
    line(
        {
            1: head("3", "000000126"),
            39: "03",
            41: "137",
            44: "261101",
            50: "261104",
            56: "PJ",
            61: "003",
            64: "0",
            65: "00000",
            70: "0",
            71: "00000",
            76: "0010000",
            83: "00030000",
            91: "080",
            94: "00024000",
            102: "00030000",
            110: "0000",
            114: "000",
            122: "0006000",
        }
    ),
    line({1: head("3", "000000126"), 39: "S01", 54: "000000000000"}),
    line({1: short("3", "F", number="000000126"), 43: "1234567", 70: "01", 72: "0000000" * 5}),
    line(
        {
            1: short("3", "H", number="000000126"),
            49: "1234567",
            57: "00000",
            67: "0000000" * 3,
            88: "000",
            91: "0000000",
        }
    ),
    totals(
        "000000126",
        p42="00030000",
        p50="00024000",
        p58="00000000",
        p66="00000000",
        p74="00006000",
        p82="00006000",
        p90="00000000",
        p115="00030000",
    ),
)
"""Three days of a stay, with a device and a medicine."""

ENVELOPE: Final = (line({1: "000 WHAT STANDS AROUND INVOICES"}), line({1: "999 IS NOT KNOWN"}))
WHOLE: Final = (ENVELOPE[0], *CONSULTATION, *TECHNICAL, *BIOLOGY, *STAY, ENVELOPE[1])
"""A file with one invoice of each sort."""
