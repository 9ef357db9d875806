"""A new integrator's day on the real house: bills, an error that says what to do, a correction, a cancellation.

The day is reconciled to the cent: list, ledger and return file. Everything is done as the contract says, nothing else.
"""

import asyncio
from pathlib import Path

import grpc
import pytest

from tests.tools.returns.town import Town, town
from tools.returns.layout import load
from tools.returns.lines import read
from tools.returns.model import AMOUNTS
from vitale.claim.v1 import claim_service_pb2 as pb
from vitale.claim.v1.claim_pb2 import ClaimLine
from vitale.claim.v1.claim_service_pb2_grpc import ClaimServiceStub
from vitale.receipt.v1.receipt_pb2 import ReceiptIssued

pytestmark = [pytest.mark.asyncio, pytest.mark.integration]
ACCEPTED, REJECTED = pb.Acknowledgement.OUTCOME_ACCEPTED, pb.Acknowledgement.OUTCOME_REJECTED
SETTLED = frozenset({pb.CLAIM_STATE_ADJUDICATED, pb.CLAIM_STATE_CANCELLED})


class Integrator:
    """The software of a practice that knows the contract and nothing else of the house."""

    def __init__(self, place: Town) -> None:
        self._stub, self._badge = ClaimServiceStub(place.door), place.badge

    async def correct(self, claim: pb.SubmittedClaim, replaces: int) -> pb.Acknowledgement:
        request = pb.CorrectClaimRequest(claim=claim, replaces_version=replaces)
        return (await self._stub.CorrectClaim(request, metadata=self._badge.metadata())).acknowledgement

    async def cancel(self, claim_id: str, cancels: int) -> pb.Acknowledgement:
        request = pb.CancelClaimRequest(
            claim_id=claim_id, cancels_version=cancels, reason=pb.CANCEL_REASON_BILLED_BY_MISTAKE
        )
        return (await self._stub.CancelClaim(request, metadata=self._badge.metadata())).acknowledgement

    async def get(self, claim_id: str) -> pb.GetClaimResponse:
        request = pb.GetClaimRequest(claim_id=claim_id)
        return await self._stub.GetClaim(request, metadata=self._badge.metadata())

    async def until(
        self, claim_id: str, version: int, *, state: pb.ClaimState.ValueType | None = None
    ) -> pb.ClaimOutcome:
        """What became of a claim, once this version is settled, or stands in a state."""
        async with asyncio.timeout(60):
            while True:
                found = (await self.get(claim_id)).outcome
                if _is_there(found, version, state):
                    return found
                await asyncio.sleep(0.1)


def _is_there(found: pb.ClaimOutcome, version: int, state: pb.ClaimState.ValueType | None) -> bool:
    if state is not None:
        return found.state == state
    return found.state in SETTLED and found.claim_version == version


def line(price: int, code: str = "G") -> list[ClaimLine]:
    return [ClaimLine(line_no=1, act_code=code, quantity=1, price_cents=price)]


def cents(amounts: object) -> dict[str, int]:
    return {name: getattr(amounts, name) for name in AMOUNTS}


def standing(receipts: list[ReceiptIssued]) -> dict[str, int]:
    """The sums of the newest receipts of the ledger."""
    names = {name: "amo_paid_cents" if name == "amo_cents" else name for name in AMOUNTS}
    return {name: sum(getattr(receipt, names[name]) for receipt in receipts) for name in AMOUNTS}


async def bills_with_an_error_it_understands(place: Town) -> None:
    """Five bills, one of which has a mistyped act: the answer names the field and says what to do."""
    bills = [place.claim(number, lot=1) for number in range(4)] + [place.claim(4, lot=1, lines=line(3_000, "GG"))]
    *good, bad = await place.submit(bills)
    assert {answer.outcome for answer in good} == {ACCEPTED}
    assert {answer.version for answer in good} == {1}
    [violation] = bad.violations
    assert (bad.outcome, violation.field, violation.code) == (REJECTED, "lines[0].act_code", "UNKNOWN_ACT")
    assert violation.reason
    assert "Correct the code" in violation.advice
    [again] = await place.submit([place.claim(4, lot=1)])  # nothing was kept: the number is free
    assert (again.outcome, again.version) == (ACCEPTED, 1)


async def corrects(software: Integrator) -> None:
    """A price too high: what GetClaim shows is corrected and sent; other words for a known number are a conflict."""
    before = await software.until("DAY-0", 1)
    held = await software.get("DAY-0")
    assert (held.version, held.outcome.price_cents) == (1, 3_000)
    content = held.content
    content.lines[0].price_cents = 2_900
    answer = await software.correct(content, held.version)
    assert (answer.outcome, answer.version) == (ACCEPTED, 2)
    assert await software.correct(content, held.version) == answer  # its reply was lost: the same acknowledgement
    after = await software.until("DAY-0", 2)
    assert (after.state, after.price_cents) == (pb.CLAIM_STATE_ADJUDICATED, 2_900)
    assert after.revision == before.revision + 1
    assert after.amo_cents <= before.amo_cents
    content.lines[0].price_cents = 2_800
    stale = await software.correct(content, 1)
    assert [(one.field, one.code) for one in stale.violations] == [("replaces_version", "STALE_STATE")]
    assert "version 2" in stale.violations[0].reason


async def cancels(place: Town, software: Integrator) -> None:
    """Billed by mistake: cancelled once, however often it is asked; nothing follows."""
    await software.until("DAY-1", 1)
    answer = await software.cancel("DAY-1", 1)
    assert (answer.outcome, answer.version) == (ACCEPTED, 2)
    assert await software.cancel("DAY-1", 1) == answer
    found = await software.until("DAY-1", 2)
    assert (found.state, cents(found)) == (pb.CLAIM_STATE_CANCELLED, dict.fromkeys(AMOUNTS, 0))
    over = await software.correct(place.claim(1, lot=1, lines=line(2_900)), 2)
    assert [one.code for one in over.violations] == ["CLAIM_CANCELLED"]
    assert (await software.get("DAY-1")).cancelled


async def corrects_what_the_ledger_refused(place: Town, software: Integrator) -> None:
    """The day before birth: rights are closed; the list says which call puts it right."""
    wrong = place.before_birth(5, lot=1)
    [answer] = await place.submit([wrong])
    assert answer.outcome == ACCEPTED
    assert answer.late_by_working_days > 0
    await software.until("DAY-5", 1, state=pb.CLAIM_STATE_REJECTED)
    page = await place.page(lot=1)
    [listed] = [claim for claim in page.claims if claim.to_retry]
    assert (listed.claim_id, page.to_retry) == ("DAY-5", 1)
    assert "CorrectClaim, replaces_version 1" in listed.why
    right = place.claim(5, lot=1, key=wrong.key)
    assert (await software.correct(right, listed.version)).version == 2
    settled = await software.until("DAY-5", 2)
    assert settled.state == pb.CLAIM_STATE_ADJUDICATED


async def never_billed(software: Integrator) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await software.cancel("NEVER-1", 1)
    assert refused.value.code() is grpc.StatusCode.NOT_FOUND


async def test_a_new_integrator_bills_corrects_cancels_and_reconciles_the_day_to_the_cent(tmp_path: Path) -> None:
    async with town() as place:
        software = Integrator(place)
        await bills_with_an_error_it_understands(place)
        await corrects(software)
        await cancels(place, software)
        await corrects_what_the_ledger_refused(place, software)
        await never_billed(software)
        for number in (2, 3, 4):
            await software.until(f"DAY-{number}", 1)
        day, file = place.today.isoformat(), tmp_path / "returns.txt"
        page, receipts = await place.page(day=day), await place.receipts()
        await place.tool("tools.returns", "--day", day, "--out", str(file))

    found = {claim.claim_id: (claim.outcome.state, claim.version) for claim in page.claims}
    adjudicated, cancelled = pb.CLAIM_STATE_ADJUDICATED, pb.CLAIM_STATE_CANCELLED
    assert found == {
        "DAY-0": (adjudicated, 2),
        "DAY-1": (cancelled, 2),
        **{f"DAY-{number}": (adjudicated, 1) for number in (2, 3, 4)},
        "DAY-5": (adjudicated, 2),
    }
    assert page.to_retry == 0
    assert cents(page.whole) == standing(receipts)
    assert page.whole.price_cents == 2_900 + 4 * 3_000
    assert {total.state: (total.count, total.price_cents) for total in page.totals} == {
        adjudicated: (5, 14_900),
        cancelled: (1, 0),
    }
    closing = read(file.read_text(encoding="ascii"), load())[-1].values
    assert closing == {**cents(page.whole), "count": 6}
