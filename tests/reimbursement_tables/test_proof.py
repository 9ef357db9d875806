"""A table that cannot be proved is refused with its file, its line and its key."""

import pytest

from reimbursement_tables import TablesError, prove

SOURCES = "sources:\n  law: {title: The law, link: https://example.invalid/law}\n"
VALUES = """      - {since: 2020-01-01, value: 1.50, grade: A, source: law, note: why}
      - {since: 2021-01-01, value: null, grade: B, source: law}
"""
GOOD = f"""parameters:
  tariff.X:
    description: A tariff
    unit: euros
    law: {{source: law, article: art. 1}}
    last_checked: 2026-01-01
    values:
{VALUES}acts:
  X:
    label: {{fr: Un acte, en: An act}}
    family: consultation
    tariffs: [tariff.X]
    variants:
      - {{kind: gp, from_age: 2, below_age: 6, tariffs: [tariff.X]}}
"""


def _proved(text: str) -> None:
    prove({"tables/sources.yaml": SOURCES, "tables/x.yaml": text})


def test_a_proved_table_gives_cents_and_sources() -> None:
    tables = prove({"tables/sources.yaml": SOURCES, "tables/x.yaml": GOOD})
    parameter = tables.parameters["tariff.X"]
    assert [entry.value for entry in parameter.history] == [150, None]
    assert parameter.law is not None
    assert parameter.law.title == "The law, art. 1"
    assert tables.acts["X"].variants[0].below_age == 6


@pytest.mark.parametrize(
    ("before", "after", "line", "said"),
    [
        ("since: 2021-01-01", "since: 2019-01-01", 9, "does not come after 2020-01-01"),
        ("since: 2021-01-01", "since: 2020-01-01", 9, "does not come after 2020-01-01"),
        ("since: 2021-01-01", "since: 2021-13-01", 9, "not a day written YYYY-MM-DD"),
        ("unit: euros", "unit: francs", 4, "unknown unit francs"),
        ("value: 1.50", "value: 1.505", 8, "not a whole, non-negative number"),
        ("value: 1.50", "value: -1.50", 8, "not a whole, non-negative number"),
        ("value: 1.50", "value: NaN", 8, "not a number of euros"),
        ("value: 1.50", "value: lots", 8, "not a number of euros"),
        ("value: 1.50, ", "", 8, "missing key value"),
        (", grade: A, source: law, note: why", ", grade: A", 8, "missing key source"),
        ("grade: A", "grade: D", 8, "grade D is not A"),
        ("grade: A, source: law", "grade: A, source: hearsay", 8, "source hearsay is not in sources.yaml"),
        ("{source: law, article: art. 1}", "{source: hearsay}", 5, "source hearsay is not in sources.yaml"),
        ("note: why", "remark: why", 8, "unknown key"),
        ("    unit: euros\n", "", 2, "missing key unit"),
        ("description: A tariff", "description: ''", 3, "must not be empty"),
        ("last_checked: 2026-01-01", "last_checked: yesterday", 6, "not a day written"),
        ("  tariff.X:", "  tariff.X: 3\n  tariff.Y:", 2, "expected a mapping"),
        ("    unit: euros\n", "    unit: euros\n    unit: euros\n", 5, "this key stands twice"),
        ("acts:", "rules:", 10, "unknown key"),
        ("en: An act", "de: Ein Akt", 12, "unknown key"),
        ("    tariffs: [tariff.X]\n    v", "    tariffs: [tariff.Z]\n    v", 14, "tariff.Z is not a parameter"),
        ("kind: gp", "kind: wizard", 16, "wizard is not a known kind"),
        ("from_age: 2", "from_age: 6", 16, "from_age 6 is not below below_age 6"),
        ("from_age: 2", "from_age: two", 16, "not an age"),
        ("    variants:", "    lower_sectors: maybe\n    variants:", 15, "write yes"),
        ("family: consultation", "family: magic", 13, "magic is not one of consultation, visit"),
        ("    family: consultation\n", "", 11, "missing key family"),
        ("    variants:", "    prevention: care\n    variants:", 15, "care is not one of compulsory_exam"),
        ("    variants:", "    basket: gold\n    variants:", 15, "gold is not one of hundred_percent_sante"),
        ("    variants:", "    rate: rate.Z\n    variants:", 15, "rate.Z is not a parameter"),
        ("    variants:", "    rate_below_age: 16\n    variants:", 15, "without rate it says nothing"),
        ("    variants:", "    price_limit: limit.Z\n    variants:", 15, "limit.Z is not a parameter"),
        ("    variants:", "    generic_price: generic.Z\n    variants:", 15, "generic.Z is not a parameter"),
        (f"values:\n{VALUES}", "values: none\n", 7, "expected a list"),
        ("parameters:", "parameters: [", 3, "not readable as YAML"),
        ("value: 1.50", "value: Infinity", 8, "not a number of euros"),
    ],
)
def test_a_mistake_is_refused_at_its_line(before: str, after: str, line: int, said: str) -> None:
    assert before in GOOD
    with pytest.raises(TablesError) as raised:
        _proved(GOOD.replace(before, after, 1))
    assert raised.value.file == "tables/x.yaml"
    assert said in raised.value.problem
    assert raised.value.line == line
    assert f"tables/x.yaml:{line}:" in str(raised.value)


def test_a_parameter_needs_a_value() -> None:
    text = GOOD.split("      - {since", maxsplit=1)[0].replace("values:", "values: []")
    with pytest.raises(TablesError, match="at least one value"):
        _proved(text)


def test_a_name_stands_in_one_file_only() -> None:
    with pytest.raises(TablesError, match=r"already declared in tables/x.yaml:\d+"):
        prove({"tables/sources.yaml": SOURCES, "tables/x.yaml": GOOD, "tables/y.yaml": GOOD})


@pytest.mark.parametrize(
    ("text", "said"),
    [("", "the file is empty"), ("[]", "expected a mapping")],
)
def test_a_file_without_sections_is_refused(text: str, said: str) -> None:
    with pytest.raises(TablesError, match=said):
        _proved(text)


def test_a_source_has_a_secure_link() -> None:
    with pytest.raises(TablesError, match="https"):
        prove({"tables/sources.yaml": SOURCES.replace("https:", "http:")})


def test_a_flag_takes_only_its_words() -> None:
    text = GOOD.replace("unit: euros", "unit: charge").replace("value: 1.50", "value: sometimes")
    with pytest.raises(TablesError, match="sometimes is not one of none, due, reduced"):
        _proved(text)
