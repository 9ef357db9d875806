"""The format touches nothing of the outside world: the standard library and the identifiers, no file, no clock."""

from tests.test_imports import OUTSIDE_WORLD, imports_of
from tools.local.paths import SERVICES


def test_the_format_imports_only_itself_the_identifiers_and_what_reads_no_world() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (SERVICES / "b2").rglob("*.py")]
    roots = {name.partition(".")[0] for source in sources for name in imports_of(source)}
    assert roots == {"b2", "identifiers", "collections", "dataclasses", "datetime", "enum", "typing"}
    assert not roots & OUTSIDE_WORLD
