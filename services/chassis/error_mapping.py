"""Any exception as the DomainError it stands for, at the doors of a process."""

import grpc

from chassis.errors import DomainError, ErrorCode, from_grpc
from chassis.postgres import translated


def as_domain_error(error: BaseException) -> DomainError:
    """Give the DomainError of an exception: from a peer, the database, a timeout; INTERNAL for what nobody foresaw."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, grpc.RpcError):
        return from_grpc(error)
    if isinstance(error, TimeoutError):
        return DomainError(ErrorCode.DEADLINE_EXCEEDED)
    if isinstance(error, NotImplementedError):
        return DomainError(ErrorCode.UNIMPLEMENTED)
    found = translated(error)
    return found if isinstance(found, DomainError) else DomainError(ErrorCode.INTERNAL, {"type": type(error).__name__})
