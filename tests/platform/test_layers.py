"""`make test` counts what ran: failures, errors, layers that died without a count, layers left out."""

import sys

from tools.local.setup.ci import Layer, count, report, run


def nothing(_: str) -> None:
    """Take a line and drop it."""


def python(code: str, *, counts: bool = True) -> Layer:
    return Layer("layer", (sys.executable, "-c", code), counts=counts)


def test_tests_are_counted_from_the_last_line() -> None:
    result = run(
        python("print('1 passed'); print('2 failed, 30 passed, 1 skipped in 3s'); raise SystemExit(1)"), nothing
    )
    assert (result.passed, result.counted["passed"], result.counted["failed"]) == (False, 30, 2)


def test_an_error_counts_as_a_failure() -> None:
    assert count(python(""), "3 passed, 2 errors in 1s", passed=False)["failed"] == 2


def test_a_layer_that_dies_without_a_count_is_a_failure() -> None:
    result = run(python("print('4 passed'); import os; os.abort()"), nothing)
    assert not result.passed
    assert result.counted["failed"] == 1


def test_a_check_counts_as_one_test() -> None:
    assert run(python("", counts=False), nothing).counted["passed"] == 1
    assert run(python("raise SystemExit(3)", counts=False), nothing).counted["failed"] == 1


def test_the_report_ends_with_one_line_that_counts_and_names_what_did_not_run() -> None:
    results = [run(python("print('5 passed')"), nothing), run(python("raise SystemExit(1)", counts=False), nothing)]
    lines = report(results, ["browser"]).splitlines()
    assert lines[-1] == "5 passed, 1 failed"
    assert any(line.startswith("browser") and line.endswith("not run") for line in lines)
