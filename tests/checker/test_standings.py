"""What senders were told of versions of their claims, against the topic and the entries."""

import json
from collections.abc import Iterable

from tests.checker.corrections import SPRING
from tests.checker.toy_claim import ToyClaim
from tools.checker.findings import Findings
from tools.checker.intents import Intent, parse
from tools.checker.log import CLAIM, Raw
from tools.checker.outputs import Ignored, Outcome, Parked, Receipt, Rejected, Waiting
from tools.checker.reading import receipt_of
from tools.checker.standings import check_doubles, check_intents, check_sent, standings

FIRST = ToyClaim("F1", b"S" * 16, b"H" * 16, SPRING, 3000)
RECEIPT = receipt_of(FIRST.practice, "F1")


def _receipt(version: int, revision: int, price_cents: int = 3000, *, cancelled: bool = False) -> Receipt:
    return Receipt(
        RECEIPT, revision, claim_version=version, price_cents=0 if cancelled else price_cents, cancelled=cancelled
    )


def _intent(version: int, **said: object) -> Intent:
    intent = Intent(FIRST.practice, "F1", 3000, "ok", version)
    return Intent(**{**{name: getattr(intent, name) for name in Intent.__slots__}, **said})


def _found(outcomes: Iterable[Outcome], *intents: Intent) -> dict[str, int]:
    findings, found = Findings(), standings(outcomes)
    check_doubles(found, findings)
    check_intents(intents, found, findings)
    return dict(findings.counts)


def _raws(*claims: tuple[int, int]) -> list[Raw]:
    bodies = [ToyClaim("F1", *(b"S" * 16, b"H" * 16), SPRING, cents, version=v).body() for v, cents in claims]
    return [Raw(CLAIM, 0, at, 0, b"H" * 16, b"\x01\x00" + body, ()) for at, body in enumerate(bodies)]


def test_the_log_of_a_sender_tells_versions_apart_and_older_lines_are_read_as_before() -> None:
    line = {"op": "submit", "id": f"{FIRST.practice}/F1", "hash": "00", "status": "ok", "price_cents": 3000}
    later = {**line, "version": 2, "cancelled": True, "content_hash": "ab" * 32}
    first, second = parse(map(json.dumps, (line, later)))
    assert (first.version, first.cancelled, first.content_hash) == (1, False, None)
    assert (second.version, second.cancelled, second.content_hash) == (2, True, b"\xab" * 32)


def test_a_refused_version_beside_an_accepted_one_is_no_double() -> None:
    refused = Rejected(RECEIPT, "NO_RIGHTS", FIRST.practice, "F1", 2)
    assert _found([_receipt(1, 1), refused, _receipt(3, 2)], _intent(1), _intent(2), _intent(3)) == {}


def test_an_acknowledged_correction_without_an_entry_of_its_own_is_lost() -> None:
    assert _found([_receipt(1, 1), Ignored(CLAIM, "SAME_CONTENT")], _intent(1), _intent(2)) == {"lost": 1}


def test_a_correction_that_waits_or_was_set_aside_is_not_lost() -> None:
    waits = Waiting(RECEIPT, FIRST.practice, "F1", claim_version=3, needs_version=2)
    aside = Parked("NOT_COVERED", "x", CLAIM, 7, FIRST.practice, "F1", 2)
    assert _found([_receipt(1, 1), waits, aside], _intent(1), _intent(2), _intent(3)) == {}


def test_a_version_issued_twice_is_doubled_and_one_that_was_settled_again_is_not() -> None:
    again = Receipt(RECEIPT, 3, claim_version=2, price_cents=3000, cause="RATE_CHANGED", cause_seq=9)
    assert _found([_receipt(1, 1), _receipt(2, 2), again]) == {}
    assert _found([_receipt(1, 1), _receipt(2, 2), _receipt(2, 3)]) == {"doubled": 1}


def test_a_cancellation_must_have_cancelled_and_a_correction_must_not() -> None:
    assert _found([_receipt(1, 1), _receipt(2, 2, cancelled=True)], _intent(2, cancelled=True)) == {}
    assert _found([_receipt(1, 1), _receipt(2, 2)], _intent(2, cancelled=True)) == {"cancelled": 1}
    assert _found([_receipt(1, 1), _receipt(2, 2, cancelled=True)], _intent(2))["cancelled"] == 1


def test_the_price_of_each_version_is_its_own() -> None:
    outcomes = [_receipt(1, 1), _receipt(2, 2, 3500)]
    assert _found(outcomes, _intent(1), _intent(2, price_cents=3500)) == {}
    assert _found(outcomes, _intent(1), _intent(2)) == {"price": 1}


def test_an_acknowledged_version_stands_in_the_topic_with_one_content() -> None:
    findings = Findings()
    assert check_sent([_intent(1), _intent(2)], _raws((1, 3000), (2, 3500), (2, 3500)), findings) == 1
    assert not findings
    check_sent([_intent(2)], _raws((1, 3000)), findings)
    check_sent([_intent(2)], _raws((2, 3500), (2, 3600)), findings)
    check_sent([_intent(2, content_hash=bytes(32))], _raws((2, 3500)), findings)
    assert dict(findings.counts) == {"not-in-topic": 1, "version-of-two-contents": 1, "content-of-version": 1}
