"""Consumes the inputs of one partition in log order; control records first while a gate keeps the others back."""

from collections.abc import Sequence

from receipts.ledger.control import take_control, unknown_version
from receipts.ledger.inputs import (
    ClaimInput,
    ControlInput,
    Input,
    Record,
    RightsInput,
    SettlementInput,
    redrive_of,
)
from receipts.ledger.rules_shelf import RulesShelf
from receipts.ledger.settle import following, park, released, take_claim, take_rights
from receipts.ledger.state import FlushState
from receipts.ledger.take_settlement import settled_after, take_settlement
from receipts.ledger.turn import Turn


def source_of(item: Input) -> Record:
    """The record that an input of the log came in."""
    if item.source is None:
        raise RuntimeError("an input from the log has a source")
    return item.source


class Consumer:
    """Settles one partition's inputs; `left` are those a gate kept back, `refused` a rules version not held here."""

    def __init__(self, turn: Turn, state: FlushState, shelf: RulesShelf) -> None:
        self._turn = turn
        self._state = state
        self._shelf = shelf
        self.left: list[Record] = []
        self.refused: str | None = None

    def consume(self, inputs: Sequence[Input]) -> None:
        """Take every input that the gates let through, in order."""
        due = list(inputs)
        while due and self.refused is None:
            kept = [item for item in due if not self._take(item)]
            # A control record may have opened the gate for what was kept; if nothing moved, nothing will.
            if len(kept) == len(due):
                break
            due = kept
        self.left = [source_of(item) for item in due]

    def _take(self, item: Input) -> bool:
        source = source_of(item)
        if not self._turn.takes(source.topic) or self._turn.offsets[source.topic] != source.offset:
            return False
        if self.refused is None and isinstance(item, ControlInput):
            self.refused = unknown_version(item, self._shelf)
        if self.refused is not None:
            return False
        self._turn.offsets[source.topic] = source.offset + 1
        first_seq = self._turn.next_seq
        self._enter(item)
        for entry in settled_after(self._turn, self._state, first_seq):
            self._turn.add(entry)
        redriven = redrive_of(source)
        if redriven is not None:
            generation, seq = redriven
            self._state.resolved.append((generation, self._turn.partition, seq, first_seq))
        return True

    def _enter(self, item: Input) -> None:
        turn, state = self._turn, self._state
        if isinstance(item, ClaimInput):
            turn.add(take_claim(item, turn, state))
            if state.early:
                for entry in following(item.receipt_id, turn, state):
                    turn.add(entry)
        elif isinstance(item, RightsInput):
            turn.add(take_rights(item, turn, state))
            for entry in released(turn, state, item.rights.subject_id):
                turn.add(entry)
        elif isinstance(item, ControlInput):
            for entry in take_control(item, turn, state, self._shelf):
                turn.add(entry)
        elif isinstance(item, SettlementInput):
            turn.add(take_settlement(item, turn, state))
        else:
            turn.add(park(item))
