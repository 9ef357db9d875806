"""Every topic, declared here and nowhere else: creation, ACLs, Strimzi resources, AsyncAPI are rendered from this.

A topic keyed by home has 24 partitions, fixed for life: the vault stores the partition number with the home.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from google.protobuf.message import Message

from vitale.access.v1.access_pb2 import AccessEvent
from vitale.amc.v1alpha1.amc_pb2 import AmcDecision
from vitale.card.v1.card_pb2 import CardEvent
from vitale.claim.v1.claim_pb2 import Claim
from vitale.control.v1.control_pb2 import ControlRecord
from vitale.delegation.v1alpha1.delegation_pb2 import DelegationEvent
from vitale.receipt.v1.receipt_pb2 import LedgerEvent
from vitale.rights.v1.rights_pb2 import BeneficiaryRights
from vitale.settlement.v1.settlement_pb2 import Settlement

PARTITIONS = 24
_DAY_MS = 86_400_000
_KEEP_FOR_EVER = -1


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: name, message, partitions, retention, who produces and who consumes.

    `retention_ms` -1 keeps records for ever: inputs of the ledger are never compacted nor cut within the legal
    duration, because a rebuild replays them.
    """

    name: str
    message: type[Message] | None
    producers: tuple[str, ...]
    consumers: tuple[str, ...]
    partitions: int = PARTITIONS
    retention_ms: int = _KEEP_FOR_EVER
    max_message_bytes: int = 262_144
    built: bool = True
    dead_letter: str | None = None
    extra_config: Mapping[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Mapping[str, str]:
        """Broker settings of the topic."""
        return {
            "cleanup.policy": "delete",
            "retention.ms": str(self.retention_ms),
            "max.message.bytes": str(self.max_message_bytes),
            **self.extra_config,
        }


def _ledger_input(name: str, message: type[Message], producers: tuple[str, ...], consumers: tuple[str, ...]) -> Topic:
    return Topic(name, message, producers, consumers, dead_letter=f"{name}.dlq")


def _dead_letter(source: Topic) -> Topic:
    # Raw records of any size the source took, plus their headers; read by people, so one partition is enough.
    return Topic(
        f"{source.name}.dlq",
        None,
        ("receipts",),
        ("operators",),
        partitions=1,
        retention_ms=90 * _DAY_MS,
        max_message_bytes=2 * source.max_message_bytes,
    )


RIGHTS = _ledger_input("vitale.rights.v1", BeneficiaryRights, ("adri",), ("receipts",))
CLAIM = _ledger_input("vitale.claim.v1", Claim, ("teletransmission",), ("receipts",))
CONTROL = _ledger_input("vitale.control.v1", ControlRecord, ("operators", "adri", "receipts"), ("receipts",))
SETTLEMENT = _ledger_input("vitale.settlement.v1", Settlement, ("teletransmission",), ("receipts",))
RECEIPT = Topic(
    "vitale.receipt.v1",
    LedgerEvent,
    ("receipts",),
    ("receipts", "teletransmission", "mutuelle"),
    max_message_bytes=1_048_576,
)
CARD = Topic("vitale.card.v1", CardEvent, ("card_registry",), ("adri", "delegation", "teletransmission"))
DELEGATION = Topic(
    "vitale.delegation.v1alpha1", DelegationEvent, ("delegation",), ("card_registry", "adri"), built=False
)
AMC_DECISION = Topic("vitale.amc_decision.v1alpha1", AmcDecision, ("mutuelle",), ("receipts",), built=False)
ACCESS = Topic("vitale.access.v1", AccessEvent, ("adri", "card_registry"), ("audit",))

LEDGER_INPUTS = (CLAIM, CONTROL, RIGHTS, SETTLEMENT)
"""Inputs of the ledger, in name order: the order of the vector of every entry."""

TOPICS = (*LEDGER_INPUTS, RECEIPT, *map(_dead_letter, LEDGER_INPUTS), CARD, DELEGATION, AMC_DECISION, ACCESS)


def topic(name: str) -> Topic:
    """The declaration of `name`.

    Raises:
        KeyError: no such topic; the message lists those that exist.
    """
    for declared in TOPICS:
        if declared.name == name:
            return declared
    raise KeyError(f"no topic {name!r}; declared topics: {', '.join(t.name for t in TOPICS)}")
