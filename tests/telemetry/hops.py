"""The way of one claim through the house, put together from the spans that a collector was told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tests.fakes.collector import Hop

NAME: Final = "practice software"
SPAN: Final = "bill"
CHAIN: Final = (
    (NAME, SPAN),
    ("teletransmission", "vitale.claim.v1.ClaimService/SubmitClaims"),
    ("teletransmission", "vitale.claim.v1 publish"),
    ("receipts.worker", "vitale.receipt.v1 publish"),
    ("receipts.api", "receipts push"),
    ("expenses", "care to screen"),
)
"""Process and span, each the parent of the next."""
BESIDE: Final = ("identity", "vitale.identity.v1.IdentityService/ResolveBatch")
"""What a cardless claim asks while it is taken: a child of SubmitClaims."""
FLUSH: Final = ("receipts.worker", "ledger.flush")
"""Handles many claims: a trace of its own, linked to their publications."""


@dataclass(frozen=True, slots=True)
class Way:
    """The hops of one trace."""

    chain: tuple[Hop, ...]
    beside: Hop
    flush: Hop

    @property
    def receipt(self) -> Hop:
        """The publication of the receipt."""
        return self.chain[3]

    def lines(self) -> Iterator[str]:
        """What to print: begin and length of each hop in milliseconds, from the practice's own span on."""
        origin = self.chain[0].begun
        hops = sorted((*self.chain, self.beside, self.flush), key=lambda hop: hop.begun)
        for hop in hops:
            begun, took = 1_000 * (hop.begun - origin), 1_000 * (hop.ended - hop.begun)
            links = f"  linked to {', '.join(span for _, span in hop.links)}" if hop.links else ""
            place = f"{hop.service:<17} {hop.name:<49} {hop.span} < {hop.parent or '-'}"
            yield f"{begun:8.1f} +{took:7.1f} ms  {place}{links}"


def arrived(hops: Sequence[Hop], trace: str) -> bool:
    """Whether every hop of a trace is there by now; processes send theirs each in its own time."""
    there = {(hop.service, hop.name) for hop in hops if hop.trace == trace}
    return there.issuperset((*CHAIN, BESIDE)) and taken(hops, trace)


def taken(hops: Sequence[Hop], trace: str) -> bool:
    """Whether a flush took the claim of a trace by now."""
    return any((hop.service, hop.name) == FLUSH and trace in {linked for linked, _ in hop.links} for hop in hops)


def way(hops: Sequence[Hop], trace: str) -> Way:
    """The way of a trace; AssertionError names the hop that is missing, or there twice."""
    of_trace = [hop for hop in hops if hop.trace == trace]
    chain = tuple(_only(of_trace, *place) for place in CHAIN)
    claim = chain[2]
    flushes = [hop for hop in hops if (hop.service, hop.name) == FLUSH and (trace, claim.span) in hop.links]
    assert len(flushes) == 1, f"{len(flushes)} flushes are linked to the claim"
    return Way(chain, _only(of_trace, *BESIDE), flushes[0])


def _only(hops: Sequence[Hop], service: str, name: str) -> Hop:
    found = [hop for hop in hops if (hop.service, hop.name) == (service, name)]
    assert len(found) == 1, f"{service} {name}: {len(found)} of {[(hop.service, hop.name) for hop in hops]}"
    return found[0]
