"""Families and one-line claims of the bench, made from a seed and serialised before anything is timed."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b, sha256

from contracts.envelope import Headers, cloud_event, seal
from contracts.topics import PARTITIONS
from vitale.claim.v1.claim_pb2 import PATHWAY_IN, Claim
from vitale.control.v1.control_pb2 import Activate, ControlRecord, Guarantees
from vitale.rights.v1.guarantees_pb2 import GUARANTEE_KIND_TICKET_MODERATEUR, GuaranteeTable
from vitale.rights.v1.rights_pb2 import QUALITY_INSURED, BeneficiaryRights

PRACTICES = tuple(f"RPPS:9{number:010d}" for number in range(200))
ACTS = (("G", 3000), ("GS", 3000), ("CS", 2650), ("G", 3500))
_AMC = "75000001"
_FIRST_DAY = date(2026, 1, 5)
_DAYS = 180
_ACCEPTED_AT = b"\x70"
"""Tag of Claim.accepted_at_us: field 14, varint; appended last, so that a claim can be stamped when it leaves."""


def _identifier(kind: bytes, number: int) -> bytes:
    return blake2b(kind + number.to_bytes(8, "big"), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Family:
    """One insured person, alone in a home."""

    number: int

    @property
    def partition(self) -> int:
        """Stored partition of the home."""
        return self.number % PARTITIONS

    @property
    def home(self) -> bytes:
        """Key of the family's records."""
        return _identifier(b"home", self.number)

    @property
    def subject(self) -> bytes:
        """The person."""
        return _identifier(b"subject", self.number)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A record ready to be sent; of a claim, everything but the moment at which it leaves."""

    partition: int
    key: bytes
    value: bytes
    headers: Headers

    def stamped(self, at_us: int) -> bytes:
        """Value of a claim accepted at this moment."""
        return self.value + _ACCEPTED_AT + _varint(at_us)


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:  # noqa: PLR2004 - seven bits a byte
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def table() -> tuple[bytes, bytes]:
    """The guarantee table of every contract, serialised, and its hash."""
    whole = GuaranteeTable(amc_number=_AMC, responsible=True)
    whole.guarantees.add(kind=GUARANTEE_KIND_TICKET_MODERATEUR)
    body = whole.SerializeToString(deterministic=True)
    return sha256(body).digest(), body


def decisions(rules_version: str) -> Iterator[Outgoing]:
    """What every partition needs first: the guarantee table, then the rules."""
    name, body = table()
    brought = ControlRecord(issued_by="bench", guarantees=Guarantees(guarantees_hash=name, table_bytes=body))
    active = ControlRecord(issued_by="bench", activate=Activate(rules_version=rules_version))
    for partition in range(PARTITIONS):
        for control in (brought, active):
            yield Outgoing(partition, bytes(16), seal(control.SerializeToString()), _headers("control", "0", ""))


def _headers(kind: str, event_id: str, subject: str) -> Headers:
    return cloud_event(event_type=f"vitale.{kind}.v1", source="bench", event_id=event_id, subject=subject)


def rights_of(family: Family) -> Outgoing:
    """Open rights with one responsible contract."""
    rights = BeneficiaryRights(subject_id=family.subject, revision=1, birth_date="1980-05-17")
    coverage = rights.coverages.add(opener_subject_id=family.subject, quality=QUALITY_INSURED, regime="01")
    coverage.treating_doctor_declared = True
    coverage.membership.first_day = "2000-01-01"
    coverage.amo_periods.add(first_day="2000-01-01")
    contract = coverage.contracts.add(amc_number=_AMC, guarantees_hash=table()[0], rank=1)
    contract.period.first_day = "2000-01-01"
    value = seal(rights.SerializeToString(deterministic=True))
    return Outgoing(family.partition, family.home, value, _headers("rights", str(family.number), family.subject.hex()))


def claims(count: int, families: int, *, seed: str) -> Iterator[Outgoing]:
    """One-line claims of random families; the same seed gives the same claims."""
    dice = random.Random(seed)  # noqa: S311 - repeatable load
    for number in range(count):
        family = Family(dice.randrange(families))
        claim_id = f"{seed}-{number}"
        value = seal(_claim(family, claim_id, dice).SerializeToString())
        yield Outgoing(family.partition, family.home, value, _headers("claim", claim_id, family.subject.hex()))


def _claim(family: Family, claim_id: str, dice: random.Random) -> Claim:
    code, price = dice.choice(ACTS)
    claim = Claim(claim_id=claim_id, version=1, content_hash=sha256(claim_id.encode()).digest())
    claim.subject_id = claim.opener_subject_id = family.subject
    claim.rights_revision = 1
    claim.care_date = (_FIRST_DAY + timedelta(days=dice.randrange(_DAYS))).isoformat()
    claim.pathway, claim.setting = PATHWAY_IN, "office"
    claim.third_party_payment = dice.random() < 0.3  # noqa: PLR2004 - share of a mix
    claim.performer.practice_id, claim.performer.place = dice.choice(PRACTICES), "Europe/Paris"
    claim.performer.kind, claim.performer.sector = ("specialist" if code == "CS" else "gp"), "1"
    claim.lines.add(line_no=1, act_code=code, family="consultation", quantity=1, price_cents=price)
    return claim
