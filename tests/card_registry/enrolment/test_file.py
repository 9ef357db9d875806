"""The file under any order of steps: no card without terms, number and proof; nothing left of a file that ended."""

from collections.abc import Callable
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from card_registry.enrolment import file as steps
from card_registry.enrolment.file import Capture, File, Going
from chassis.errors import DomainError, ErrorCode
from tests.card_registry.enrolment.house import NOON
from vitale.card.v1 import enrolment_service_pb2 as pb

ENDED = frozenset({pb.FILE_STATE_ACTIVATED, pb.FILE_STATE_REFUSED, pb.FILE_STATE_EXPIRED})
PURGED = frozenset({pb.FILE_STATE_REFUSED, pb.FILE_STATE_EXPIRED})
Step = Callable[[File], File]


class AnyOrder(RuleBasedStateMachine):
    """Takes steps as they come; what is refused changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.file = steps.opened(bytes(16), bytes(16), terms_version="1", terms_hash=bytes(32), at=NOON)
        self.at = NOON
        self.placed = self.proven = False

    def take(self, step: Step) -> bool:
        before = self.file
        self.at += timedelta(minutes=1)
        try:
            self.file = step(before)
        except DomainError as refused:
            if refused.code is not ErrorCode.ENROLMENT_STATE:
                raise
            return False
        assert before.is_open or self.file.state == before.state
        assert self.file.version >= before.version
        return True

    @rule()
    def number(self) -> None:
        place = (b"h" * 16, 3)
        self.placed |= self.take(lambda f: steps.placed(f, home=place, scheme="01", department="75", at=self.at))

    @rule()
    def goes(self) -> None:
        state = Going(bytes(32), bytes(16), "v", "https://x.invalid")
        if self.take(lambda f: steps.going(f, device_key=b"k" * 65, state=state, at=self.at)):
            assert self.placed

    @rule()
    def films(self) -> None:
        if self.take(lambda f: steps.filming(f, device_key=b"k" * 65, capture_id="c", at=self.at)):
            assert self.placed

    @rule()
    def reported(self) -> None:
        capture = Capture("c", self.at, {"face": True}, "https://m.invalid", bytes(32))
        self.take(lambda f: steps.queued(f, capture=capture, traits={"sex": "same"}, at=self.at))

    @rule()
    def proves(self) -> None:
        self.proven |= self.take(lambda f: steps.proven(f, b"c" * 32, self.at))

    @rule()
    def activates(self) -> None:
        if self.take(lambda f: steps.activated(f, b"s" * 16, self.at)):
            assert self.proven

    @rule(reason=st.sampled_from(["face", "under_16", "number_mismatch"]))
    def refuses(self, reason: str) -> None:
        self.take(lambda f: steps.refused(f, reason, self.at))

    @rule()
    def expires(self) -> None:
        self.take(lambda f: steps.expired(f, self.at))

    @rule()
    def deleted(self) -> None:
        self.take(lambda f: steps.deleted(f, "receipt"))

    @invariant()
    def a_card_has_its_proof_and_an_ended_file_holds_nothing(self) -> None:
        assert (self.file.state == pb.FILE_STATE_ACTIVATED) == bool(self.file.card_serial)
        if self.file.state in ENDED:
            assert not self.file.challenge
            assert self.file.going is None or self.file.state not in PURGED
        if self.file.state in PURGED:
            held = (self.file.device_key, self.file.home_id, self.file.challenge, dict(self.file.traits))
            assert held == (b"", b"", b"", {})
            assert self.file.reason
            assert self.file.capture is None or not self.file.capture.media_url


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=200, stateful_step_count=30, deadline=None)
