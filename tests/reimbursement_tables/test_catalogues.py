"""A catalogue becomes parameters and acts by date; a row that cannot be proved is refused with its file and line."""

from datetime import date

import pytest

import reimbursement_tables
from reimbursement.dated import Parameter
from reimbursement.rule_tables import Tables
from reimbursement.vocabulary import Basket, Family
from reimbursement_tables import TablesError, dump, parse, prove
from reimbursement_tables.csv_rows import CODES, FACTORS

SOURCES = "sources:\n  law: {title: The law, link: https://example.invalid/law}\n"
BOX = "3400930000007;medicine;medicine_65;Une boîte;A box;"
ACT = "ABCD001;act;technical_act;Un acte;An act;"
LENS = "1234567;lpp;optics_lens;Un verre;A lens;"
GOOD = f"""{";".join(CODES)}
{BOX}2024-01-01;3.20;;;;A;law;2026-01-01;first
{BOX}2025-01-01;3.00;;2.40;;A;law;2026-01-02;
{BOX}2026-01-01;null;;;;B;law;2026-01-01;not established
{ACT}2024-01-01;21.28;;;;A;law;2026-01-01;
{LENS}2024-01-01;9.75;32.50;;hundred_percent_sante;A;law;2026-01-01;
{LENS}2025-01-01;9.75;40.00;;hundred_percent_sante;A;law;2026-01-01;
"""
FACTOR = "modifier.Z;A majoration;2024-01-01;1.218;A;law;2026-01-01;\n"
GOOD_FACTORS = f"{';'.join(FACTORS)}\n{FACTOR}"


def proved(codes: str = GOOD, factors: str = GOOD_FACTORS, **others: str) -> Tables:
    documents = {f"{name}.yaml": text for name, text in others.items()}
    return prove({"sources.yaml": SOURCES, "tables/c.csv": codes, "tables/f.csv": factors} | documents)


def values(parameter: Parameter) -> list[tuple[date, int | None]]:
    return [(entry.since, entry.value) for entry in parameter.history]


def test_rows_of_one_code_are_the_history_of_its_price() -> None:
    tables = proved()
    assert values(tables.parameters["price.3400930000007"]) == [
        (date(2024, 1, 1), 320),
        (date(2025, 1, 1), 300),
        (date(2026, 1, 1), None),
    ]
    assert tables.parameters["price.3400930000007"].last_checked == date(2026, 1, 2)
    act = tables.acts["3400930000007"]
    assert (act.tariffs, act.family) == (("price.3400930000007",), Family.MEDICINE_65)
    assert (act.label_fr, act.label_en) == ("Une boîte", "A box")


def test_a_limit_and_a_generic_price_are_parameters_of_their_own() -> None:
    tables = proved()
    assert values(tables.parameters["generic_price.3400930000007"]) == [
        (date(2024, 1, 1), None),
        (date(2025, 1, 1), 240),
        (date(2026, 1, 1), None),
    ]
    assert tables.acts["3400930000007"].generic_price == "generic_price.3400930000007"
    assert values(tables.parameters["price_limit.1234567"]) == [(date(2024, 1, 1), 3_250), (date(2025, 1, 1), 4_000)]
    lens = tables.acts["1234567"]
    assert (lens.price_limit, lens.basket) == ("price_limit.1234567", Basket.HUNDRED_PERCENT_SANTE)
    plain = tables.acts["ABCD001"]
    assert (plain.price_limit, plain.generic_price, plain.basket) == ("", "", Basket.NONE)


def test_a_row_that_repeats_a_value_does_not_begin_it_again() -> None:
    assert values(proved().parameters["price.1234567"]) == [(date(2024, 1, 1), 975)]


def test_a_factor_is_in_thousandths() -> None:
    parameter = proved().parameters["factor.modifier.Z"]
    assert (values(parameter), parameter.unit) == ([(date(2024, 1, 1), 1_218)], "factor")


def test_a_catalogue_is_part_of_the_version_and_is_stored_whole() -> None:
    tables = proved()
    assert proved(GOOD.replace("21.28", "21.29")).version != tables.version
    assert proved(factors=GOOD_FACTORS.replace("1.218", "1.219")).version != tables.version
    again = parse(dump(tables))
    assert (again.version, again.acts) == (tables.version, tables.acts)
    assert values(again.parameters["price.3400930000007"]) == values(tables.parameters["price.3400930000007"])


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("code;kind", "kind;code", 1, "the first line must be code;kind"),
        ("code;kind", "\ufeffcode;kind", 1, "the first line must be"),
        (";first\n", "\n", 2, "13 cells; the header has 14"),
        (";first\n", ";a;b\n", 2, "15 cells; the header has 14"),
        (";first\n", "; first\n", 2, "begins or ends with a space"),
        (";first\n", ';"a\nb"\n', 3, "goes on over the line"),
        (";first\n", ';"a" b\n', 2, "not readable as CSV"),
        ("3400930000007;medicine;medicine_65", "3400930000008;medicine;medicine_65", 2, "is not a CIP code"),
        ("3400930000007;medicine", "3400930000007;pill", 2, "pill is not one of act, lpp, medicine"),
        ("medicine;medicine_65", "medicine;lpp", 2, "lpp is not a family of kind medicine"),
        ("medicine;medicine_65", "medicine;magic", 2, "magic is not one of"),
        ("Une boîte;A box;2024", ";A box;2024", 2, "must not be empty"),
        ("Une boîte;A box;2025", "Une autre;A box;2025", 3, "line 2 says Une boîte: one code has one label_fr"),
        ("medicine_65;Une boîte;A box;2025", "medicine_30;Une boîte;A box;2025", 3, "one code has one family"),
        ("2025-01-01;3.00", "2024-01-01;3.00", 3, "does not come after 2024-01-01"),
        ("2025-01-01;3.00", "01/01/2025;3.00", 3, "not a day written YYYY-MM-DD"),
        ("3.00", "", 3, "must not be empty"),
        ("3.00", "3,00", 3, "not a number of euros"),
        ("3.00", "3.005", 3, "not a whole, non-negative number"),
        ("2.40", "null", 3, "leave it empty where there is none"),
        (";;2.40", ";2.00;2.40", 3, "the price of a medicine is regulated"),
        ("21.28;;", "21.28;;20.00", 5, "only a medicine has one"),
        ("A;law;2026-01-01;first", "D;law;2026-01-01;first", 2, "grade D is not A"),
        ("A;law;2026-01-01;first", "A;hearsay;2026-01-01;first", 2, "source hearsay is not in sources.yaml"),
        ("A;law;2026-01-01;first", "A;law;yesterday;first", 2, "not a day written YYYY-MM-DD"),
        ("ABCD001;act", "abcd001;act", 5, "is not a code of the CCAM, NGAP or NABM"),
        ("1234567;lpp;optics_lens;Un verre;A lens;2024", "234567;lpp;optics_lens;Un verre;A lens;2024", 6, "7 digits"),
        ("32.50;;hundred_percent_sante", "32.50;;gold", 6, "gold is not one of"),
        ("32.50", "9.00", 6, "the limit is below the price"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_refused_at_its_line(before: str, after: str, line: int, said: str) -> None:
    assert before in GOOD
    with pytest.raises(TablesError) as raised:
        proved(GOOD.replace(before, after, 1))
    assert (raised.value.file, raised.value.line) == ("tables/c.csv", line)
    assert said in raised.value.problem


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("modifier.Z", "letter.Z", "write modifier., activity., phase. or association."),
        ("modifier.Z", "modifier.ZZ", "one letter or digit"),
        ("A majoration", "", "must not be empty"),
        ("1.218", "", "must not be empty"),
        ("1.218", "1.2185", "not a whole, non-negative number"),
        ("1.218", "21.8 %", "not a number of factor"),
    ],
)
def test_a_wrong_factor_is_refused_at_its_line(before: str, after: str, said: str) -> None:
    with pytest.raises(TablesError) as raised:
        proved(factors=GOOD_FACTORS.replace(before, after, 1))
    assert (raised.value.file, raised.value.line) == ("tables/f.csv", 2)
    assert said in raised.value.problem


def test_one_factor_has_one_description() -> None:
    other = FACTOR.replace("A majoration", "Another").replace("2024-01-01", "2025-01-01")
    with pytest.raises(TablesError, match="line 2 says otherwise"):
        proved(factors=GOOD_FACTORS + other)


def test_a_code_stands_in_one_file_only() -> None:
    with pytest.raises(TablesError, match=r"tables/d.csv:2: .*already declared in tables/c.csv:2"):
        prove({"sources.yaml": SOURCES, "tables/c.csv": GOOD, "tables/d.csv": GOOD})
    act = "acts:\n  ABCD001: {label: {fr: Un acte, en: An act}, family: technical_act, tariffs: []}\n"
    with pytest.raises(TablesError, match=r"tables/c.csv:5: .*already declared in x.yaml:2"):
        proved(x=act)
    factor = """parameters:
  factor.modifier.Z: {description: A, unit: factor, last_checked: 2026-01-01, values: [
    {since: 2020-01-01, value: 1.5, grade: A, source: law}]}
"""
    with pytest.raises(TablesError, match=r"tables/f.csv:2: .*already declared in x.yaml:2"):
        proved(x=factor)


@pytest.mark.parametrize(
    ("code", "day", "cents"),
    [
        ("ZBQK002", date(2026, 2, 1), 2_128),
        ("HBJD001", date(2023, 6, 1), 2_892),
        ("HBGD035", date(2024, 12, 31), 1_672),
        ("HBGD035", date(2025, 1, 1), None),
        ("HBGD036", date(2021, 1, 1), 3_344),
        ("HBLD038", date(2019, 3, 31), 10_750),
        ("HBLD038", date(2019, 4, 1), 12_000),
        ("HBLD634", date(2024, 1, 1), 12_000),
        ("HBLD680", date(2024, 1, 1), 12_000),
        ("HBLD090", date(2025, 12, 31), 9_000),
        ("HBLD090", date(2026, 1, 1), 7_000),
    ],
)
def test_the_shipped_prices_are_those_published(code: str, day: date, cents: int | None) -> None:
    found = reimbursement_tables.load().find(f"price.{code}", day)
    assert (found.value if found else None) == cents


def test_the_price_limit_of_an_inlay_core_falls_with_its_base() -> None:
    tables = reimbursement_tables.load()
    assert tables.at("price_limit.HBLD090", date(2025, 12, 31)).value == 17_500
    assert tables.at("price_limit.HBLD090", date(2026, 1, 1)).value == 15_000
    assert tables.at("factor.modifier.Z", date(2026, 1, 1)).value == 1_218
