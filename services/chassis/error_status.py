"""Errors on gRPC: DomainError to google.rpc.Status with its details, and back from a failed call."""

from datetime import timedelta
from typing import Final

import grpc
from google.protobuf import any_pb2, duration_pb2
from google.protobuf.message import DecodeError, Message
from google.rpc import error_details_pb2, status_pb2  # type: ignore[import-untyped]  # ships .pyi without py.typed

from chassis.domain_error import DomainError, FieldViolation
from chassis.error_codes import ErrorCode

DOMAIN: Final = "vitale-live"
DETAILS_KEY: Final = "grpc-status-details-bin"
_STATUS_BYTES: Final = 5_000  # trailers are refused by peers at 8 KiB, and base64 adds a third
_RESERVED: Final = frozenset({"support_id", "engineer", "violations_left_out"})

_BY_GRPC_STATUS: Final = {
    grpc.StatusCode.CANCELLED: ErrorCode.CANCELLED,
    grpc.StatusCode.INVALID_ARGUMENT: ErrorCode.INVALID_ARGUMENT,
    grpc.StatusCode.OUT_OF_RANGE: ErrorCode.INVALID_ARGUMENT,
    grpc.StatusCode.DEADLINE_EXCEEDED: ErrorCode.DEADLINE_EXCEEDED,
    grpc.StatusCode.NOT_FOUND: ErrorCode.NOT_FOUND,
    grpc.StatusCode.ABORTED: ErrorCode.STALE_STATE,
    grpc.StatusCode.PERMISSION_DENIED: ErrorCode.PERMISSION_DENIED,
    grpc.StatusCode.UNAUTHENTICATED: ErrorCode.UNAUTHENTICATED,
    grpc.StatusCode.RESOURCE_EXHAUSTED: ErrorCode.OVERLOADED,
    grpc.StatusCode.UNIMPLEMENTED: ErrorCode.UNIMPLEMENTED,
    grpc.StatusCode.UNAVAILABLE: ErrorCode.UNAVAILABLE,
}


def to_grpc_status(error: DomainError, support_id: str) -> status_pb2.Status:
    """Write an error as google.rpc.Status: ErrorInfo, both counter advices, BadRequest, RetryInfo, within 5,000 bytes.

    Violations that would not fit in the trailers are counted in ErrorInfo metadata `violations_left_out`.
    """
    shown = error.violations
    while True:
        status = _status(error, support_id, shown)
        if status.ByteSize() <= _STATUS_BYTES or not shown:
            return status
        shown = shown[: len(shown) * _STATUS_BYTES // (status.ByteSize() + _STATUS_BYTES // 8)]


def _status(error: DomainError, support_id: str, shown: tuple[FieldViolation, ...]) -> status_pb2.Status:
    metadata = {**error.facts, "support_id": support_id, "engineer": error.row.engineer}
    if left_out := len(error.violations) - len(shown):
        metadata["violations_left_out"] = str(left_out)
    details: list[Message] = [
        error_details_pb2.ErrorInfo(reason=error.code.value, domain=DOMAIN, metadata=metadata),
        error_details_pb2.LocalizedMessage(locale="fr-FR", message=error.row.counter_fr),
        error_details_pb2.LocalizedMessage(locale="en-GB", message=error.row.counter_en),
    ]
    if shown:
        details.append(error_details_pb2.BadRequest(field_violations=[_to_field(violation) for violation in shown]))
    if error.retry_after_s > 0:
        delay = duration_pb2.Duration()
        delay.FromTimedelta(timedelta(seconds=error.retry_after_s))
        details.append(error_details_pb2.RetryInfo(retry_delay=delay))
    return status_pb2.Status(
        code=error.row.grpc_status.value[0], message=error.row.title, details=[_packed(detail) for detail in details]
    )


def _packed(detail: Message) -> any_pb2.Any:
    packed = any_pb2.Any()
    packed.Pack(detail)
    return packed


def _to_field(violation: FieldViolation) -> error_details_pb2.BadRequest.FieldViolation:
    return error_details_pb2.BadRequest.FieldViolation(
        field=violation.field, reason=violation.reason, description=violation.advice
    )


def from_grpc(error: grpc.RpcError) -> DomainError:
    """Read a failed call (grpc.aio.AioRpcError too) back as the DomainError its server raised, support id included."""
    code = error.code() if callable(getattr(error, "code", None)) else grpc.StatusCode.UNKNOWN
    for key, value in _trailers(error):
        if key == DETAILS_KEY and isinstance(value, bytes):
            try:
                return from_status(status_pb2.Status.FromString(value), fallback=code)
            except DecodeError:
                break
    return DomainError(_by_status(error, code), {"grpc_status": code.name})


def _by_status(error: grpc.RpcError, code: grpc.StatusCode) -> ErrorCode:
    """Name an error that gRPC itself made, before or after our servers; its text tells what was exhausted."""
    details = getattr(error, "details", None)
    if code is grpc.StatusCode.RESOURCE_EXHAUSTED and callable(details) and "larger than max" in str(details()):
        return ErrorCode.BATCH_TOO_LARGE
    return _BY_GRPC_STATUS.get(code, ErrorCode.INTERNAL)


def _trailers(error: grpc.RpcError) -> tuple[tuple[str, str | bytes], ...]:
    trailing = getattr(error, "trailing_metadata", None)
    return tuple((key, value) for key, value in (trailing() or ())) if callable(trailing) else ()


def from_status(status: status_pb2.Status, *, fallback: grpc.StatusCode = grpc.StatusCode.UNKNOWN) -> DomainError:
    """Read a google.rpc.Status; a reason this build does not know becomes the code of its gRPC status."""
    info, bad, retry = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest(), error_details_pb2.RetryInfo()
    for detail in status.details:
        _ = detail.Unpack(info) or detail.Unpack(bad) or detail.Unpack(retry)
    known = info.domain == DOMAIN and info.reason in ErrorCode.__members__
    return DomainError(
        ErrorCode[info.reason] if known else _BY_GRPC_STATUS.get(fallback, ErrorCode.INTERNAL),
        {key: value for key, value in info.metadata.items() if key not in _RESERVED},
        tuple(FieldViolation(field.field, field.reason, field.description) for field in bad.field_violations),
        support_id=info.metadata.get("support_id"),
        retry_after_s=retry.retry_delay.ToTimedelta().total_seconds() or None,
    )
