"""Claims as the toy ledger takes them, and the contract of everybody in the toy world."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import blake2b, sha256

from reimbursement.model import (
    Care,
    Contract,
    Cover,
    Family,
    Guarantee,
    GuaranteeKind,
    Line,
    Pathway,
    Professional,
    ProfessionalKind,
    Sector,
    Setting,
)
from tests.checker.wire_writer import message


@dataclass(frozen=True)
class ToyClaim:
    """A claim for one act, by a general practitioner unless said otherwise; prices in cents."""

    claim_id: str
    subject: bytes
    home: bytes
    day: date
    price_cents: int
    revision: int = 1
    code: str = "G"
    third_party: bool = False
    practice: str = "751234567"
    kind: str = "gp"
    family: str = "consultation"
    base_cents: int = 0
    version: int = 1
    cancelled: bool = False
    opener: bytes = b""
    """Whose rights it is billed on; none = the person's own."""
    days_until_sent: int = 3
    days_until_filed: int = 3
    """When the first version was sent, of a later one."""

    @property
    def receipt(self) -> bytes:
        """Its receipt."""
        named = b"receipt" + self.practice.encode() + b"\x00" + self.claim_id.encode()
        return blake2b(named, digest_size=16).digest()

    @property
    def accepted_at_us(self) -> int:
        """Noon of the day on which it was accepted."""
        return self._noon_after(self.days_until_sent)

    @property
    def filed(self) -> date:
        """The day on which its first version was accepted."""
        return self.day + timedelta(days=self.days_until_sent if self.version == 1 else self.days_until_filed)

    def _noon_after(self, days: int) -> int:
        noon = datetime(self.day.year, self.day.month, self.day.day, 12, tzinfo=UTC)
        return int((noon + timedelta(days=days)).timestamp()) * 1_000_000

    def body(self) -> bytes:
        """The message of topic vitale.claim.v1."""
        act = [(1, 1), (2, self.code), (3, self.family), (4, 1), (5, self.price_cents), (6, self.base_cents)]
        performer = message([(1, self.practice), (2, self.kind), (3, "1"), (4, "Europe/Paris")])
        fields = [(1, self.claim_id), (2, self.version), (3, self.digest()), (4, self.subject)]
        fields += [(5, self.opener or self.subject), (6, self.revision), (7, self.day.isoformat()), (8, 1)]
        fields += [(9, "office"), (10, self.third_party), (12, [performer]), (13, [message(act)])]
        first = self._noon_after(self.days_until_filed) if self.version > 1 else 0
        return message([*fields, (14, self.accepted_at_us), (22, self.cancelled), (24, first)])

    def digest(self) -> bytes:
        """Hash of its content."""
        content = f"{self.claim_id}{self.price_cents}{self.day}{self.version}{self.cancelled}{self.opener.hex()}"
        return sha256(content.encode()).digest()

    def care(self) -> Care:
        """What the rules settle."""
        line = Line(1, self.code, Family(self.family), 1, self.price_cents, self.base_cents or None)
        who = Professional(ProfessionalKind(self.kind), Sector.ONE, self.practice)
        return Care(self.receipt, self.day, Pathway.IN, Setting.OFFICE, who, (line,), self.third_party, False)


TABLE = message([(1, "75000001"), (2, True), (4, [message([(1, 2)])])])
TABLE_HASH = sha256(TABLE).digest()
COVER = Cover(
    date(1980, 5, 17),
    contracts=(Contract("75000001", (Guarantee(GuaranteeKind.TICKET_MODERATEUR),), responsible=True),),
)
