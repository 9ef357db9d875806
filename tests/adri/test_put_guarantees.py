"""PutGuarantees: a table is named by its content, kept once, and sent to every partition of the ledger."""

import hashlib

import pytest

from adri.store_memory import MemoryRightsStore
from chassis.errors import DomainError, ErrorCode
from contracts.envelope import header, open_value
from contracts.topics import CONTROL
from tests.adri.house import TABLE, House
from vitale.control.v1.control_pb2 import ControlRecord
from vitale.rights.v1.guarantees_pb2 import (
    GUARANTEE_KIND_EUROS,
    GUARANTEE_KIND_PERCENT_BASE,
    GUARANTEE_KIND_PERCENT_PMSS,
    Guarantee,
    GuaranteeTable,
)

pytestmark = pytest.mark.asyncio


async def test_a_table_is_named_by_the_hash_of_its_bytes_and_goes_once_to_every_partition(
    house: House, memory: MemoryRightsStore
) -> None:
    named = await house.scheme().put_table(TABLE)
    assert named == hashlib.sha256(TABLE.SerializeToString(deterministic=True)).digest()
    assert [record.partition for record in memory.outbox] == list(range(24))
    assert {(record.topic, record.key) for record in memory.outbox} == {(CONTROL.name, bytes(16))}
    for record in memory.outbox:
        decided = ControlRecord.FromString(open_value(record.value))
        assert decided.issued_by == "adri"
        assert decided.guarantees.guarantees_hash == named
        assert GuaranteeTable.FromString(decided.guarantees.table_bytes) == TABLE
        assert header(record.headers, "ce_type") == b"vitale.control.v1.ControlRecord"
        assert header(record.headers, "ce_id") == f"{named.hex()}-{record.partition}".encode()


async def test_the_same_table_again_sends_nothing_and_another_one_has_another_name(
    house: House, memory: MemoryRightsStore
) -> None:
    first, again = await house.scheme("01").put_table(), await house.scheme("02").put_table()
    assert first == again
    assert len(memory.outbox) == 24
    assert len(house.wakes) == 1
    other = GuaranteeTable()
    other.CopyFrom(TABLE)
    other.responsible = False
    assert await house.scheme().put_table(other) != first
    assert len(memory.outbox) == 48


def table(*guarantees: Guarantee, amc_number: str = "12345678") -> GuaranteeTable:
    return GuaranteeTable(amc_number=amc_number, guarantees=guarantees)


def euros(**changes: object) -> Guarantee:
    return Guarantee(**{"kind": GUARANTEE_KIND_EUROS, "value": 5_000, **changes})  # type: ignore[arg-type]  # as stated


SOUND = Guarantee(kind=GUARANTEE_KIND_PERCENT_BASE, value=10_000)
WRONG = [
    (table(SOUND, amc_number="12 45678"), "table.amc_number"),
    (table(), "table.guarantees"),
    (table(*[SOUND] * 201), "table.guarantees"),
    (table(SOUND, Guarantee(value=1)), "table.guarantees[1].kind"),
    (table(Guarantee(kind=GUARANTEE_KIND_PERCENT_BASE, value=-1)), "table.guarantees[0].value"),
    (
        table(Guarantee(kind=GUARANTEE_KIND_PERCENT_BASE, families=["lpp", "?"])),
        "table.guarantees[0].families[1]",
    ),
    (table(euros(per="month")), "table.guarantees[0].per"),
    (table(Guarantee(kind=GUARANTEE_KIND_PERCENT_BASE, value=10_000, per="year")), "table.guarantees[0].per"),
    (table(euros(per="year", budget="x" * 41)), "table.guarantees[0].budget"),
    (table(euros(per="year", budget="a:b")), "table.guarantees[0].budget"),
    (table(euros(budget="glasses")), "table.guarantees[0].budget"),
    (table(euros(per="act", budget="glasses")), "table.guarantees[0].budget"),
    (
        table(euros(per="year", budget="glasses"), euros(per="two_years", budget="glasses")),
        "table.guarantees[1].per",
    ),
    (table(euros(times_a_year=367)), "table.guarantees[0].times_a_year"),
    (table(euros(sectors="optam_co")), "table.guarantees[0].sectors"),
]

RIGHT = [
    euros(per="act"),
    euros(per="two_years", budget="glasses", families=["optics_frame", "optics_lens"]),
    euros(times_a_year=4, budget="soft medicine", per="act"),
    Guarantee(kind=GUARANTEE_KIND_PERCENT_PMSS, value=500, per="four_years"),
    Guarantee(kind=GUARANTEE_KIND_PERCENT_BASE, value=15_000, includes_amo=True, sectors="without_optam"),
    Guarantee(kind=GUARANTEE_KIND_PERCENT_BASE, value=15_000, times_a_year=1),
]


async def test_limits_in_money_in_time_in_acts_and_by_doctor_are_taken_and_named(
    house: House, memory: MemoryRightsStore
) -> None:
    sent = table(*RIGHT)
    named = await house.scheme().put_table(sent)
    decided = ControlRecord.FromString(open_value(memory.outbox[0].value))
    assert decided.guarantees.guarantees_hash == named
    assert GuaranteeTable.FromString(decided.guarantees.table_bytes) == sent


@pytest.mark.parametrize(("sent", "field"), WRONG)
async def test_a_table_that_is_wrong_is_refused_by_field(
    house: House, memory: MemoryRightsStore, sent: GuaranteeTable, field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        await house.scheme().put_table(sent)
    assert refused.value.code is ErrorCode.INVALID_ARGUMENT
    assert [violation.field for violation in refused.value.violations] == [field]
    assert memory.outbox == []
