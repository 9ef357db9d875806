"""The one table of errors and its three doors."""

import json

import grpc
import pytest

from chassis.errors import (
    ERRORS,
    DomainError,
    ErrorCode,
    FieldViolation,
    from_status,
    new_support_id,
    to_grpc_status,
    to_parked,
    to_problem,
)
from tests.chassis.canaries import NIR_FORMS, leaked

VIOLATIONS = (FieldViolation("claims[3].lines[0].price_cents", "negative", "send 0 or more"),)


def test_every_code_has_its_row_and_every_row_its_advice() -> None:
    assert set(ERRORS) == set(ErrorCode)
    for code, row in ERRORS.items():
        assert all((row.title, row.counter_fr, row.counter_en, row.engineer)), code
        assert row.counter_fr != row.counter_en, code
        assert row.grpc_status is not grpc.StatusCode.OK
        assert 400 <= row.http_status <= 599, code


@pytest.mark.parametrize("code", list(ErrorCode))
def test_an_error_comes_back_from_grpc_as_it_was_raised(code: ErrorCode) -> None:
    raised = DomainError(code, {"dependency": "kafka"}, VIOLATIONS)
    back = from_status(to_grpc_status(raised, "7K3Q-9XMB-2T"))
    assert (back.code, back.facts, back.violations) == (raised.code, raised.facts, raised.violations)
    assert (back.support_id, back.retry_after_s) == ("7K3Q-9XMB-2T", raised.retry_after_s)


def test_an_unknown_reason_falls_back_to_its_grpc_status() -> None:
    status = to_grpc_status(DomainError(ErrorCode.NOT_FOUND), "S")
    status.details[0].value = status.details[0].value.replace(b"NOT_FOUND", b"NEW_THING")
    assert from_status(status, fallback=grpc.StatusCode.NOT_FOUND).code is ErrorCode.NOT_FOUND
    assert from_status(status).code is ErrorCode.INTERNAL


def test_many_violations_are_cut_to_what_trailers_carry_and_the_rest_is_counted() -> None:
    error = DomainError(
        ErrorCode.INVALID_ARGUMENT, {}, [FieldViolation(f"claims[{n}].nir", "key", "x" * 80) for n in range(500)]
    )
    status = to_grpc_status(error, "S")
    back = from_status(status)
    assert status.ByteSize() <= 5_000
    assert 10 < len(back.violations) < 500
    assert back.violations == error.violations[: len(back.violations)]
    assert f"{500 - len(back.violations)}".encode() in status.SerializeToString()


def test_a_problem_is_rfc_9457_with_advice_for_both_readers_and_a_support_id() -> None:
    problem = to_problem(DomainError(ErrorCode.NEGATIVE_PRICE, {}, VIOLATIONS), "7K3Q-9XMB-2T", trace_id="a" * 32)
    assert problem["type"] == "urn:vitale-live:error:negative-price"
    assert (problem["status"], problem["code"], problem["supportId"]) == (400, "NEGATIVE_PRICE", "7K3Q-9XMB-2T")
    assert set(problem["advice"]["counter"]) == {"fr", "en"}
    assert problem["errors"][0]["field"] == "claims[3].lines[0].price_cents"
    json.dumps(problem)


def test_only_reasons_of_parking_can_be_parked() -> None:
    assert to_parked(DomainError(ErrorCode.UNDECODABLE), "S").code == "UNDECODABLE"
    with pytest.raises(ValueError, match="UNAVAILABLE"):
        to_parked(DomainError(ErrorCode.UNAVAILABLE), "S")


@pytest.mark.parametrize("written", NIR_FORMS)
def test_no_number_leaves_by_any_door_even_when_put_into_facts_by_mistake(written: str) -> None:
    error = DomainError(
        ErrorCode.RULES_RAISED, {"value": written, written: "x"}, [FieldViolation(written, written, written)]
    )
    problem = json.dumps(to_problem(error, "S"), ensure_ascii=False)
    status = str(to_grpc_status(error, "S"))
    parked = str(to_parked(error, "S"))
    assert leaked(problem + status + parked + str(error) + repr(error)) == []


def test_support_ids_are_short_and_do_not_repeat() -> None:
    drawn = {new_support_id() for _ in range(1_000)}
    assert len(drawn) == 1_000
    assert all(len(support_id) == 12 for support_id in drawn)
