"""What the tool prints: one line a thing, in words; figures as the service measured them."""

from collections.abc import Iterator

from vitale.operations.v1 import operations_service_pb2 as pb

_OUTCOMES = {
    "issued": "settled: a receipt",
    "rejected": "rejected",
    "waiting": "waiting for rights or a guarantee table",
    "parked": "set aside again",
    "applied": "applied",
    "ignored": "ignored, it changes nothing",
}
_HELD = {
    "halted": "once partition {} is resumed",
    "no_rules": "nothing can be said: no rules that this build can run are in force in partition {}",
}
UNKNOWN = "?"
"""A figure that could not be measured: never shown as 0."""


def age(seconds: float) -> str:
    """Seconds as people read them; tenths below a minute."""
    for unit, size in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size:
            return f"{seconds / size:.1f} {unit}"
    return f"{seconds:.1f} s"


def lag(status: pb.GetStatusResponse) -> Iterator[str]:
    """Every partition: backlog in seconds and records, publication, gates."""
    yield f"{'partition':>9}{'lag':>10}{'records':>9}{'unpublished':>13}{'oldest':>10}  {'rules':<16}"
    for one in status.partitions:
        seconds = age(one.lag_s) if one.HasField("lag_s") else UNKNOWN
        records = str(one.lag_records) if one.HasField("lag_records") else UNKNOWN
        behind = age(one.unpublished_s) if one.HasField("unpublished_s") else UNKNOWN
        gate = f"HALTED: {one.halted}" if one.halted else (one.rules_version or "no rules")
        yield f"{one.partition:>9}{seconds:>10}{records:>9}{one.unpublished:>13}{behind:>10}  {gate}"
    if status.log_problem:
        yield f"the log does not answer ({status.log_problem}): lag is not known"


def overview(status: pb.GetStatusResponse) -> Iterator[str]:
    """The whole in a screen."""
    partitions = status.partitions
    lags = [one.lag_s for one in partitions if one.HasField("lag_s")]
    known = age(max(lags)) if lags and len(lags) == len(partitions) else UNKNOWN
    records = sum(one.lag_records for one in partitions)
    problem = f" ({status.log_problem})" if status.log_problem else ""
    yield f"lag          {known} at most, {records} records{problem}"
    yield f"unpublished  {sum(one.unpublished for one in partitions)} entries"
    halted = [one for one in partitions if one.halted]
    yield f"halted       {', '.join(f'{one.partition} ({one.halted})' for one in halted) or 'none'}"
    yield f"parked       {', '.join(f'{one.open} {one.reason}' for one in status.reasons) or 'none'}"
    oldest = max((one.oldest_waiting_s for one in partitions), default=0.0)
    yield f"waiting      {sum(one.waiting for one in partitions)} claims, the oldest for {age(oldest)}"
    for line in outboxes(status):
        yield f"outbox       {line}"
    for line in generations(status):
        yield f"generation   {line}"


def halts(status: pb.GetStatusResponse) -> Iterator[str]:
    """Halted partitions, why and since when."""
    halted = [one for one in status.partitions if one.halted]
    for one in halted:
        since = f", for {age((status.measured_at_us - one.halted_since_us) / 1_000_000)}" if one.halted_since_us else ""
        yield f"partition {one.partition}: {one.halted}{since}"
    yield f"{len(halted)} partitions halted" if halted else "no partition is halted"


def outboxes(status: pb.GetStatusResponse) -> Iterator[str]:
    """Each service's outbox."""
    for one in status.outboxes:
        yield f"{one.service}: " + (one.problem or f"{one.rows} rows, the oldest for {age(one.oldest_s)}")


def generations(status: pb.GetStatusResponse) -> Iterator[str]:
    """Each life of the ledger."""
    for one in status.generations:
        since = (
            age((status.measured_at_us - one.since_us) / 1_000_000) + " ago" if one.since_us else "before this was kept"
        )
        mark = ", this desk's" if one.current else ""
        yield f"{one.generation}: {one.entries} entries in {one.partitions} partitions, begun {since}{mark}"


def waiting(claims: pb.ListWaitingResponse) -> Iterator[str]:
    """Claims that wait."""
    for one in claims.claims:
        yield f"{one.receipt_id.hex()}  partition {one.partition:>2}  for {age(one.age_s)}, needs {_needs(one)}"
    yield f"{len(claims.claims)} claims wait" if claims.claims else "no claim waits"


def _needs(claim: pb.WaitingClaim) -> str:
    if claim.needs_version:
        return f"version {claim.needs_version} of the claim"
    if claim.needs_revision:
        return f"rights revision {claim.needs_revision}"
    return f"table {claim.needs_table.hex()[:12]}"


def parked(records: pb.ListParkedResponse) -> Iterator[str]:
    """Records set aside, one line each."""
    if not records.records:
        yield "nothing is set aside"
        return
    yield f"{'record':<16}{'topic':<20}{'offset':>10}  {'age':>9}  {'reason':<18}{'field'}"
    for one in records.records:
        state = f"  re-driven as {one.resolved_seq}" if one.resolved_seq else ""
        yield f"{one.name:<16}{one.topic:<20}{one.offset:>10}  {age(one.age_s):>9}  {one.reason:<18}{one.field}{state}"
    yield f"{len(records.records)} records; `show RECORD` explains one, `dry-run RECORD` says what it would become"


def details(found: pb.GetParkedResponse) -> Iterator[str]:
    """Everything an engineer may know of one record."""
    one = found.record
    yield f"record     {one.name}"
    yield f"came as    {one.topic}, partition {one.partition}, offset {one.offset}, {age(one.age_s)} ago"
    yield f"reason     {one.reason}: {one.title}"
    yield f"field      {' '.join(part for part in (one.field, one.stack_class) if part) or '-'}"
    if found.practice_id:
        yield f"claim      invoice {found.claim_id} of practice {found.practice_id}"
    yield f"bytes      key {found.key_bytes}, value {found.value_bytes}"
    for header in found.headers:
        yield f"header     {header.name}{f' = {header.value}' if header.value else ''}"
    yield f"fix        {one.fix}"
    yield f"counter    {one.counter[1] if len(one.counter) > 1 else '-'}"
    yield (
        f"re-driven  as entry {one.resolved_seq}: {became(found.became)}"
        if one.resolved_seq
        else (f"then       python -m tools.ops dry-run {one.name}")
    )


def became(told: pb.Became) -> str:
    """What a record became, or would become, in one line."""
    said = _OUTCOMES.get(told.outcome, told.outcome)
    if told.outcome == "issued":
        said += (
            f" of {euros(told.price_cents)}: AMO {euros(told.amo_cents)},"
            f" local scheme {euros(told.local_scheme_cents)},"
            f" AMC {euros(told.amc_cents)}, patient {euros(told.patient_cents)}"
        )
    why = " ".join(part for part in (told.reason, told.field) if part)
    moves = f", and {told.moves} more entries" if told.moves else ""
    return f"{said} ({why}){moves}" if why else f"{said}{moves}"


def tried(name: str, answer: pb.DryRunParkedResponse, partition: int) -> Iterator[str]:
    """A dry-run in words, with the fix when it would be set aside again."""
    held = _HELD.get(answer.held_by, answer.held_by).format(partition) if answer.held_by else ""
    if answer.HasField("became"):
        yield f"{name}: would be {became(answer.became)}{', ' + held if held else ''} [rules {answer.rules_version}]"
        if answer.became.outcome == "parked" and answer.became.fix:
            yield f"  fix: {answer.became.fix}"
    else:
        yield f"{name}: {held}"


def euros(cents: int) -> str:
    """Cents as euros."""
    sign = "-" if cents < 0 else ""
    return f"{sign}{abs(cents) // 100}.{abs(cents) % 100:02d}"
