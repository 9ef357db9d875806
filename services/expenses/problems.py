"""Every error of this front as application/problem+json (RFC 9457), each with a support id."""

from collections.abc import Mapping
from typing import Final

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from chassis.errors import DomainError, ErrorCode, FieldViolation, new_support_id, to_problem
from expenses.caching import PRIVATE
from expenses.language import chosen

MEDIA_TYPE: Final = "application/problem+json"
_UNAUTHENTICATED: Final = 401
_UNPROCESSABLE: Final = 422
_BY_STATUS: Final = {
    400: ErrorCode.INVALID_ARGUMENT,
    401: ErrorCode.UNAUTHENTICATED,
    403: ErrorCode.PERMISSION_DENIED,
    404: ErrorCode.NOT_FOUND,
    405: ErrorCode.INVALID_ARGUMENT,
    503: ErrorCode.UNAVAILABLE,
}
_log = structlog.get_logger(__name__)


class FieldProblem(BaseModel):
    """One field that is wrong."""

    field: str
    reason: str
    advice: str


class Advice(BaseModel):
    """What to do: for the reader in French and English, and for the engineer."""

    counter: dict[str, str]
    engineer: str


class Problem(BaseModel):
    """Problem details, RFC 9457, with this house's extensions."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    supportId: str  # noqa: N815 - the name on the wire
    traceId: str | None  # noqa: N815 - the name on the wire
    facts: dict[str, str]
    advice: Advice
    errors: list[FieldProblem]


def problem_response(request: Request, error: DomainError, *, status: int | None = None) -> Response:
    """The answer for an error, in the reader's language; the support id of a peer is kept."""
    support_id = error.support_id or new_support_id()
    body = to_problem(error, support_id)
    body["status"] = status or body["status"]
    body["detail"] = body["advice"]["counter"][chosen(request.headers.get("accept-language"))]
    _log.info("problem", code=error.code.value, status=body["status"], support_id=support_id)
    return JSONResponse(body, body["status"], headers=_headers(error, body["status"]), media_type=MEDIA_TYPE)


def _headers(error: DomainError, status: int) -> Mapping[str, str]:
    headers = dict(PRIVATE)
    if status == _UNAUTHENTICATED:
        headers["WWW-Authenticate"] = "Bearer"
    if error.retry_after_s:
        headers["Retry-After"] = str(max(1, round(error.retry_after_s)))
    return headers


def install(app: FastAPI) -> None:
    """Make every error of the application a problem."""
    app.add_exception_handler(DomainError, _domain)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


async def _domain(request: Request, error: Exception) -> Response:
    return problem_response(request, error if isinstance(error, DomainError) else DomainError(ErrorCode.INTERNAL))


async def _invalid(request: Request, error: Exception) -> Response:
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    violations = [
        FieldViolation(".".join(str(part) for part in e["loc"][1:]), str(e["type"]).upper(), str(e["msg"]))
        for e in found
    ]
    return problem_response(
        request, DomainError(ErrorCode.INVALID_ARGUMENT, violations=violations), status=_UNPROCESSABLE
    )


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    answer = problem_response(request, DomainError(_BY_STATUS.get(status, ErrorCode.INTERNAL)), status=status)
    if isinstance(error, HTTPException):
        answer.headers.update(error.headers or {})  # Allow, of a method that the path does not have
    return answer


async def _unexpected(request: Request, error: Exception) -> Response:
    answer = DomainError(ErrorCode.INTERNAL, support_id=new_support_id())
    _log.error("unexpected", error=type(error).__name__, support_id=answer.support_id)
    return problem_response(request, answer)
