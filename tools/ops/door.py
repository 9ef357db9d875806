"""The way to the desk: its address and an operator's token, of the local platform or as named."""

import argparse
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chassis.clock import SystemClock
from chassis.grpc_client import call, channel
from chassis.token_signer import TokenSigner
from tools.local.state import STATE, NotRunningError, State
from vitale.operations.v1.operations_service_pb2_grpc import OperationsServiceStub

_NAME = "receipts.operations"
_ASK_S = 15.0


@dataclass(frozen=True, slots=True)
class Door:
    """An open way in. `stub` has the methods of the service; `ask` calls one in the operator's name."""

    stub: OperationsServiceStub
    signer: TokenSigner
    operator: str

    async def ask(self, method: Any, request: Any) -> Any:
        """One call; DomainError says what the service refuses."""
        token = self.signer.sign(self.operator, "operator")
        return await call(method, request, token=token, timeout_s=_ASK_S)


def add_door(parser: argparse.ArgumentParser) -> None:
    """Add --state, --target, --issuer-key and --operator."""
    parser.add_argument("--state", type=Path, default=STATE, help="state file of the running local platform")
    parser.add_argument("--target", default=None, help="host:port of the desk, instead of the local platform's")
    parser.add_argument("--issuer-key", type=Path, default=None, help="private JWK that signs operators' tokens")
    parser.add_argument("--operator", default="local", help="your name at work, logged with each decision")


@asynccontextmanager
async def door(arguments: argparse.Namespace) -> AsyncIterator[Door]:
    """Open it for as long as the block lasts.

    Raises:
        NotRunningError: no --target with --issuer-key, and no running platform that has a desk.
    """
    target, key = arguments.target, arguments.issuer_key
    if target is None or key is None:
        state = State.read(arguments.state)
        if _NAME not in state.targets or not state.ports.get(_NAME):
            raise NotRunningError(f"{arguments.state} names no {_NAME}: start the platform anew with `make up`")
        target, key = target or state.targets[_NAME], key or Path(state.keys.issuer_private_jwk)
    async with channel(target) as opened:
        yield Door(OperationsServiceStub(opened), TokenSigner.load(key, clock=SystemClock()), arguments.operator)
