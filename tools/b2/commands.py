"""The commands, each from arguments to an exit code."""

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from google.protobuf.json_format import MessageToJson, Parse, ParseError

import b2
from b2.arl import Result
from b2.arl_reading import read_arl
from teletransmission.invoices.making import Office, make
from tools.b2.exits import OK, REFUSED, bytes_of, say, write_to
from tools.b2.files import checked, taken
from tools.b2.sending import send
from vitale.claim.v1.claim_service_pb2 import SubmittedClaim

_MASKED: Final = "•" * 15


def _read(arguments: argparse.Namespace) -> int:
    found, faults = taken(arguments)
    for each in found:
        if each.claim is not None:
            each.claim.key.opener_nir = _MASKED
            print(_json(each.claim))
    return REFUSED if faults else OK


def _check(arguments: argparse.Namespace) -> int:
    invoices, faults = checked(arguments)
    print(f"{len(invoices)} invoices, {faults} faults")
    return REFUSED if faults else OK


def _write(arguments: argparse.Namespace) -> int:
    office = Office(arguments.ps_number, arguments.regime, arguments.caisse, arguments.centre)
    records: list[b2.Record] = []
    refused = 0
    for number, text in enumerate(bytes_of(arguments.claims).splitlines(), start=1):
        made = _made(text, office)
        if isinstance(made, b2.Invoice):
            records += made.records()
        else:
            refused += say(made, f"claim {number} ")
    if refused:
        return REFUSED
    try:
        data = b2.write(b2.File(tuple(records)))
    except b2.Unwritable as error:
        say([error.fault])
        return REFUSED
    write_to(arguments.file, data)
    return OK


def _made(text: bytes, office: Office) -> b2.Invoice | tuple[object, ...]:
    try:
        claim = Parse(text, SubmittedClaim())
    except (ParseError, UnicodeDecodeError):
        return ("is no SubmittedClaim in JSON. Write one object a line with the fields of the contract.",)
    return make(claim, office)


def _arl(arguments: argparse.Namespace) -> int:
    arl = read_arl(bytes_of(arguments.file))
    if isinstance(arl, tuple):
        say(arl)
        return REFUSED
    print(f"lot {arl.lot_id} of {arl.lot_day}: ARL{arl.sign} {arl.return_id} of {arl.arl_day}")
    sys.stdout.writelines(f"{line}\n" for result in arl.results for line in _lines(result))
    return OK


def _lines(result: Result) -> Iterator[str]:
    yield f"{result.sign} {result.invoice_no} {result.outcome} {result.receipt_id or result.return_id}"
    for reason in result.reasons:
        yield f"    {reason.field} {reason.code}: {reason.label}"


def _json(claim: SubmittedClaim) -> str:
    return MessageToJson(claim, indent=None, preserving_proto_field_name=True, ensure_ascii=False)


COMMANDS: Final[Mapping[str, Callable[[argparse.Namespace], int]]] = {
    "read": _read,
    "check": _check,
    "send": send,
    "write": _write,
    "arl": _arl,
}
"""By the name of the command."""
