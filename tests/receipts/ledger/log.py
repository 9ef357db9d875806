"""A log in memory that numbers its records, and builders of valid messages: the world of the ledger's tests."""

import hashlib
from collections import Counter
from datetime import datetime
from typing import NamedTuple

from google.protobuf.message import Message

from contracts.envelope import Headers, seal
from contracts.topics import CLAIM, CONTROL, RIGHTS, Topic
from vitale.claim.v1.claim_pb2 import PATHWAY_IN, PATHWAY_OUT, Claim, ClaimLine, LineDetail, Performer
from vitale.control.v1.control_pb2 import (
    Activate,
    ClearHalt,
    ControlRecord,
    Deadline,
    Guarantees,
    Reassess,
    ReassessedClaim,
)
from vitale.rights.v1.guarantees_pb2 import GUARANTEE_KIND_PERCENT_BASE, Guarantee, GuaranteeTable
from vitale.rights.v1.rights_pb2 import (
    QUALITY_CHILD,
    QUALITY_INSURED,
    BeneficiaryRights,
    ComplementaryContract,
    Coverage,
    Period,
)

PARTITION = 3
HOME = b"H" * 16
CAMILLE = b"C" * 16
ALWAYS = Period(first_day="2000-01-01")


class LoggedRecord(NamedTuple):
    """A record as a Kafka client hands it over."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: Headers = ()


class Log:
    """Appends records with the next offset of their topic and partition."""

    def __init__(self) -> None:
        self._next: Counter[tuple[str, int]] = Counter()

    def raw(
        self,
        topic: Topic,
        value: bytes | None,
        *,
        key: bytes | None = HOME,
        partition: int = PARTITION,
        headers: Headers = (),
    ) -> LoggedRecord:
        """A record of any bytes."""
        offset = self._next[topic.name, partition]
        self._next[topic.name, partition] += 1
        return LoggedRecord(topic.name, partition, offset, 1_700_000_000_000 + offset, key, value, headers)

    def put(self, topic: Topic, message: Message, *, partition: int = PARTITION) -> LoggedRecord:
        """A record of a message."""
        return self.raw(topic, seal(message.SerializeToString()), partition=partition)

    def claim(self, message: Claim, *, partition: int = PARTITION) -> LoggedRecord:
        """A claim."""
        return self.put(CLAIM, message, partition=partition)

    def rights(self, message: BeneficiaryRights, *, partition: int = PARTITION) -> LoggedRecord:
        """A beneficiary's state."""
        return self.put(RIGHTS, message, partition=partition)

    def activate(self, version: str, *, partition: int = PARTITION) -> LoggedRecord:
        """Activation of a rules version."""
        control = ControlRecord(issued_by="operator:test", activate=Activate(rules_version=version))
        return self.put(CONTROL, control, partition=partition)

    def deadline(self, receipt_id: bytes) -> LoggedRecord:
        """The end of a wait."""
        return self.put(CONTROL, ControlRecord(issued_by="receipts", deadline=Deadline(receipt_id=receipt_id)))

    def clear_halt(self) -> LoggedRecord:
        """An operator lets the partition go on."""
        return self.put(CONTROL, ControlRecord(issued_by="operator:test", clear_halt=ClearHalt(note="looked")))

    def reassess(self, version: str, *claims: Claim, reason: str = "RATE_CHANGED") -> LoggedRecord:
        """Receipts are settled again."""
        named = [ReassessedClaim(home_id=HOME, claim_bytes=claim.SerializeToString()) for claim in claims]
        decision = Reassess(reason=reason, rules_version=version, receipts=named)
        return self.put(CONTROL, ControlRecord(issued_by="operator:test", reassess=decision))

    def guarantees(self, table: bytes) -> LoggedRecord:
        """A guarantee table."""
        named = Guarantees(guarantees_hash=hashlib.sha256(table).digest(), table_bytes=table)
        return self.put(CONTROL, ControlRecord(issued_by="adri", guarantees=named))


def a_table(percent_bp: int = 10_000) -> bytes:
    """A responsible contract that pays up to a percentage of the base, AMO included."""
    guarantee = Guarantee(kind=GUARANTEE_KIND_PERCENT_BASE, value=percent_bp, includes_amo=True)
    table = GuaranteeTable(amc_number="75500017", responsible=True, guarantees=[guarantee])
    return table.SerializeToString(deterministic=True)


def some_rights(
    subject_id: bytes = CAMILLE, *, revision: int = 1, birth_date: str = "1980-01-01", table: bytes | None = None
) -> BeneficiaryRights:
    """An insured person with open rights, and a contract when a table is given."""
    coverage = Coverage(
        opener_subject_id=subject_id,
        quality=QUALITY_INSURED,
        membership=ALWAYS,
        regime="01",
        amo_periods=[ALWAYS],
    )
    if table is not None:
        coverage.contracts.append(
            ComplementaryContract(
                amc_number="75500017", guarantees_hash=hashlib.sha256(table).digest(), period=ALWAYS, rank=1
            )
        )
    return BeneficiaryRights(subject_id=subject_id, revision=revision, birth_date=birth_date, coverages=[coverage])


def a_claim(
    claim_id: str = "F1",
    *,
    subject_id: bytes = CAMILLE,
    rights_revision: int = 1,
    care_date: str = "2025-03-03",
    act_code: str = "G",
    price_cents: int = 3000,
    base_cents: int = 0,
    content: str = "",
) -> Claim:
    """A consultation of a GP in sector 1, in the pathway."""
    return Claim(
        claim_id=claim_id,
        version=1,
        content_hash=hashlib.sha256(f"{claim_id} {price_cents} {content}".encode()).digest(),
        subject_id=subject_id,
        opener_subject_id=subject_id,
        rights_revision=rights_revision,
        care_date=care_date,
        pathway=PATHWAY_IN,
        setting="office",
        performer=Performer(practice_id="750100001", kind="gp", sector="1", place="Europe/Paris"),
        lines=[
            ClaimLine(
                line_no=1,
                act_code=act_code,
                family="consultation",
                quantity=1,
                price_cents=price_cents,
                base_cents=base_cents,
            )
        ],
        accepted_at_us=accepted_in_time(care_date),
    )


def accepted_in_time(care_date: str) -> int:
    """The moment at which claims of these tests are accepted, or for care of long ago nearly a year later."""
    noon = datetime.fromisoformat(f"{care_date}T12:00:00+00:00")
    return min(1_740_000_000, int(noon.timestamp()) + 360 * 86_400) * 1_000_000


def a_childs_rights(
    subject_id: bytes, opener: bytes, *, birth_date: str, table: bytes | None = None
) -> BeneficiaryRights:
    """A child on the card of an insured person."""
    rights = some_rights(subject_id, birth_date=birth_date, table=table)
    rights.coverages[0].opener_subject_id = opener
    rights.coverages[0].quality = QUALITY_CHILD
    return rights


def paid_directly(claim: Claim) -> Claim:
    """The claim under third-party payment."""
    claim.third_party_payment = True
    return claim


def out_of_pathway(claim: Claim) -> Claim:
    """The claim outside the care pathway."""
    claim.pathway = PATHWAY_OUT
    return claim


def contraception(claim: Claim) -> Claim:
    """The claim for contraception: a minor's parents do not see it."""
    claim.lines[0].detail.CopyFrom(LineDetail(prevention="contraception"))
    return claim


def nursing(claim_id: str, care_date: str, *, cents: int = 1730) -> Claim:
    """Care by a nurse: no flat participation, but a franchise."""
    claim = a_claim(claim_id, care_date=care_date, act_code="AMI", price_cents=cents, base_cents=cents)
    claim.performer.kind, claim.performer.sector, claim.lines[0].family = "nurse", "", "auxiliary"
    return claim
