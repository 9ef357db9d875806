"""A seeded day of care on toy ledgers, laid out as the history that the checker reads."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from reimbursement.rule_tables import Tables
from tests.checker.corrections import Corrections
from tests.checker.toy_claim import TABLE, TABLE_HASH, ToyClaim
from tests.checker.toy_entry import RECEIPT, headers_of, value_of, vector_of
from tests.checker.toy_ledger import ToyLedger
from tests.checker.toy_payments import AMC, AMO, ToyPayment, follow, pay
from tests.checker.toy_receipt import use_body
from tests.checker.wire_writer import message
from tools.checker import dump as rows
from tools.checker.check import History
from tools.checker.intents import Intent
from tools.checker.log import Raw

PEOPLE = 6


@dataclass
class Day:
    """The ledgers of a day and what their practices sent."""

    ledgers: list[ToyLedger]
    claims: list[ToyClaim]
    tables: Tables


def _person(rng: random.Random) -> tuple[bytes, bytes]:
    return rng.randbytes(16), rng.randbytes(16)


def _claim(rng: random.Random, number: int, person: tuple[bytes, bytes]) -> ToyClaim:
    """An act of the turn of the year: a consultation, a nurse's act (franchise) or a costly act (flat fee)."""
    day = date(2025, 12, 1) + timedelta(days=rng.randrange(130))
    name, revision, direct = f"F{number:05d}", rng.choice((0, 1, 1, 2)) or 1, rng.random() < 0.6
    shape = rng.choice("CCCNNT")
    if shape == "C":
        return ToyClaim(name, *person, day, rng.choice((3000, 3500, 6000)), revision, third_party=not direct)
    kind, family, cents = ("nurse", "auxiliary", 1730) if shape == "N" else ("specialist", "technical_act", 15_000)
    return ToyClaim(name, *person, day, cents, revision, "ACT", not direct, kind=kind, family=family, base_cents=cents)


def _one_ledger(ledger: ToyLedger, rng: random.Random, claims: list[ToyClaim]) -> ToyLedger:
    partition = ledger.partition
    people = [_person(rng) for _ in range(PEOPLE)]
    ledger.activate()
    ledger.put_rights(*people[0], 1)
    first = _claim(rng, 10_000 * partition, people[0])
    ledger.claim(first)  # waits for the guarantee table
    claims.append(first)
    ledger.bring_table()
    for number in range(1, 22):
        claim = _claim(rng, 10_000 * partition + number, rng.choice(people))
        ledger.claim(claim)
        claims.append(claim)
        if number % 4 == 0:
            ledger.put_rights(*people[number // 4 % PEOPLE], rng.choice((1, 2)))
        if number % 7 == 0:
            ledger.garbage(people[0][1])
            ledger.claim(claim)
    _unusual(ledger, rng, people, claims)
    claims += Corrections(ledger, rng, people[0], _person(rng)).all()
    return ledger


def _unusual(ledger: ToyLedger, rng: random.Random, people: list[tuple[bytes, bytes]], claims: list[ToyClaim]) -> None:
    """Deadlines, a refusal, a conflict, an open parameter, a claim that still waits at the end."""
    stranger = _person(rng)
    for number, revision in ((91, 1), (92, 9)):
        claim = ToyClaim(f"F{10_000 * ledger.partition + number:05d}", *stranger, date(2026, 3, 3), 3000, revision)
        ledger.claim(claim)
        claims.append(claim)
    ledger.deadline(claims[-2])
    known = ToyClaim(f"F{10_000 * ledger.partition + 93:05d}", *people[0], date(2026, 3, 4), 3000, 9)
    ledger.claim(known)
    ledger.deadline(known)
    ledger.deadline(known)
    ledger.claim(ToyClaim(known.claim_id, *people[0], date(2026, 3, 4), 3100, 9))
    cheap = ToyClaim(f"F{10_000 * ledger.partition + 94:05d}", *people[0], date(1999, 3, 4), 3000, 1)
    ledger.claim(cheap)
    claims += [known, cheap]
    _payments(ledger, people[0], settled=known, refused=claims[-4], waits=claims[-3])


def _payments(
    ledger: ToyLedger, person: tuple[bytes, bytes], *, settled: ToyClaim, refused: ToyClaim, waits: ToyClaim
) -> None:
    """Both payers, in parts, twice, otherwise, refused; for a refused claim, for one that waits, before the claim."""
    stated = ((AMO, "V1", 1000), (AMO, "V2", 900), (AMC, "V1", 900), (AMC, "V3", 0), (AMO, "V1", 7))
    for payer, reference, cents in stated:
        for _ in range(2):
            pay(ledger, ToyPayment(settled, payer, reference, cents))
    pay(ledger, ToyPayment(refused, AMO, "V4", 1900))
    pay(ledger, ToyPayment(waits, AMO, "V5", 1900))
    later = ToyClaim(f"F{10_000 * ledger.partition + 95:05d}", *person, date(2026, 3, 5), 3000, 1)
    pay(ledger, ToyPayment(later, AMC, "V6", 100))
    pay(ledger, ToyPayment(later, AMO, "V6", 1900))
    ledger.claim(later)
    follow(ledger, later)


def make_day(seed: int, tables: Tables, partitions: int = 2, kind: type[ToyLedger] = ToyLedger) -> Day:
    """A day from a seed on ledgers of a kind; the same seed gives the same bytes."""
    rng, claims = random.Random(seed), list[ToyClaim]()  # noqa: S311 - repeatable on purpose
    ledgers = [_one_ledger(kind(number, tables), rng, claims) for number in range(partitions)]
    return Day(ledgers, claims, tables)


def _log(day: Day) -> dict[tuple[str, int], tuple[Raw, ...]]:
    log: dict[tuple[str, int], list[Raw]] = {}
    for ledger in day.ledgers:
        for topic, partition, offset, key, value, headers in ledger.inputs:
            log.setdefault((topic, partition), []).append(Raw(topic, partition, offset, 0, key, value, headers))
        for seq, entry in enumerate(ledger.entries, start=1):
            headers = headers_of(entry, ledger.partition, seq)
            raw = Raw(RECEIPT, ledger.partition, seq - 1, 0, entry.home, value_of(entry), headers)
            log.setdefault((RECEIPT, ledger.partition), []).append(raw)
    return {place: tuple(records) for place, records in log.items()}


def _entry_rows(ledger: ToyLedger) -> list[rows.EntryRow]:
    return [
        rows.EntryRow(
            ledger.partition,
            seq,
            entry.home if any(entry.home) else None,
            entry.subject or None,
            entry.receipt,
            entry.revision,
            entry.revision if entry.basis is None else entry.basis,
            entry.kind,
            entry.audience,
            entry.care_date,
            *entry.amounts,
            vector_of(entry),
            0,
            value_of(entry),
        )
        for seq, entry in enumerate(ledger.entries, start=1)
    ]


def _parked_rows(ledger: ToyLedger) -> list[rows.ParkedRow]:
    return [
        rows.ParkedRow(ledger.partition, seq, r.topic, r.offset, reason, detail, r.key, r.value, None)
        for seq, (r, reason, detail) in ledger.parked.items()
    ]


def _dump(day: Day) -> rows.Dump:
    every = day.ledgers
    return rows.Dump(
        ledger=[rows.LedgerRow(x.partition, len(x.entries) + 1, len(x.entries), x.tables.version, None) for x in every],
        progress=[rows.ProgressRow(x.partition, topic, offset) for x in every for topic, offset in x.offsets.items()],
        entries=[row for x in every for row in _entry_rows(x)],
        heads=[
            rows.HeadRow(receipt, x.partition, h.version, h.digest, h.seq, h.revision, h.basis)
            for x in every
            for receipt, h in x.heads.items()
        ],
        years=[
            rows.YearRow(subject, year, x.partition, message([(1, [use_body(use) for use in uses])]))
            for x in every
            for (subject, year), uses in x.uses.items()
            if uses
        ],
        rights=[
            rows.RightsRow(subject, x.partition, home, revision, body)
            for x in every
            for subject, (revision, home, body) in x.rights.items()
        ],
        guarantees=[rows.GuaranteesRow(x.partition, TABLE_HASH, TABLE) for x in every],
        waiting=[
            rows.WaitingRow(
                receipt, x.partition, w.claim.subject, w.claim.home, w.seq, w.revision, w.table, w.claim.body()
            )
            for x in every
            for receipt, w in x.waiting.items()
        ],
        versions_waiting=[
            rows.VersionWaitingRow(*key, x.partition, c.home, seq, source.offset, c.digest(), c.body())
            for x in every
            for key, (c, seq, source) in x.early.items()
        ],
        parked=[row for x in every for row in _parked_rows(x)],
        settlements=[
            rows.SettlementRow(*key, x.partition, seq, payment.digest(), body)
            for x in every
            for key, (payment, seq, body) in x.paid.items()
        ],
        settlements_waiting=[
            rows.SettlementWaitingRow(*key, x.partition, payment.claim.home, seq, payment.digest(), payment.body())
            for x in every
            for key, (payment, seq, _) in x.pays_later.items()
        ],
        rules={},
    )


def history_of(day: Day) -> History:
    """The day as the checker reads it."""
    return History(_log(day), _dump(day), {day.tables.version: day.tables}, [_intent(claim) for claim in day.claims])


def _intent(claim: ToyClaim) -> Intent:
    later = (claim.version, claim.cancelled, claim.digest()) if claim.version > 1 else (1, claim.cancelled)
    return Intent(claim.practice, claim.claim_id, claim.price_cents, "ok", *later)
