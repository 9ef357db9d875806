"""The gRPC face of enrolment: each call takes one step of the caller's own file."""

import secrets
from collections.abc import Callable
from typing import Final, NamedTuple

from card_protocol.certificate import class_of
from card_protocol.errors import ProtocolError
from card_protocol.keys import key_from_point, verify_raw
from card_registry.cards import Cards, Device, Holder, NewCard
from card_registry.device.attestation import Attestor
from card_registry.enrolment import file as steps
from card_registry.enrolment.eligibility import reason_against, traits_verdict
from card_registry.enrolment.file import File
from card_registry.enrolment.france_identite import FranceIdentite
from card_registry.enrolment.rollout import PATHS, Rollout
from card_registry.enrolment.store import EnrolmentStore
from card_registry.enrolment.vault import Vault
from card_registry.enrolment.video import VideoDesk, VideoReports
from card_registry.enrolment.words import next_step, refusal
from card_registry.fields import read_id, wrong
from card_registry.records import micros
from chassis.callers import require
from chassis.clock import Clock
from chassis.errors import DomainError, ErrorCode
from chassis.postgres import Connection
from vitale.card.v1 import enrolment_service_pb2 as pb
from vitale.card.v1.card_pb2 import DEVICE_CLASS_UNSPECIFIED, DeviceClass
from vitale.card.v1.enrolment_service_pb2_grpc import EnrolmentServiceServicer

SERVICE_NAME: Final = "vitale.card.v1.EnrolmentService"
_HASH_BYTES: Final = 32
_PARIS: Final = "Europe/Paris"
_POINT_BYTES: Final = 65
_LONGEST_VERSION: Final = 32
POSSESSION: Final = b"vitale-activate"


class Parts(NamedTuple):
    """What enrolment works with; `kept` is called after a commit that has events."""

    store: EnrolmentStore
    vault: Vault
    cards: Cards
    attestor: Attestor
    france_identite: FranceIdentite
    video: VideoDesk
    reports: VideoReports
    rollout: Rollout
    clock: Clock
    kept: Callable[[], None]


class EnrolmentServicer(EnrolmentServiceServicer):
    """Files of accounts."""

    def __init__(self, parts: Parts) -> None:
        """Take the parts."""
        self._parts = parts

    async def OpenFile(self, request: pb.OpenFileRequest, _context: object) -> pb.OpenFileResponse:  # noqa: N802
        """Accept the terms and open a file, or give the one that is open."""
        subject_id = _account()
        if not request.terms_version or len(request.terms_version) > _LONGEST_VERSION:
            raise wrong("terms_version", "terms_unknown", "Send the version of the terms that were shown")
        if len(request.terms_hash) != _HASH_BYTES:
            raise wrong("terms_hash", "hash_length", f"Send the {_HASH_BYTES} bytes of their SHA-256")
        made = steps.opened(
            secrets.token_bytes(16),
            subject_id,
            terms_version=request.terms_version,
            terms_hash=request.terms_hash,
            at=self._parts.clock.now(),
        )
        return pb.OpenFileResponse(file=message(await self._parts.store.add(made), request.language))

    async def GetFile(self, request: pb.GetFileRequest, _context: object) -> pb.GetFileResponse:  # noqa: N802
        """Tell where the caller's file stands."""
        file = await self._own(request.file_id) if request.file_id else await self._parts.store.last_of(_account())
        if file is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        return pb.GetFileResponse(file=message(file, request.language), activation_challenge=file.challenge)

    async def GiveNumber(self, request: pb.GiveNumberRequest, _context: object) -> pb.GiveNumberResponse:  # noqa: N802
        """Check the number and who may have a card; say which paths are open.

        Raises:
            DomainError: NIR_KEY_WRONG, IDENTIFIER_INVALID on field `number`; NOT_FOUND; ENROLMENT_STATE.
        """
        file = await self._own(request.file_id)
        steps.must_be(file, pb.FILE_STATE_DRAFT)
        compared = await self._parts.vault.compare_number(file.subject_id, request.number)
        facts = await self._parts.store.holder(file.subject_id)
        against = reason_against(facts, age=compared.age, number_matches=compared.number_matches)
        now = self._parts.clock.now()
        if against or facts is None:
            ended = await self._parts.store.step(file.file_id, lambda held: steps.refused(held, against, now))
            return pb.GiveNumberResponse(file=message(ended))
        (subject,) = await self._parts.vault.find([request.number])
        if subject is None:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "identity"})
        home, scheme, department = (subject.home_id, subject.partition), facts.scheme, facts.department
        placed = await self._parts.store.step(
            file.file_id,
            lambda held: steps.placed(held, home=home, scheme=scheme, department=department, at=now),
        )
        return self._paths(placed)

    async def StartFranceIdentite(  # noqa: N802 - named by the contract
        self, request: pb.StartFranceIdentiteRequest, _context: object
    ) -> pb.StartFranceIdentiteResponse:
        """Send the person to France Identité, with nonce and PKCE bound to the file and the key."""
        file = await self._own(request.file_id)
        await self._must_be_open(file, pb.ENROLMENT_PATH_FRANCE_IDENTITE)
        key = _device_key(request.device_key)
        url, state = self._parts.france_identite.start(file, key, request.redirect_uri)
        now = self._parts.clock.now()
        await self._parts.store.step(file.file_id, lambda held: steps.going(held, device_key=key, state=state, at=now))
        return pb.StartFranceIdentiteResponse(authorization_url=url)

    async def FinishFranceIdentite(  # noqa: N802 - named by the contract
        self, request: pb.FinishFranceIdentiteRequest, _context: object
    ) -> pb.FinishFranceIdentiteResponse:
        """Exchange the code and prove the assertion; a mismatch of traits goes to a person."""
        file = await self._own(request.file_id)
        now = self._parts.clock.now()
        assertion = await self._parts.france_identite.finish(file, request.state, request.code, now)
        compared = await self._parts.vault.compare_traits(file.subject_id, assertion.traits, assertion.birth_date)

        def step(held: File) -> File:
            if traits_verdict(compared.traits):
                return steps.proven(held, secrets.token_bytes(32), now)
            return steps.queued(held, capture=None, traits=compared.traits, at=now)

        ended = await self._parts.store.use_assertion(assertion.digest, file.file_id, step, at=now)
        return pb.FinishFranceIdentiteResponse(file=message(ended))

    async def StartVideo(self, request: pb.StartVideoRequest, _context: object) -> pb.StartVideoResponse:  # noqa: N802
        """Open a capture at the provider."""
        file = await self._own(request.file_id)
        await self._must_be_open(file, pb.ENROLMENT_PATH_VIDEO)
        key = _device_key(request.device_key)
        steps.must_be(file, pb.FILE_STATE_DRAFT)
        capture_id, url = await self._parts.video.open(file.file_id.hex())
        now = self._parts.clock.now()
        filming = await self._parts.store.step(
            file.file_id, lambda held: steps.filming(held, device_key=key, capture_id=capture_id, at=now)
        )
        return pb.StartVideoResponse(capture_url=url, file=message(filming))

    async def TakeVideoReport(  # noqa: N802 - named by the contract
        self, request: pb.TakeVideoReportRequest, _context: object
    ) -> pb.TakeVideoReportResponse:
        """Take a signed report: verdicts and a hash are kept, a person decides; the same again changes nothing."""
        require("service")
        report = self._parts.reports.report(request.signed_report)
        file = await self._parts.store.file_of_capture(report.capture_id)
        if file is None:
            raise DomainError(ErrorCode.NOT_FOUND)
        if file.capture is not None and file.capture.captured_at is not None:
            return pb.TakeVideoReportResponse()
        compared = await self._parts.vault.compare_traits(file.subject_id, report.traits, report.birth_date)
        capture = steps.Capture(
            report.capture_id, report.captured_at, report.checks, report.media_url, report.evidence_hash
        )
        now = self._parts.clock.now()
        await self._parts.store.step(
            file.file_id, lambda held: steps.queued(held, capture=capture, traits=compared.traits, at=now)
        )
        return pb.TakeVideoReportResponse()

    async def Activate(self, request: pb.ActivateRequest, _context: object) -> pb.ActivateResponse:  # noqa: N802
        """Bind the device and make the card; the same key again gets the same card.

        Raises:
            DomainError: NOT_FOUND, ENROLMENT_STATE, INVALID_ARGUMENT on device_key or possession, ATTESTATION_REFUSED.
        """
        file = await self._own(request.file_id)
        key = _device_key(request.device_key)
        if key != file.device_key:
            raise wrong("device_key", "another_key", "Send the key that the proof of identity was bound to")
        now = self._parts.clock.now()
        device_class: DeviceClass.ValueType = DEVICE_CLASS_UNSPECIFIED
        if file.state == pb.FILE_STATE_ACTIVABLE:
            _check_possession(key, request.possession, file)
            attested = self._parts.attestor.examine(
                list(request.attestation_chain), key_point=key, challenge=file.challenge, now=now
            )
            device_class = attested.device_class
        device = Device(key, device_class, request.abilities.nfc, request.abilities.platform or "browser")
        holder = Holder(file.subject_id, file.home_id, file.partition)

        async def make(connection: Connection) -> NewCard:
            return await self._parts.cards.activate(connection, holder, device, at=now)

        ended, card = await self._parts.store.activate(
            file.file_id, make, lambda held, made: steps.activated(held, made.serial, now)
        )
        self._parts.kept()
        return pb.ActivateResponse(
            card_serial=ended.card_serial,
            device_certificate=card.certificate,
            device_class=DeviceClass.ValueType(class_of(card.certificate)),
            certificate_expires_at_us=micros(card.expires_at),
        )

    async def _own(self, file_id: bytes) -> File:
        """The caller's file; NOT_FOUND for anybody else's."""
        file = await self._parts.store.file(read_id(file_id, "file_id"))
        if file is None or file.subject_id != _account():
            raise DomainError(ErrorCode.NOT_FOUND)
        return file

    async def _must_be_open(self, file: File, path: pb.EnrolmentPath.ValueType) -> None:
        today = self._parts.clock.today(_PARIS)
        if not self._parts.rollout.is_open(path, file.department, file.scheme, today):
            opens = self._parts.rollout.opens_on(path, file.department, file.scheme)
            raise DomainError(
                ErrorCode.ENROLMENT_REFUSED, {"reason": "not_open_yet", "opens_on": opens.isoformat() if opens else ""}
            )

    def _paths(self, file: File) -> pb.GiveNumberResponse:
        today = self._parts.clock.today(_PARIS)
        response = pb.GiveNumberResponse(file=message(file))
        for path in PATHS.values():
            if self._parts.rollout.is_open(path, file.department, file.scheme, today):
                response.paths.append(path)
            else:
                opens = self._parts.rollout.opens_on(path, file.department, file.scheme)
                response.not_open.append(refusal("not_open_yet", "fr", opens_on=opens.isoformat() if opens else ""))
        return response


def message(file: File, language: str = "fr") -> pb.EnrolmentFile:
    """A file as its holder may see it."""
    told = pb.EnrolmentFile(
        file_id=file.file_id, state=file.state, path=file.path, next=next_step(file.state, language)
    )
    if file.decision is not None and file.state == pb.FILE_STATE_IDENTITY_PENDING:
        told.decision_due_us = micros(file.decision.due)
    if file.reason:
        opens_on = file.opens_on.isoformat() if file.opens_on else ""
        told.refusal.CopyFrom(refusal(file.reason, language, opens_on=opens_on))
    return told


def _account() -> bytes:
    return bytes.fromhex(require("insured").attribute("subject_id"))


def _device_key(point: bytes) -> bytes:
    try:
        if len(point) == _POINT_BYTES:
            key_from_point(point)
            return point
    except ProtocolError:
        pass
    raise wrong("device_key", "key_form", f"Send an uncompressed P-256 point, {_POINT_BYTES} bytes")


def _check_possession(key: bytes, signature: bytes, file: File) -> None:
    if not verify_raw(key_from_point(key), signature, POSSESSION + file.file_id + file.challenge):
        raise wrong("possession", "signature_wrong", "Sign the challenge with the device key: r and s, 64 bytes")
