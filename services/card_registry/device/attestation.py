"""The attestation port: what a phone proves of the place where its key lives."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Protocol

from chassis.errors import DomainError, ErrorCode
from vitale.card.v1.card_pb2 import DEVICE_CLASS_DEMO, DeviceClass


@dataclass(frozen=True, slots=True)
class Attested:
    """What was proven: the class of the device, and facts of it (stable words, nothing of a person)."""

    device_class: DeviceClass.ValueType
    facts: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


class Attestor(Protocol):
    """Examines the certificate chain of a key."""

    def examine(self, chain: Sequence[bytes], *, key_point: bytes, challenge: bytes, now: datetime) -> Attested:
        """What the chain (DER, leaf first) proves of the key (uncompressed point) for our challenge.

        Raises:
            DomainError: ATTESTATION_REFUSED with facts["why"], a stable word.
        """
        ...


class AttestorOfEvery:
    """Sends a chain to the parser of its platform; lets a key without one in as class DEMO, outside production only."""

    def __init__(self, of_chains: Attestor | None, *, production: bool) -> None:
        """Take the parser of chains, None when no roots are configured, and whether demo keys are refused."""
        self._of_chains, self._production = of_chains, production

    def examine(self, chain: Sequence[bytes], *, key_point: bytes, challenge: bytes, now: datetime) -> Attested:
        """What the chain proves; see the port."""
        if not chain and self._production:
            raise refused("no_chain")
        if not chain:
            return Attested(DEVICE_CLASS_DEMO)
        if self._of_chains is None:
            raise refused("no_roots")
        return self._of_chains.examine(chain, key_point=key_point, challenge=challenge, now=now)


def refused(why: str) -> DomainError:
    """What a chain that does not prove enough is answered; `why` is a stable word."""
    return DomainError(ErrorCode.ATTESTATION_REFUSED, {"why": why})
