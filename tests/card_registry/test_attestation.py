"""Keys without a chain are of class demo, outside production only; chains go to the parser that is configured."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from card_registry.device.attestation import Attested, AttestorOfEvery, refused
from chassis.errors import DomainError, ErrorCode
from tests.card_registry.cards import NOON
from vitale.card.v1 import card_pb2 as pb


class Believing:
    """A parser of chains that believes one chain and refuses every other."""

    def examine(self, chain: Sequence[bytes], *, key_point: bytes, challenge: bytes, now: datetime) -> Attested:
        """Compare with the one chain."""
        if list(chain) != [b"leaf", b"root"] or (key_point, challenge, now) != (b"point", b"challenge", NOON):
            raise refused("root")
        return Attested(pb.DEVICE_CLASS_STRONGBOX, {"patch": "2026-02"})


def examine(attestor: AttestorOfEvery, *chain: bytes) -> Attested:
    return attestor.examine(chain, key_point=b"point", challenge=b"challenge", now=NOON)


def why(attestor: AttestorOfEvery, *chain: bytes) -> str:
    with pytest.raises(DomainError) as error:
        examine(attestor, *chain)
    assert error.value.code is ErrorCode.ATTESTATION_REFUSED
    return error.value.facts["why"]


def test_a_key_without_a_chain_is_demo_and_production_refuses_it() -> None:
    assert examine(AttestorOfEvery(None, production=False)).device_class == pb.DEVICE_CLASS_DEMO
    assert examine(AttestorOfEvery(Believing(), production=False)).device_class == pb.DEVICE_CLASS_DEMO
    assert why(AttestorOfEvery(Believing(), production=True)) == "no_chain"
    assert why(AttestorOfEvery(None, production=True)) == "no_chain"


@pytest.mark.parametrize("production", [True, False])
def test_a_chain_is_judged_by_the_parser_of_its_platform(production: bool) -> None:
    attestor = AttestorOfEvery(Believing(), production=production)
    assert examine(attestor, b"leaf", b"root") == Attested(pb.DEVICE_CLASS_STRONGBOX, {"patch": "2026-02"})
    assert why(attestor, b"leaf") == "root"


@pytest.mark.parametrize("production", [True, False])
def test_a_chain_that_nobody_can_judge_is_never_taken_for_a_demo_key(production: bool) -> None:
    assert why(AttestorOfEvery(None, production=production), b"leaf", b"root") == "no_roots"
