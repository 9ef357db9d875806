"""Who is calling: the verified claims of the present request, known to the code beneath without being handed down."""

from contextvars import ContextVar
from typing import Final

from chassis.errors import DomainError, ErrorCode
from chassis.token_claims import Claims, Role

_CLAIMS: Final[ContextVar[Claims | None]] = ContextVar("claims", default=None)
_TOKEN: Final[ContextVar[str | None]] = ContextVar("token", default=None)


def enter(claims: Claims, token: str) -> None:
    """Set the caller of the present request; each request runs in a task, so nothing is to be undone."""
    _CLAIMS.set(claims)
    _TOKEN.set(token)


def current_claims() -> Claims:
    """Give the verified claims of the caller; DomainError UNAUTHENTICATED outside an authenticated request."""
    claims = _CLAIMS.get()
    if claims is None:
        raise DomainError(ErrorCode.UNAUTHENTICATED)
    return claims


def current_token() -> str:
    """Give the caller's own token, to be sent on to the owner of the data; UNAUTHENTICATED when there is none."""
    token = _TOKEN.get()
    if token is None:
        raise DomainError(ErrorCode.UNAUTHENTICATED)
    return token


def require(*roles: Role) -> Claims:
    """Give the caller's claims when its role is one of these; DomainError PERMISSION_DENIED otherwise."""
    claims = current_claims()
    if claims.role not in roles:
        raise DomainError(ErrorCode.PERMISSION_DENIED, {"role": claims.role, "allowed": ",".join(roles)})
    return claims


def bearer(authorization: str | None) -> str:
    """Give the token of an `authorization: Bearer ...` value; DomainError UNAUTHENTICATED when it is none."""
    scheme, _, token = (authorization or "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise DomainError(ErrorCode.UNAUTHENTICATED, {"why": "no_bearer_token"})
    return token.strip()
