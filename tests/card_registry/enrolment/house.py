"""An open enrolment beside the real vault; France Identité and the video provider are keys that the test signs with."""

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import grpc

from card_protocol.jws import sign_compact, sign_with
from card_protocol.keys import SigningKey, point
from card_registry.device.attestation import AttestorOfEvery
from card_registry.enrolment import desk, servicer
from card_registry.enrolment.desk import DeskServicer
from card_registry.enrolment.eligibility import HolderFacts
from card_registry.enrolment.france_identite import FranceIdentite
from card_registry.enrolment.france_identite import Provider as DocumentProvider
from card_registry.enrolment.rollout import load
from card_registry.enrolment.servicer import POSSESSION, EnrolmentServicer, Parts
from card_registry.enrolment.store import EnrolmentStore, StatedHolder
from card_registry.enrolment.sweeping import Sweeper
from card_registry.enrolment.vault import GrpcVault
from card_registry.enrolment.video import DELETION, REPORT, VideoReports
from card_registry.enrolment.video import Provider as VideoProvider
from card_registry.store_memory import MemoryDeferredCases
from chassis.clock import FixedClock
from chassis.errors import DomainError, ErrorCode
from chassis.grpc_client import call
from identifiers import Nir
from tests.card_registry.shelf import Shelf
from tests.fakes.doors import Guard, serving, vault
from vitale.card.v1 import desk_service_pb2 as dpb
from vitale.card.v1 import enrolment_service_pb2 as pb
from vitale.card.v1.desk_service_pb2_grpc import DeskServiceStub, add_DeskServiceServicer_to_server
from vitale.card.v1.enrolment_service_pb2_grpc import EnrolmentServiceStub, add_EnrolmentServiceServicer_to_server
from vitale.identity.v1.identity_service_pb2 import Person, RegisterBatchRequest, Subject, Traits
from vitale.identity.v1.identity_service_pb2_grpc import IdentityServiceStub

NOON: Final = datetime.fromisoformat("2026-03-10T12:00:00+00:00")
BACK: Final = "https://front.invalid/card/"
ISSUER, CLIENT, VIDEO = "https://documents.invalid", "registry", "https://video.invalid"
NUMBER: Final = Nir.of_body("2840599999001").reveal()  # commune 999 of country 99 is nowhere: nobody's number
FACTS: Final = HolderFacts(scheme="01", department="75")
DOCUMENT: Final = {
    "family_name": "MARTIN",
    "given_name": "Alice Zoé",
    "gender": "female",
    "birthdate": "1984-05-17",
    "birthplace": "75056",
}


@dataclass
class Documents:
    """Gives the id_token that a test signed for the code, as a token endpoint does."""

    key: SigningKey = field(default_factory=SigningKey.generate)
    tokens: dict[str, str] = field(default_factory=dict)
    forms: list[Mapping[str, str]] = field(default_factory=list)

    async def exchange(self, form: dict[str, str]) -> str:
        """See TokenEndpoint."""
        self.forms.append(form)
        return self.tokens[form["code"]]

    def assertion(self, bound_to: str, at: datetime, **changes: Any) -> str:
        """An id_token bound to a nonce, with changes to its claims."""
        issued = int(at.timestamp())
        usual = {"iss": ISSUER, "aud": CLIENT, "nonce": bound_to, "acr": "eidas3", "jti": f"j{time.monotonic_ns()}"}
        claims = {**usual, "iat": issued, "exp": issued + 300, **DOCUMENT, **changes}
        return sign_with(self.key, {"alg": "ES256", "kid": self.key.kid, "typ": "JWT"}, claims)


@dataclass
class Studio:
    """A video provider: opens captures, deletes them with a signed receipt; `down` makes it stay away."""

    key: SigningKey = field(default_factory=SigningKey.generate)
    opened: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    down: bool = False

    async def open(self, reference: str) -> tuple[str, str]:
        """See VideoDesk."""
        self.opened.append(reference)
        return f"capture-{len(self.opened)}", f"{VIDEO}/captures/{len(self.opened)}"

    async def delete(self, capture_id: str) -> str:
        """See VideoDesk."""
        if self.down:
            raise DomainError(ErrorCode.UNAVAILABLE, {"dependency": "video"})
        self.deleted.append(capture_id)
        return sign_compact(self.key, DELETION, {"iss": VIDEO, "capture_id": capture_id, "deleted_at": 1})

    def report(self, capture_id: str, at: datetime, **changes: Any) -> str:
        """A signed report, with changes to its claims."""
        traits = {"family_name": "MARTIN", "given_name": "Alice Zoé", "sex": "F", "birthdate": "1984-05-17"}
        claims = {
            "iss": VIDEO,
            "capture_id": capture_id,
            "captured_at": int(at.timestamp()),
            "checks": {"face": True, "mrz": True},
            "evidence_hash": "ab" * 32,
            "media_url": f"{VIDEO}/media/{capture_id}",
            "traits": traits,
        }
        return sign_compact(self.key, REPORT, {**claims, **changes})


@dataclass
class Enrolment:
    """The open house."""

    door: grpc.aio.Channel
    desk: grpc.aio.Channel
    guard: Guard
    clock: FixedClock
    store: EnrolmentStore
    documents: Documents
    studio: Studio
    holder: Subject
    sweeper: Sweeper
    phone: SigningKey = field(default_factory=SigningKey.generate)

    @property
    def key(self) -> bytes:
        """The phone's key."""
        return point(self.phone.public)

    async def call(self, method: str, request: Any, *, subject: bytes = b"", role: str = "insured") -> Any:
        """Call enrolment with the token of the holder's account, or of another."""
        attributes = {"subject_id": (subject or self.holder.subject_id).hex()} if role == "insured" else {}
        token = self.guard.signer.sign("account", role, attributes=attributes)  # type: ignore[arg-type]
        return await call(getattr(EnrolmentServiceStub(self.door), method), request, token=token)

    async def decide(self, file_id: bytes, *, accepted: bool, reason: str = "") -> None:
        """Decide as an operator."""
        request = dpb.DecideVideoRequest(file_id=file_id, accepted=accepted, reason=reason)
        await call(DeskServiceStub(self.desk).DecideVideo, request, token=self.operator())

    def operator(self) -> str:
        """A token of an operator."""
        return self.guard.signer.sign("operator-7", "operator")

    async def facts(self, facts: HolderFacts) -> None:
        """State what bears on the holder's card."""
        await self.store.put_holders([StatedHolder(self.holder.subject_id, facts)], at=self.clock.now())

    async def opened(self) -> bytes:
        """Accept the terms."""
        request = pb.OpenFileRequest(terms_version="2026-1", terms_hash=bytes(32))
        return bytes((await self.call("OpenFile", request)).file.file_id)

    async def placed(self) -> bytes:
        """And give the number."""
        file_id = await self.opened()
        await self.call("GiveNumber", pb.GiveNumberRequest(file_id=file_id, number=NUMBER))
        return file_id

    async def went(self) -> tuple[bytes, dict[str, str]]:
        """And go to France Identité: the file, and the query with which one arrives there."""
        file_id = await self.placed()
        request = pb.StartFranceIdentiteRequest(file_id=file_id, device_key=self.key, redirect_uri=BACK)
        url = (await self.call("StartFranceIdentite", request)).authorization_url
        return file_id, {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}

    async def came_back(self, file_id: bytes, query: Mapping[str, str], token: str) -> pb.EnrolmentFile:
        """And come back with a code for which the provider gives this token."""
        self.documents.tokens["code"] = token
        request = pb.FinishFranceIdentiteRequest(file_id=file_id, state=query["state"], code="code")
        answer: pb.FinishFranceIdentiteResponse = await self.call("FinishFranceIdentite", request)
        return answer.file

    async def proven(self) -> bytes:
        """And be proven at once."""
        file_id, query = await self.went()
        await self.came_back(file_id, query, self.documents.assertion(query["nonce"], self.clock.now()))
        return file_id

    async def filmed(self, **changes: Any) -> bytes:
        """Or film oneself: the report is in."""
        file_id = await self.placed()
        await self.call("StartVideo", pb.StartVideoRequest(file_id=file_id, device_key=self.key))
        capture = f"capture-{len(self.studio.opened)}"
        report = self.studio.report(capture, self.clock.now(), **changes)
        await self.call("TakeVideoReport", pb.TakeVideoReportRequest(signed_report=report), role="service")
        return file_id

    async def activate(self, file_id: bytes, **changes: Any) -> pb.ActivateResponse:
        """Bind the phone."""
        challenge = (await self.file(file_id)).activation_challenge
        usual = {"device_key": self.key, "possession": self.phone.sign(POSSESSION + file_id + challenge)}
        answer: pb.ActivateResponse = await self.call(
            "Activate", pb.ActivateRequest(file_id=file_id, **{**usual, **changes})
        )
        return answer

    async def file(self, file_id: bytes) -> pb.GetFileResponse:
        """Where the file stands."""
        answer: pb.GetFileResponse = await self.call("GetFile", pb.GetFileRequest(file_id=file_id))
        return answer


@asynccontextmanager
async def opened(store: EnrolmentStore, shelf: Shelf, *, born: date = date(1984, 5, 17)) -> AsyncIterator[Enrolment]:
    """An open enrolment while the block runs; the holder is known to the vault with number and traits."""
    clock = FixedClock(NOON)
    guard, documents, studio = Guard.new(clock), Documents(), Studio()
    document = DocumentProvider(
        issuer=ISSUER, authorization_endpoint=f"{ISSUER}/authorize", token_endpoint=f"{ISSUER}/token",
        client_id=CLIENT, redirect_uris=(BACK,), jwks={"keys": [documents.key.public_jwk()]},
    )  # fmt: skip
    filming = VideoProvider(issuer=VIDEO, capture_endpoint=VIDEO, jwks={"keys": [studio.key.public_jwk()]})
    reports, cases = VideoReports(filming), MemoryDeferredCases()
    async with vault(guard) as known:
        holder = await _register(known, guard, born)
        parts = Parts(
            store=store, vault=GrpcVault(known, lambda: guard.signer.sign("card_registry", "service")),
            cards=shelf.cards, attestor=AttestorOfEvery(None, production=False),
            france_identite=FranceIdentite(document, documents), video=studio, reports=reports, rollout=load(),
            clock=clock, kept=lambda: None,
        )  # fmt: skip
        operators = DeskServicer(desk.Parts(store, cases, load(), clock))
        async with (
            serving(
                EnrolmentServicer(parts), add_EnrolmentServiceServicer_to_server, servicer.SERVICE_NAME, guard=guard
            ) as door,
            serving(operators, add_DeskServiceServicer_to_server, desk.SERVICE_NAME, guard=guard) as operators_door,
        ):
            sweeper = Sweeper(store, studio, reports, clock)
            house = Enrolment(door, operators_door, guard, clock, store, documents, studio, holder, sweeper)
            await house.facts(FACTS)
            yield house


async def _register(known: grpc.aio.Channel, guard: Guard, born: date) -> Subject:
    traits = Traits(birth_name="MARTIN", given_names=["ALICE", "ZOE"], sex="F", birth_place="75056", qualified=True)
    person = Person(scheme_person_id="holder", nir=NUMBER, birth_date=born.isoformat(), traits=traits)
    request = RegisterBatchRequest(opener=person)
    return (await call(IdentityServiceStub(known).RegisterBatch, request, token=guard.service_token())).opener
