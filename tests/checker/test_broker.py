"""A broker on its way back is asked again; one that refuses is not."""

from collections.abc import Callable

import pytest
from confluent_kafka import KafkaError, KafkaException

from tools.checker.broker import patiently


def after(*codes: int) -> Callable[[], str]:
    """Fails with these codes, then answers."""
    left = list(codes)

    def ask() -> str:
        if left:
            raise KafkaException(KafkaError(left.pop(0)))
        return "answer"

    return ask


_TRANSPORT, _TIMED_OUT = -195, -185
"""Of librdkafka's own codes."""


@pytest.mark.parametrize("code", [KafkaError.NOT_LEADER_FOR_PARTITION, _TRANSPORT, _TIMED_OUT])
def test_a_broker_on_its_way_back_is_asked_again(code: int) -> None:
    assert patiently(after(code, code)) == "answer"


def test_another_refusal_is_told_at_once() -> None:
    ask = after(KafkaError.TOPIC_AUTHORIZATION_FAILED)
    with pytest.raises(KafkaException):
        patiently(ask)
    assert ask() == "answer", "it was asked once"


def test_a_broker_that_does_not_come_back_is_told() -> None:
    ask = after(*[KafkaError.NOT_LEADER_FOR_PARTITION] * 2)
    with pytest.raises(KafkaException):
        patiently(ask, within_s=-1)
    with pytest.raises(KafkaException):
        ask()
