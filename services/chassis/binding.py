"""The key a caller proved to hold: by a DPoP proof made for this very call, or by the certificate of its connection."""

import asyncio
import hashlib
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from card_protocol import dpop
from card_protocol.encoding import b64url
from card_protocol.errors import ProtocolError
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode
from chassis.shared_proofs import SharedProofs

METADATA_KEY: Final = "dpop"


@dataclass(frozen=True, slots=True)
class Binding:
    """Thumbprint of a key (RFC 7638), or SHA-256 of a certificate, both base64url; one of the two is set."""

    jkt: str | None = None
    x5t: str | None = None

    def matches(self, jkt: str | None, x5t: str | None) -> bool:
        """Whether a token bound to this thumbprint is presented by its owner."""
        return (jkt is not None and jkt == self.jkt) or (x5t is not None and x5t == self.x5t)


@dataclass(frozen=True, slots=True)
class Prover:
    """Checks proofs of one process: its clock, and the proofs that it has seen.

    `shared` remembers them for all processes of the service; without it, each knows only its own.
    """

    clock: Clock
    replays: dpop.Replays = field(default_factory=dpop.Replays)
    shared: SharedProofs | None = None


@dataclass(slots=True)
class PresentedKey:
    """What a call shows of its key: nothing is checked before somebody asks, and then once."""

    prover: Prover
    method: str
    token: str
    proof: str | None
    certificate: bytes | None
    _binding: Binding | None = None
    _name: str = ""

    def admission(self) -> "asyncio.Future[bool] | None":
        """Check a proof now, and begin to tell it to the service's other processes, where it is shared with them.

        To be awaited by `admitted` before anything is done or told for the caller. None when there is nothing to wait
        for; a wrong proof is left for `binding` to refuse.
        """
        if self.prover.shared is None or self.proof is None:
            return None
        try:
            self.binding()
        except DomainError:
            return None
        return self.prover.shared.begin(self._name)

    def binding(self) -> Binding:
        """The proven key.

        Raises:
            DomainError: BINDING_REQUIRED without proof or certificate; UNAUTHENTICATED with `why` for a wrong proof.
        """
        if self._binding is None:
            self._binding = self._proven()
        return self._binding

    def _proven(self) -> Binding:
        if self.proof is None:
            if self.certificate is None:
                raise DomainError(ErrorCode.BINDING_REQUIRED)
            return Binding(x5t=_digest(self.certificate))
        now = self.prover.clock.now()
        try:
            proven = dpop.verify(self.proof, method=self.method, token=self.token, now=now)
            self.prover.replays.admit(proven, now)
        except ProtocolError as refused:
            raise DomainError(ErrorCode.UNAUTHENTICATED, {"why": f"dpop_{refused.code}"}) from None
        self._name = f"{proven.jkt} {proven.jti}"
        return Binding(jkt=proven.jkt)


async def admitted(admission: "asyncio.Future[bool]") -> None:
    """Wait until every process of the service knows the proof.

    Raises:
        DomainError: UNAUTHENTICATED with `why` dpop_replayed when another one saw it before; UNAVAILABLE.
    """
    if not await admission:
        raise DomainError(ErrorCode.UNAUTHENTICATED, {"why": "dpop_replayed"})


_PRESENTED: Final[ContextVar[PresentedKey | None]] = ContextVar("presented_key", default=None)


def enter(presented: PresentedKey) -> None:
    """Set what the present call shows of its key."""
    _PRESENTED.set(presented)


def require_binding() -> Binding:
    """The key that the caller of the present request proved to hold.

    Raises:
        DomainError: see PresentedKey.binding.
    """
    presented = _PRESENTED.get()
    if presented is None:
        raise DomainError(ErrorCode.BINDING_REQUIRED)
    return presented.binding()


def certificate_of(auth_context: Any) -> bytes | None:
    """The peer's certificate (PEM) of a mutual TLS connection; None on any other."""
    found = auth_context.get("x509_pem_cert") if auth_context else None
    return found[0] if found else None


def _digest(pem: bytes) -> str:
    try:
        der = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)
    except ValueError:
        raise DomainError(ErrorCode.UNAUTHENTICATED, {"why": "certificate"}) from None
    return b64url(hashlib.sha256(der).digest())
