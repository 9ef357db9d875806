"""Two ways in: the public door of intake, and raw records for what no producer of ours would ever send."""

import time
import uuid
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import grpc
from confluent_kafka import Producer

from chassis.clock import SystemClock
from chassis.tokens import TokenSigner
from contracts.codec import receipt_id_of
from contracts.envelope import cloud_event, seal
from contracts.topics import CLAIM, RIGHTS
from tools.faults.house import House
from tools.local.state import State
from tools.simulators.doors import Badge
from tools.simulators.practice.practices import Practice, practice_id
from vitale.claim.v1.claim_pb2 import PATHWAY_IN, Claim
from vitale.claim.v1.claim_service_pb2 import SubmitClaimsRequest, SubmitClaimsResponse
from vitale.claim.v1.claim_service_pb2_grpc import ClaimServiceStub
from vitale.rights.v1.rights_pb2 import BeneficiaryRights

PRACTICE = "RPPS:90000000007"


@dataclass(frozen=True)
class Stranger:
    """A person who came in by raw records only, in a partition of the test's choice."""

    partition: int
    subject: bytes = field(default_factory=lambda: uuid.uuid4().bytes)
    home: bytes = field(default_factory=lambda: uuid.uuid4().bytes)

    def rights(self, revision: int, *, exemption: int | None = None) -> BeneficiaryRights:
        """Open rights without a contract; `exemption` may be a number that no enum holds."""
        rights = BeneficiaryRights(subject_id=self.subject, revision=revision, birth_date="1980-05-17")
        coverage = rights.coverages.add(opener_subject_id=self.subject, quality=1, regime="01")
        coverage.membership.first_day = "1990-01-01"
        coverage.amo_periods.add(first_day="1990-01-01")
        if exemption is not None:
            coverage.exemptions.add(kind=exemption).period.first_day = "1990-01-01"
        return rights

    def claim(self, claim_id: str, day: str, *, revision: int = 1, price_cents: int = 3000) -> Claim:
        """A consultation."""
        claim = Claim(claim_id=claim_id, version=1, content_hash=sha256(claim_id.encode()).digest())
        claim.subject_id = claim.opener_subject_id = self.subject
        claim.rights_revision, claim.care_date, claim.setting = revision, day, "office"
        claim.pathway = PATHWAY_IN
        claim.accepted_at_us = int(time.time() * 1e6)  # long ago would mean: waited too long already
        claim.performer.practice_id, claim.performer.kind, claim.performer.sector = PRACTICE, "gp", "1"
        claim.performer.place = "Europe/Paris"
        claim.lines.add(line_no=1, act_code="G", family="consultation", quantity=1, price_cents=price_cents)
        return claim


def receipt_of(claim: Claim) -> bytes:
    """The receipt of a raw claim."""
    return receipt_id_of(claim.performer.practice_id, claim.claim_id)


class RawDoor:
    """Writes records straight into the input topics."""

    def __init__(self, house: House) -> None:
        self._producer = Producer(
            {"bootstrap.servers": house.bootstrap, "acks": "all", "enable.idempotence": True, "log_level": 0}
        )

    def send(
        self,
        topic: str,
        partition: int,
        *,
        key: bytes | None,
        value: bytes | None,
        more: tuple[tuple[str, bytes], ...] = (),
    ) -> int:
        """One record; its offset, once the broker has it."""
        kind = topic.removeprefix("vitale.")
        headers = cloud_event(event_type=f"vitale.{kind}", source="test", event_id=str(uuid.uuid4()), subject="")
        return self._sent(topic, value=value, key=key, partition=partition, headers=[*headers, *more])

    def repeat(self, message: Any) -> int:
        """A record that was read, once more in the same place; its new offset."""
        same = {"value": message.value(), "key": message.key(), "headers": message.headers()}
        return self._sent(message.topic(), partition=message.partition(), **same)

    def _sent(self, topic: str, **record: Any) -> int:
        offsets: list[int] = []
        self._producer.produce(topic, on_delivery=lambda _, message: offsets.append(message.offset()), **record)
        assert self._producer.flush(20) == 0
        return offsets[0]

    def rights(self, person: Stranger, rights: BeneficiaryRights) -> None:
        """A state of rights."""
        self.send(RIGHTS.name, person.partition, key=person.home, value=seal(rights.SerializeToString()))

    def claim(self, person: Stranger, claim: Claim) -> Claim:
        """A claim; given back."""
        self.claim_at(person, claim)
        return claim

    def claim_at(self, person: Stranger, claim: Claim) -> int:
        """A claim; its offset."""
        return self.send(CLAIM.name, person.partition, key=person.home, value=seal(claim.SerializeToString()))


class IntakeDoor:
    """The public door of intake, as a practice in Paris."""

    def __init__(self, house: House, number: int = 4242) -> None:
        self._house = house
        state = State.read(Path(house.state))
        clock = SystemClock()
        self.practice = Practice(practice_id(number), "gp")
        signer = TokenSigner.load(Path(state.keys.issuer_private_jwk), clock=clock)
        self._badge = Badge(
            signer, clock, subject=self.practice.practice_id, role="practice", attributes=self.practice.attributes
        )
        self._target = state.targets["teletransmission"]

    def submit(self, request: SubmitClaimsRequest, *, timeout_s: float = 10.0) -> SubmitClaimsResponse:
        """One call.

        Raises:
            grpc.aio.AioRpcError: the whole call was refused.
        """

        async def call() -> SubmitClaimsResponse:
            async with grpc.aio.insecure_channel(self._target) as channel:
                stub = ClaimServiceStub(channel)
                return await stub.SubmitClaims(request, metadata=self._badge.metadata(), timeout=timeout_s)

        return self._house.runner.run(call())


def today() -> date:
    """The day in Paris."""
    return SystemClock().today("Europe/Paris")
