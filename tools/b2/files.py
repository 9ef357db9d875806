"""A B2 file as claims: read, checked, taken; everything wrong and everything left behind is said on stderr."""

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import b2
from b2.lateness import is_late
from chassis.clock import SystemClock
from reimbursement_tables import load
from teletransmission.catalogue import TablesCatalogue
from teletransmission.invoices.acts import TariffActs
from teletransmission.invoices.taking import Taken, take
from teletransmission.practice import Practice
from tools.b2.exits import bytes_of, say

_PLACE: Final = "Europe/Paris"


def practice_of(arguments: argparse.Namespace, issuer: str = "B2") -> Practice:
    """The practice that the arguments describe."""
    return Practice(issuer, arguments.specialty, arguments.sector, arguments.place)


def checked(arguments: argparse.Namespace) -> tuple[Sequence[b2.Invoice], int]:
    """The invoices of the file named, and how many faults were told."""
    reading = b2.read(bytes_of(arguments.file))
    if reading.faults:  # of records with holes neither order nor sums can be said
        return (), say(reading.faults)
    invoices, faults = b2.check(reading.file)
    today = SystemClock().today(_PLACE)
    late = [invoice.header.number for invoice in invoices if is_late(invoice, today)]
    say((f"record {number} (type 2): its invoice is older than a year, so it is late" for number in late), "note: ")
    return invoices, say(faults)


def taken(arguments: argparse.Namespace, *, paper: bool = False) -> tuple[Sequence[Taken], int]:
    """What becomes of each invoice of a file in which everything holds, and how many faults were told."""
    invoices, faults = checked(arguments)
    if faults:
        return (), faults
    acts = TariffActs(TablesCatalogue(load()), practice_of(arguments))
    found = [take(invoice, acts, paper=paper) for invoice in invoices]
    say(_summed_up(found), "note: ")
    return found, say(fault for each in found for fault in each.faults)


def _summed_up(found: Iterable[Taken]) -> Iterable[str]:
    """One line for each field that is not taken over, with the number of records in which it says something."""
    counted = Counter((note.kind, note.field, note.why) for each in found for note in each.notes)
    return (f"type {kind} {field}: {why} ({count} records)" for (kind, field, why), count in counted.items())
