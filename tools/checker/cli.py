"""Command line of the checker: where to read, which quotas to demand."""

import argparse
import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

from reimbursement.rule_tables import Tables
from reimbursement_tables import load, parse
from tools.checker import evidence, intents, report
from tools.checker.broker import read_topics
from tools.checker.check import History, Verdict, check
from tools.checker.dump import read_dump
from tools.checker.evidence import Quota


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tools.checker",
        description="Proves from raw topics and database that no claim was lost, doubled or one cent off.",
        epilog="Exit 0 proved, 1 refuted, 3 void (a quota was not reached).",
    )
    parser.add_argument("--bootstrap", required=True, help="host:port of a broker")
    parser.add_argument("--dsn", required=True, help="address of the database; a read-only role is enough")
    parser.add_argument("--generation", type=int, default=1, help="generation of the ledger (default 1)")
    parser.add_argument("--intents", type=Path, help="intent log of the sender, JSON lines")
    parser.add_argument("--evidence", type=Path, help="evidence of faults, JSON lines")
    parser.add_argument("--quota", type=Quota.parse, action="append", default=[], help="demand a count, as NAME=N")
    parser.add_argument("--json", type=Path, help="write the verdict there too")
    return parser.parse_args(arguments)


def tables_by_version(stored: Mapping[str, bytes]) -> dict[str, Tables]:
    """Rule tables of this build and of every version that the ledger ever activated."""
    current = load()
    return {version: parse(body) for version, body in stored.items()} | {current.version: current}


def prove(
    bootstrap: str,
    dsn: str,
    *,
    generation: int = 1,
    intent_file: Path | None = None,
    evidence_file: Path | None = None,
    quotas: Sequence[Quota] = (),
) -> Verdict:
    """Read everything and check it."""
    topics = read_topics(bootstrap)
    dump = asyncio.run(read_dump(dsn, generation))
    history = History(
        topics.log,
        dump,
        tables_by_version(dump.rules or {}),
        intents.read(intent_file)[0] if intent_file else None,
        evidence.read(evidence_file) if evidence_file else (),
        generation,
    )
    verdict = check(history, quotas)
    if intent_file:
        verdict.digests["intents"] = intents.read(intent_file)[1]
    return verdict


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the checker; the exit code."""
    options = _arguments(arguments)
    verdict = prove(
        options.bootstrap,
        options.dsn,
        generation=options.generation,
        intent_file=options.intents,
        evidence_file=options.evidence,
        quotas=options.quota,
    )
    for line in report.lines(verdict):
        print(line)
    if options.json:
        options.json.write_text(report.as_json(verdict) + "\n", encoding="utf-8")
    return verdict.exit_code
