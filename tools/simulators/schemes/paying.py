"""`python -m tools.simulators.schemes.paying`: pay every receipt that a running platform issues, as it is issued."""

import argparse
import asyncio
import contextlib
from pathlib import Path

import grpc

from chassis.clock import SystemClock
from chassis.kafka import EARLIEST, LATEST, Tail
from chassis.tokens import TokenSigner
from contracts.topics import RECEIPT
from tools.local.state import STATE, State
from tools.simulators.schemes.payments import PaymentDesk, issued_in
from vitale.settlement.v1.settlement_service_pb2 import SettlementAcknowledgement


async def _run(arguments: argparse.Namespace) -> None:
    clock, state = SystemClock(), State.read(arguments.state)
    signer = TokenSigner.load(Path(state.keys.issuer_private_jwk), clock=clock)
    start = dict.fromkeys(range(RECEIPT.partitions), EARLIEST if arguments.from_start else LATEST)
    async with grpc.aio.insecure_channel(state.targets["teletransmission"]) as channel:
        desk = PaymentDesk(channel, signer, clock)
        async with Tail(state.kafka, RECEIPT.name, start) as tail:
            while True:
                told = await desk.pay(issued_in(await tail.poll()))
                if told:
                    print(_counted(told), flush=True)


def _counted(told: list[SettlementAcknowledgement]) -> str:
    taken = sum(one.outcome == SettlementAcknowledgement.OUTCOME_ACCEPTED for one in told)
    return f"{taken} settlements taken, {len(told) - taken} refused"


def main() -> None:
    """Read the arguments and pay until Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m tools.simulators.schemes.paying", description=__doc__)
    parser.add_argument("--state", type=Path, default=STATE, help="state file of the running platform")
    parser.add_argument("--from-start", action="store_true", help="pay what was issued before, too")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(parser.parse_args()))


if __name__ == "__main__":
    main()
