"""How a page is merged from what each partition has, without a server."""

from dataclasses import replace
from datetime import timedelta

import pytest

from contracts.envelope import EnvelopeError
from receipts.api.ledger import Row
from receipts.api.listing import page_of
from receipts.api.memory_ledger import MemoryLedger
from tests.receipts.api.world import CAMILLE, NOW, PAUL, receipt


def _rows() -> list[Row]:
    """Six receipts in two partitions, accepted in turn."""
    ledger, rows = MemoryLedger(), list[Row]()
    for number in range(3):
        for who, partition in ((CAMILLE, 5), (PAUL, 17)):
            issued = receipt(who, number)
            issued.accepted_at_us = round((NOW + timedelta(seconds=len(rows))).timestamp() * 1e6)
            rows.append(ledger.issue(issued, partition=partition))
    return rows


def test_partitions_are_merged_by_the_time_claims_were_accepted() -> None:
    page = page_of(_rows(), 4)
    assert [(one.row.partition, one.row.seq) for one in page.listed] == [(17, 3), (5, 3), (17, 2), (5, 2)]
    assert (page.positions, page.more) == ({5: 2, 17: 2}, True)
    assert page_of(_rows(), 6).more is False


def test_a_partition_of_which_nothing_is_shown_stays_where_it_was() -> None:
    page = page_of(_rows(), 1)
    assert (page.positions, page.more) == ({5: 4, 17: 3}, True)


def test_of_each_partition_only_what_is_shown_and_the_next_one_is_decoded() -> None:
    rows = [row if row.seq > 1 else replace(row, payload=b"") for row in _rows()]
    assert len(page_of(rows, 2).listed) == 2
    with pytest.raises(EnvelopeError):
        page_of(rows, 3)
