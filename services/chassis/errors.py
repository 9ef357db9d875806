"""Errors in one place: the codes, their one table, and its three doors (gRPC status, HTTP problem, parked reason)."""

from chassis.domain_error import DomainError, FieldViolation, new_support_id
from chassis.error_codes import ErrorCode
from chassis.error_status import from_grpc, from_status, to_grpc_status
from chassis.error_table import ERRORS, ErrorRow
from chassis.problem import ParkedReason, Problem, to_parked, to_problem

__all__ = [
    "ERRORS",
    "DomainError",
    "ErrorCode",
    "ErrorRow",
    "FieldViolation",
    "ParkedReason",
    "Problem",
    "from_grpc",
    "from_status",
    "new_support_id",
    "to_grpc_status",
    "to_parked",
    "to_problem",
]
