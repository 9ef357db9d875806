"""An enrolment file as a value, and its steps: each gives the next file or says that this is not the time for it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Final, TypeAlias

from chassis.errors import DomainError, ErrorCode
from vitale.card.v1 import enrolment_service_pb2 as pb

State: TypeAlias = pb.FileState.ValueType
Path: TypeAlias = pb.EnrolmentPath.ValueType
DRAFT_LIFE: Final = timedelta(days=30)
ACTIVABLE_LIFE: Final = timedelta(days=7)
DECISION_WITHIN: Final = timedelta(hours=48)
"""A human decision is due 48 hours after the capture."""
OPEN: Final = frozenset({pb.FILE_STATE_DRAFT, pb.FILE_STATE_IDENTITY_PENDING, pb.FILE_STATE_ACTIVABLE})


@dataclass(frozen=True, slots=True)
class Capture:
    """A video at the provider: its number there, when it was made, what the automatic checks found."""

    capture_id: str
    captured_at: datetime | None = None
    checks: Mapping[str, bool] = field(default_factory=lambda: MappingProxyType({}))
    media_url: str = ""
    evidence_hash: bytes = b""
    deletion_receipt: str = ""


@dataclass(frozen=True, slots=True)
class Going:
    """A sign-in at France Identité under way: digest of its state, salt of its nonce, PKCE verifier, way back."""

    state_digest: bytes
    salt: bytes
    verifier: str
    redirect_uri: str


@dataclass(frozen=True, slots=True)
class Decision:
    """A human decision: due, made, by whom (an operator's identifier)."""

    due: datetime
    queued_at: datetime
    decided_at: datetime | None = None
    by: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """A file. Identifiers 16 bytes, device key an uncompressed point, moments aware UTC."""

    file_id: bytes
    version: int
    subject_id: bytes
    state: State
    terms_version: str
    terms_hash: bytes
    opened_at: datetime
    changed_at: datetime
    expires_at: datetime
    path: Path = pb.ENROLMENT_PATH_UNSPECIFIED
    scheme: str = ""
    department: str = ""
    home_id: bytes = b""
    partition: int = 0
    device_key: bytes = b""
    going: Going | None = None
    capture: Capture | None = None
    traits: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    decision: Decision | None = None
    challenge: bytes = b""
    card_serial: bytes = b""
    reason: str = ""
    opens_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether anything can still come of it."""
        return self.state in OPEN


def opened(file_id: bytes, subject_id: bytes, *, terms_version: str, terms_hash: bytes, at: datetime) -> File:
    """A new file: the terms were accepted."""
    return File(
        file_id, 1, subject_id, pb.FILE_STATE_DRAFT, terms_version, terms_hash, at, at, expires_at=at + DRAFT_LIFE
    )


def must_be(file: File, *states: State) -> None:
    """ENROLMENT_STATE unless the file stands at one of these states."""
    if file.state not in states:
        raise DomainError(ErrorCode.ENROLMENT_STATE, {"state": pb.FileState.Name(file.state)})


def placed(file: File, *, home: tuple[bytes, int], scheme: str, department: str, at: datetime) -> File:
    """The number was checked: where the person's records go, and where they are insured."""
    must_be(file, pb.FILE_STATE_DRAFT)
    home_id, partition = home
    return _next(file, at, home_id=home_id, partition=partition, scheme=scheme, department=department)


def going(file: File, *, device_key: bytes, state: Going, at: datetime) -> File:
    """The person goes to France Identité; going again replaces what was under way."""
    _must_be_placed(file)
    must_be(file, pb.FILE_STATE_DRAFT)
    return _next(file, at, path=pb.ENROLMENT_PATH_FRANCE_IDENTITE, device_key=device_key, going=state)


def filming(file: File, *, device_key: bytes, capture_id: str, at: datetime) -> File:
    """A capture is open at the provider."""
    _must_be_placed(file)
    must_be(file, pb.FILE_STATE_DRAFT)
    return _next(
        file,
        at,
        state=pb.FILE_STATE_IDENTITY_PENDING,
        path=pb.ENROLMENT_PATH_VIDEO,
        device_key=device_key,
        capture=Capture(capture_id),
    )


def queued(file: File, *, capture: Capture | None, traits: Mapping[str, str], at: datetime) -> File:
    """What was read goes to a person: a video, or traits of an assertion that do not match."""
    must_be(file, pb.FILE_STATE_DRAFT, pb.FILE_STATE_IDENTITY_PENDING)
    since = capture.captured_at if capture is not None and capture.captured_at is not None else at
    decision = Decision(due=since + DECISION_WITHIN, queued_at=at)
    state = pb.FILE_STATE_IDENTITY_PENDING
    return _next(file, at, state=state, capture=capture, traits=traits, decision=decision, going=None)


def proven(file: File, challenge: bytes, at: datetime) -> File:
    """Identity is proven: the device may be bound within a week."""
    must_be(file, pb.FILE_STATE_DRAFT, pb.FILE_STATE_IDENTITY_PENDING)
    state = pb.FILE_STATE_ACTIVABLE
    return _next(file, at, state=state, challenge=challenge, going=None, expires_at=at + ACTIVABLE_LIFE)


def decided(file: File, by: str, at: datetime) -> File:
    """A person has looked; what follows is `proven` or `refused`."""
    if file.decision is None:
        raise DomainError(ErrorCode.ENROLMENT_STATE, {"state": pb.FileState.Name(file.state)})
    return replace(file, decision=replace(file.decision, decided_at=at, by=by))


def activated(file: File, serial: bytes, at: datetime) -> File:
    """The card is there; what was needed to make it goes."""
    must_be(file, pb.FILE_STATE_ACTIVABLE)
    return _next(file, at, state=pb.FILE_STATE_ACTIVATED, card_serial=serial, challenge=b"")


def refused(file: File, reason: str, at: datetime, *, opens_on: date | None = None) -> File:
    """Refused, and purged of all but the verdict."""
    must_be(file, *OPEN)
    return _purged(_next(file, at, state=pb.FILE_STATE_REFUSED, reason=reason, opens_on=opens_on))


def expired(file: File, at: datetime) -> File:
    """Not finished in time, and purged of all but the verdict."""
    must_be(file, *OPEN)
    return _purged(_next(file, at, state=pb.FILE_STATE_EXPIRED, reason="expired"))


def deleted(file: File, receipt: str) -> File:
    """The provider proves that the biometric material is gone; whatever the state."""
    if file.capture is None:
        return file
    return replace(file, version=file.version + 1, capture=replace(file.capture, deletion_receipt=receipt))


def _must_be_placed(file: File) -> None:
    if not file.home_id:
        raise DomainError(ErrorCode.ENROLMENT_STATE, {"state": "number_missing"})


def _next(file: File, at: datetime, **changes: object) -> File:
    return replace(file, version=file.version + 1, changed_at=at, **changes)  # type: ignore[arg-type]  # fields of File


def _purged(file: File) -> File:
    """Without key, sign-in, traits and challenge; a capture keeps its number, hash and receipt, to prove deletion."""
    capture = file.capture
    if capture is not None:
        capture = replace(capture, checks=MappingProxyType({}), media_url="")
    return replace(
        file,
        home_id=b"",
        partition=0,
        device_key=b"",
        going=None,
        capture=capture,
        traits=MappingProxyType({}),
        challenge=b"",
    )
