"""The mark of a care: equal for the same care however it is written, another for any other care or key."""

import pytest

from teletransmission.paper.marks import CareMarks
from vitale.claim.v1.claim_pb2 import Claim, ClaimLine, Performer

MARKS = CareMarks(bytes(32))


def care(*acts: tuple[str, int], subject: bytes = b"s" * 16, practice: str = "1", day: str = "2026-03-10") -> Claim:
    lines = [ClaimLine(act_code=code, quantity=quantity, price_cents=3_000) for code, quantity in acts]
    performer = Performer(practice_id=practice)
    return Claim(claim_id="F", subject_id=subject, care_date=day, performer=performer, lines=lines)


ONE = care(("G", 1), ("AMI", 2))


@pytest.mark.parametrize(
    "same",
    [
        care(("AMI", 2), ("G", 1)),
        care(("AMI", 1), ("G", 0), ("AMI", 1)),
        Claim(claim_id="OTHER", version=2, third_party_payment=True).FromString(ONE.SerializeToString()),
    ],
)
def test_order_grouping_and_number_do_not_matter(same: Claim) -> None:
    assert MARKS.of(same) == MARKS.of(ONE)


def test_codes_billed_together_are_the_codes() -> None:
    assert MARKS.of(care(("G+MEG", 1))) == MARKS.of(care(("MEG", 1), ("G", 1)))


@pytest.mark.parametrize(
    "other",
    [
        care(("G", 1)),
        care(("G", 2), ("AMI", 2)),
        care(("G", 1), ("AMI", 2), subject=b"t" * 16),
        care(("G", 1), ("AMI", 2), practice="12"),
        care(("G", 1), ("AMI", 2), day="2026-03-11"),
        care(("GS", 1), ("AMI", 2)),
    ],
)
def test_any_other_care_has_another_mark(other: Claim) -> None:
    assert MARKS.of(other) != MARKS.of(ONE)


def test_the_mark_hangs_on_the_key_and_fits_the_column() -> None:
    assert CareMarks(b"k" * 32).of(ONE) != MARKS.of(ONE)
    assert -(2**63) <= MARKS.of(ONE) < 2**63
    with pytest.raises(ValueError, match="32 bytes"):
        CareMarks(b"short")
