"""What a verified token says: roles, lifetime, attributes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, Literal, get_args

from chassis.errors import DomainError, ErrorCode

Role = Literal["practice", "scheme", "insurer", "insured", "service", "operator"]
ROLES: Final = frozenset(get_args(Role))
MAX_LIFETIME: Final = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says; attributes as listed with the roles (practice_id, scheme, subject_id, ...)."""

    issuer: str
    subject: str
    audience: str
    expires_at: datetime
    role: Role
    attributes: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def attribute(self, name: str) -> str:
        """Give an attribute the call needs; its absence is PERMISSION_DENIED by name."""
        try:
            return self.attributes[name]
        except KeyError:
            raise DomainError(ErrorCode.PERMISSION_DENIED, {"missing_attribute": name}) from None
