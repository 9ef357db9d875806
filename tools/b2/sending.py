"""`send`: the claims of a file through SubmitClaims, batch by batch, for one practice, and the ARL of the lot."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import grpc

import b2
from b2.arl import records_of
from chassis.clock import Clock, SystemClock
from chassis.errors import DomainError
from chassis.tokens import TokenSigner
from reimbursement.model import Sector
from teletransmission.invoices.returns import arl_of, place_of
from teletransmission.invoices.taking import Taken
from tools.b2.exits import OK, REFUSED, CannotError, say, write_to
from tools.b2.files import practice_of, taken
from tools.local.state import NotRunningError, State
from tools.simulators.practice.billing import Invoice
from tools.simulators.practice.practices import Practice
from tools.simulators.practice.sender import Software
from vitale.claim.v1.claim_service_pb2 import Acknowledgement, SubmittedClaim


def send(arguments: argparse.Namespace) -> int:
    """Submit what can be submitted, write the acknowledgement of the lot, say every refusal with its record."""
    found, faults = taken(arguments, paper=arguments.paper)
    if faults or not found:  # a lot is taken whole or not at all
        print(f"nothing was sent: {faults} faults", file=sys.stderr)
        return REFUSED
    answers = asyncio.run(_submit(found, arguments))
    day = practice_of(arguments).today(SystemClock())
    arl = arl_of(answers, lot_id=arguments.lot, lot_day=arguments.lot_day or day, arl_day=day)
    try:
        write_to(arguments.arl, b2.write(b2.File(tuple(records_of(arl)))))
    except b2.Unwritable as error:
        raise CannotError(f"the acknowledgement cannot be written: {error.fault}") from None
    refused = say(_refusals(found, answers))
    accepted = sum(answer.outcome == Acknowledgement.OUTCOME_ACCEPTED for answer in answers)
    print(f"{len(answers)} sent, {accepted} accepted, {len(answers) - accepted} not")
    return REFUSED if refused else OK


def _refusals(found: Sequence[Taken], answers: Sequence[Acknowledgement]) -> list[str]:
    return [
        f"invoice {answer.claim_id}, {place_of(each.field, one.invoice)}: {each.code}: {each.reason}. {each.advice}."
        for one, answer in zip(found, answers, strict=True)
        for each in answer.violations
    ]


async def _submit(found: Sequence[Taken], arguments: argparse.Namespace) -> list[Acknowledgement]:
    clock = SystemClock()
    target, signer = _door(arguments, clock)
    practice = _sender(arguments)
    claims = [each.claim for each in found if each.claim is not None]
    answers: list[Acknowledgement] = []
    async with grpc.aio.insecure_channel(target) as channel:
        software = Software(channel, signer, clock, attempts=4)
        for begin in range(0, len(claims), arguments.batch):
            answers += await _batch(software, practice, claims[begin : begin + arguments.batch])
    return answers


async def _batch(software: Software, practice: Practice, claims: Sequence[SubmittedClaim]) -> Sequence[Acknowledgement]:
    try:
        return await software.submit(practice, [Invoice(practice, claim) for claim in claims])
    except DomainError as error:
        raise CannotError(
            f"intake refused the batch: {error}; what was sent before stands, send the file again"
        ) from None


def _sender(arguments: argparse.Namespace) -> Practice:
    optam = arguments.sector is Sector.TWO_OPTAM
    sector = "2" if optam else arguments.sector.value
    return Practice(arguments.practice_id, arguments.specialty.value, sector, optam, arguments.place)


def _door(arguments: argparse.Namespace, clock: Clock) -> tuple[str, TokenSigner]:
    try:
        if arguments.target and arguments.issuer_key:
            return arguments.target, TokenSigner.load(arguments.issuer_key, clock=clock)
        state = State.read(arguments.state)
        key = arguments.issuer_key or Path(state.keys.issuer_private_jwk)
        return arguments.target or state.targets["teletransmission"], TokenSigner.load(key, clock=clock)
    except (NotRunningError, OSError, ValueError) as error:
        raise CannotError(str(error)) from None
