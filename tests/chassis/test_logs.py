"""Logs: one JSON object a line, and no person in any of them, whatever is thrown at them."""

import json
import logging
import sys

import asyncpg
import pytest
import structlog

from chassis import logs
from chassis.errors import DomainError, ErrorCode
from tests.chassis.canaries import NAMES, NIR_FORMS, leaked

pytestmark = pytest.mark.usefixtures("logs_as_before")
Captured = pytest.CaptureFixture[str]


def begin(*, production: bool = True) -> None:
    logs.configure("sample", level="debug", production=production)


def written(capsys: Captured) -> str:
    text = capsys.readouterr().err
    for line in text.splitlines():
        assert json.loads(line)["service"] == "sample"
    assert text
    return text


@pytest.mark.parametrize("form", NIR_FORMS)
def test_a_number_in_a_message_a_value_or_a_nested_value_is_masked(capsys: Captured, form: str) -> None:
    begin()
    log = logs.get_logger().bind(bound=form)
    sentence = f"settled {form}"
    log.info(sentence, plain=form, nested={"deep": [form, (form,)], form: 1}, raw=form.encode())
    logging.getLogger("library").warning("library says %s and %r", form, {"x": form})
    assert leaked(written(capsys)) == []


def test_keys_that_hold_persons_or_secrets_are_dropped_at_any_depth(capsys: Captured) -> None:
    begin()
    logs.get_logger().info(
        "x", first_name=NAMES[0], Name=NAMES[1], token="t0ps3cret", inner={"name": NAMES[0], "kept": "yes"}
    )
    text = written(capsys)
    assert leaked(text) == []
    assert "t0ps3cret" not in text
    assert '"kept": "yes"' in text


def test_context_bound_earlier_is_masked_too(capsys: Captured) -> None:
    begin()
    with structlog.contextvars.bound_contextvars(who=NIR_FORMS[2], name=NAMES[0]):
        logs.get_logger().info("x")
    assert leaked(written(capsys)) == []


def raise_about_a_person(form: str) -> None:
    patient = f"{NAMES[0]} {NAMES[1]} {form}"
    try:
        int(patient)
    except ValueError as error:
        raise KeyError(patient) from error


@pytest.mark.parametrize("form", NIR_FORMS)
def test_a_traceback_shows_frames_and_types_of_all_causes_and_no_message_in_production(
    capsys: Captured, form: str
) -> None:
    begin()
    try:
        raise_about_a_person(form)
    except KeyError as error:
        logs.get_logger().exception("failed", cause=error)
        logging.getLogger("library").exception("failed too")
    text = written(capsys)
    assert leaked(text) == []
    assert "raise_about_a_person" in text
    assert "KeyError: (message withheld)" in text
    assert "ValueError: (message withheld)" in text


def test_outside_production_messages_are_shown_and_still_masked(capsys: Captured) -> None:
    begin(production=False)
    logs.get_logger().error("failed", exc_info=KeyError(f"unknown field {NIR_FORMS[0]}"))
    text = written(capsys)
    assert "unknown field" in text
    assert leaked(text) == []


def test_an_exception_group_tells_its_parts_without_their_messages(capsys: Captured) -> None:
    begin()
    group = ExceptionGroup(f"about {NAMES[0]}", [ValueError(NAMES[1]), DomainError(ErrorCode.NO_RIGHTS)])
    logs.get_logger().error("failed", exc_info=group)
    text = written(capsys)
    assert leaked(text) == []
    assert "ValueError" in text
    assert "NO_RIGHTS" in text


@pytest.mark.parametrize("production", [True, False])
def test_a_database_error_tells_the_place_and_never_the_row_it_quotes(capsys: Captured, production: bool) -> None:
    begin(production=production)
    fields = {
        "C": "23505",
        "M": "duplicate key",
        "D": f"Failing row contains ({NAMES[0]}, {NIR_FORMS[0]}).",
        "n": "person_pkey",
    }
    error = asyncpg.PostgresError.new(fields)
    logs.get_logger().error("refused", exc_info=error)
    text = written(capsys)
    assert leaked(text) == []
    assert "sqlstate 23505 person_pkey" in text


def test_an_uncaught_exception_is_logged_masked(capsys: Captured) -> None:
    begin()
    try:
        raise_about_a_person(NIR_FORMS[0])
    except KeyError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    text = written(capsys)
    assert leaked(text) == []
    assert "uncaught" in text


def test_libraries_never_log_below_the_level_of_the_process(capsys: Captured) -> None:
    logs.configure("sample", level="warning")
    logging.getLogger("aiokafka.consumer").info("noise")
    logs.get_logger().info("noise")
    assert capsys.readouterr().err == ""


def test_addresses_that_are_asked_over_http_are_not_told_at_the_usual_level(capsys: Captured) -> None:
    logs.configure("sample", level="info")
    logging.getLogger("httpx").info("HTTP Request: GET http://provider/video/captures?person=someone")
    assert capsys.readouterr().err == ""
    logging.getLogger("httpx").warning("a warning is")
    assert "a warning is" in capsys.readouterr().err
