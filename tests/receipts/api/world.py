"""A small world around the read side: a ledger in memory, its published records, tokens, and the api truly served."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, date, datetime

import grpc

from chassis.clock import Clock, FixedClock
from chassis.grpc_server import Server
from chassis.health import Readiness
from chassis.issuers import Issuer
from chassis.settings import GrpcSettings
from chassis.tokens import TokenSigner, TokenVerifier
from contracts.envelope import cloud_event, seal
from receipts.api.estimating import Estimating
from receipts.api.hub import Hub
from receipts.api.keeper import Keeper
from receipts.api.ledger import Row
from receipts.api.memory_ledger import MemoryLedger
from receipts.api.reading import Reading
from receipts.api.servicer import InsuredTokens, ReceiptServicer
from receipts.api.session import Live
from receipts.cursor import CursorSealer
from receipts.visibility import Membership
from reimbursement_tables import load
from tests.receipts.ledger.log import a_childs_rights, a_table, some_rights
from vitale.receipt.v1.receipt_pb2 import (
    LedgerEvent,
    ReceiptIssued,
    ReceiptSettlement,
    RecordApplied,
    SettlementRecorded,
    SubjectYear,
    Use,
)
from vitale.receipt.v1.receipt_service_pb2 import DESCRIPTOR
from vitale.receipt.v1.receipt_service_pb2_grpc import add_ReceiptServiceServicer_to_server
from vitale.settlement.v1.settlement_pb2 import PAID_TO_INSURED, PAYER_KIND_AMO, Payer, Payment

NOW = datetime(2026, 3, 16, 9, 0, tzinfo=UTC)
GENERATION = 1
CAMILLE, PAUL, LEA, TOM = (bytes([n]) * 16 for n in (1, 2, 3, 4))
HOME, OTHER_HOME = 5, 17
TABLES = load()


class KnownNames:
    """First names from a dictionary; `down` is a vault that does not answer."""

    def __init__(self, names: Mapping[bytes, str]) -> None:
        self.names = dict(names)
        self.down = False

    async def first_names(self, subject_ids: Collection[bytes]) -> Mapping[bytes, str]:
        """See Names."""
        return {} if self.down else {s: self.names[s] for s in subject_ids if s in self.names}


class World:
    """Camille with her daughter Léa in one home, Paul (Léa's father) in another; everything else is added by tests."""

    def __init__(self, clock: Clock | None = None) -> None:
        self.fixed = FixedClock(NOW)
        self.trace = b""
        """Trace context of the claims whose receipts are published from here on."""
        self.clock = clock or self.fixed
        self.signer = TokenSigner.generate(clock=self.clock)
        self.verifier = TokenVerifier([Issuer.model_validate(self.signer.public())], self.clock)
        self.ledger = MemoryLedger(partitions={CAMILLE: HOME, LEA: HOME, TOM: HOME, PAUL: OTHER_HOME})
        self.sealer = CursorSealer(b"k" * 32)
        self.hub = Hub(generation=GENERATION, clock=self.clock)
        self.keeper = Keeper(self.hub, self.ledger, self.clock)
        self.names = KnownNames({CAMILLE: "Camille", LEA: "Léa", PAUL: "Paul", TOM: "Tom"})
        self.reading = Reading(
            self.ledger, self.names, TABLES, clock=self.clock, sealer=self.sealer, generation=GENERATION
        )
        standing = asyncio.Event()
        standing.set()
        insured = InsuredTokens(self.verifier, "vitale")
        self.live = Live(self.hub, self.keeper, self.ledger, self.sealer, GENERATION, insured, standing)
        self.estimating = Estimating(self.ledger, clock=self.clock, generation=GENERATION)
        self.servicer = ReceiptServicer(self.reading, self.estimating, self.live)
        self.on_card(LEA, CAMILLE)
        self._know_rights()

    def _know_rights(self) -> None:
        """Everybody's rights, with one contract: up to the whole base."""
        table = a_table()
        for partition in (HOME, OTHER_HOME):
            self.ledger.active[partition] = TABLES.version
        self.ledger.shelf[TABLES.version] = TABLES
        child = a_childs_rights(LEA, CAMILLE, birth_date="2016-05-04", table=table)
        for rights in (some_rights(CAMILLE, table=table), child, some_rights(PAUL)):
            self.ledger.rights[rights.subject_id] = rights
        (contract,) = child.coverages[0].contracts
        self.ledger.guarantees[HOME, contract.guarantees_hash] = table

    def on_card(self, child: bytes, opener: bytes, *, born: str = "2016-05-04", until: date | None = None) -> None:
        """Put a child on somebody's card, replacing what was there for that child."""
        membership = Membership(child, self.ledger.partitions[child], 2, born, date(2016, 5, 4), until)
        kept = [m for m in self.ledger.memberships.get(opener, []) if m.subject_id != child]
        self.ledger.memberships[opener] = [*kept, membership]

    def token(self, subject: bytes) -> str:
        """A token of ten minutes."""
        return self.signer.sign("p", "insured", attributes={"subject_id": subject.hex()})

    def service_token(self) -> str:
        """A token of a service."""
        return self.signer.sign("expenses", "service")

    def uses(self, subject: bytes, *uses: Use, year: int = 2026) -> None:
        """Set the uses of a year."""
        self.ledger.subject_years[subject, year] = SubjectYear(uses=uses)

    def issue(self, receipt: ReceiptIssued) -> Row:
        """Settle and publish a receipt."""
        row = self.settle(receipt)
        self.publish(row)
        return row

    def settle(self, receipt: ReceiptIssued) -> Row:
        """Commit a receipt that is not published yet."""
        return self.ledger.issue(receipt, partition=self.ledger.partitions[receipt.subject_id])

    def publish(self, row: Row) -> None:
        """Publish a committed receipt."""
        self._publish(row.partition, row.seq, "ReceiptIssued", row.subject_id, row.payload, audience=row.audience)

    def pay(self, recorded: SettlementRecorded) -> Row:
        """Record and publish a settlement of a receipt that was issued."""
        row = self.ledger.settle(recorded, partition=self.ledger.partitions[recorded.subject_id])
        self._publish(row.partition, row.seq, "SettlementRecorded", row.subject_id, row.payload, audience=row.audience)
        return row

    def rights_changed(self, subject: bytes) -> None:
        """Publish that new rights of somebody were applied."""
        partition = self.ledger.partitions[subject]
        applied = RecordApplied(topic="vitale.rights.v1", effect="rights", rights_revision=2)
        value = seal(LedgerEvent(record_applied=applied).SerializeToString())
        self._publish(partition, self.ledger.skip(partition), "RecordApplied", subject, value)

    def _publish(
        self, partition: int, seq: int, kind: str, subject: bytes, value: bytes, *, audience: int | None = None
    ) -> None:
        extra = [("ledger-position", b"")] + ([("audience", str(audience).encode())] if audience else [])
        extra += [("traceparent", self.trace)] if self.trace else []
        headers = cloud_event(
            event_type=f"vitale.receipt.v1.{kind}",
            source="receipts",
            event_id=f"{GENERATION}-{partition}-{seq}",
            subject=subject.hex(),
            extra=extra,
        )
        self.hub.take(partition, headers, value)

    @asynccontextmanager
    async def served(self, listen: str = "127.0.0.1:0") -> AsyncIterator[str]:
        """The api on a real port, by the chassis' own server; gives host:port."""
        settings = GrpcSettings(environment="test", grpc_listen=listen, stop_grace_s=0)
        server = Server(settings, token_verifier=self.verifier, readiness=Readiness())
        name = DESCRIPTOR.services_by_name["ReceiptService"].full_name
        server.add(self.servicer, add_ReceiptServiceServicer_to_server, name)
        await server.start()
        keeping = asyncio.create_task(self.keeper.run())
        try:
            yield f"127.0.0.1:{server.port}"
        finally:
            keeping.cancel()
            self.servicer.close()
            await server.stop()

    @asynccontextmanager
    async def channel(self) -> AsyncIterator[grpc.aio.Channel]:
        """A channel to the api."""
        async with AsyncExitStack() as stack:
            target = await stack.enter_async_context(self.served())
            yield await stack.enter_async_context(grpc.aio.insecure_channel(target))


def receipt(
    subject: bytes = CAMILLE,
    number: int = 1,
    *,
    revision: int = 1,
    audience: int = 1,
    accepted_at_us: int = 1_773_651_600_000_000,
) -> ReceiptIssued:
    """A plain receipt of a GP consultation; `number` makes its identity."""
    return ReceiptIssued(
        receipt_id=subject[:8] + number.to_bytes(8, "big"),
        revision=revision,
        basis=1,
        subject_id=subject,
        care_date="2026-03-16",
        professional_kind="gp",
        price_cents=3000,
        amo_paid_cents=1900,
        amc_cents=900,
        patient_cents=200,
        participation_year_cents=200,
        franchise_year_cents=100,
        accepted_at_us=accepted_at_us + number,
        audience=audience,  # type: ignore[arg-type]  # a number of the closed enum
        rules_version="1-000000000000",
    )


def settlement_of(
    issued: ReceiptIssued, *, revision: int = 2, reference: str = "VIR-1", cents: int = 1900
) -> SettlementRecorded:
    """The scheme 01 pays a receipt to the insured person."""
    shown = ReceiptSettlement(
        payer=Payer(kind=PAYER_KIND_AMO, number="01"),
        reference=reference,
        day="2026-03-20",
        paid=Payment(to=PAID_TO_INSURED, amount_cents=cents),
        revision=revision,
    )
    return SettlementRecorded(
        receipt_id=issued.receipt_id,
        revision=revision,
        basis=issued.basis,
        subject_id=issued.subject_id,
        settlement=shown,
        settled_amo_cents=cents,
        audience=issued.audience,
    )
