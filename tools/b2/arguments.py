"""The arguments of every command."""

import argparse
from datetime import date
from pathlib import Path

from reimbursement.model import ProfessionalKind, Sector
from tools.local.state import STATE


def parsed() -> argparse.Namespace:
    """The arguments of this process; ends it with 2 and the usage when they are wrong."""
    parser = argparse.ArgumentParser(prog="python -m tools.b2", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    read = commands.add_parser("read", help="print the claims of a file, one JSON a line, numbers masked")
    check = commands.add_parser("check", help="say everything that does not hold in a file")
    send = commands.add_parser("send", help="submit the claims of a file and write the acknowledgement of the lot")
    for command in (read, check, send):
        command.add_argument("file", type=Path)
    for command in (read, send):
        _add_practice(command)
    _add_sending(send)
    _add_writing(commands.add_parser("write", help="write claims (JSON, one a line, as SubmittedClaim) as a B2 file"))
    commands.add_parser("arl", help="print an acknowledgement file").add_argument("file", type=Path)
    return parser.parse_args()


def _add_practice(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--specialty", type=ProfessionalKind, default=ProfessionalKind.GP, help='kind ("gp", "nurse"…)')
    parser.add_argument("--sector", type=Sector, default=Sector.ONE, help='"1" (default), "2", "2_optam", "3"')
    parser.add_argument("--place", default="Europe/Paris", help="IANA time zone of the place of care")


def _add_sending(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--practice-id", required=True, help="the practice in whose name the claims are sent")
    parser.add_argument("--arl", type=Path, required=True, help="where the acknowledgement of the lot is written")
    parser.add_argument("--lot", default="1", help="number of the lot, at most 12 of A-Z and 0-9 (default 1)")
    parser.add_argument("--lot-day", type=date.fromisoformat, default=None, help="its day (default: today)")
    parser.add_argument("--paper", action="store_true", help="the file was typed from paper care sheets")
    parser.add_argument("--batch", type=int, default=100, choices=range(1, 501), metavar="1-500", help="claims a call")
    parser.add_argument("--target", default=None, help="host:port of intake (default: the local platform)")
    parser.add_argument("--issuer-key", type=Path, default=None, help="private JWK of the issuer of tokens")
    parser.add_argument("--state", type=Path, default=STATE, help="state file of the running local platform")


def _add_writing(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("claims", type=Path)
    parser.add_argument("file", type=Path)
    parser.add_argument("--ps-number", required=True, help="PS number with its key, 9 characters")
    parser.add_argument("--regime", default="01")
    parser.add_argument("--caisse", default="000")
    parser.add_argument("--centre", default="0000")
