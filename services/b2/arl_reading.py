"""An acknowledgement file read back: its order, its counts and signs must hold."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from b2.arl import Arl, Reason, Result, records_of
from b2.faults import Fault, FaultCode
from b2.reading import read
from b2.records import File, Record


def read_arl(data: bytes) -> Arl | tuple[Fault, ...]:
    """The acknowledgement that a file holds, or everything wrong with it."""
    reading = read(data)
    if reading.faults:
        return reading.faults
    arl = _arl(reading.file)
    if isinstance(arl, Fault):
        return (arl,)
    return tuple(_differences(reading.file.records, tuple(records_of(arl)))) or arl


def _arl(file: File) -> Arl | Fault:
    lot, *body = file.records
    if lot.kind != "AL":
        return _order(lot, "the file does not begin with a record AL")
    lot_day, arl_day = lot.day("lot_day"), lot.day("arl_day")
    if lot_day is None or arl_day is None:
        advice = "Give both days"
        return Fault(FaultCode.MISSING, lot.number, lot.kind, "lot_day", "a day is left out", advice)
    if not body or body[-1].kind != "AE":
        return _order(file.records[-1], "the file does not end with a record AE")
    results = _results(body[:-1])
    return results if isinstance(results, Fault) else _of(lot, lot_day, arl_day, results=results)


def _of(lot: Record, lot_day: date, arl_day: date, *, results: tuple[Result, ...]) -> Arl:
    noemie = lot.text("noemie_lot")
    return Arl(lot.text("return_id"), lot.text("lot_id"), lot_day, arl_day, results=results, noemie_lot=noemie)


def _results(body: Sequence[Record]) -> tuple[Result, ...] | Fault:
    results: list[Result] = []
    for record in body:
        if record.kind == "AI":
            number, outcome = record.text("invoice_no"), record.text("outcome")
            results.append(Result(number, outcome, record.text("return_id"), record.text("receipt_id")))
        elif record.kind == "AR" and results:
            reason = Reason(record.text("code"), record.text("field"), "")
            results[-1] = replace(results[-1], reasons=(*results[-1].reasons, reason))
        elif record.kind == "AT" and results and results[-1].reasons:
            results[-1] = _labelled(results[-1], record.text("label"))
        else:
            return _order(record, "it does not follow what it goes with")
    return tuple(results)


def _labelled(result: Result, piece: str) -> Result:
    *before, last = result.reasons
    label = f"{last.label} {piece}" if last.label else piece
    return replace(result, reasons=(*before, replace(last, label=label)))


def _differences(read_records: Sequence[Record], expected: Sequence[Record]) -> Iterator[Fault]:
    """Where counts, signs or numbers are not those that follow from the rest."""
    if len(read_records) != len(expected):
        yield _order(read_records[-1], "the labels are not cut as they would be written")
        return
    for found, right in zip(read_records, expected, strict=True):
        for name, value in right.values.items():
            if found.values[name] != value:
                problem, advice = "it does not follow from the other records", "Ask for the file again"
                yield Fault(FaultCode.TOTAL, found.number, found.kind, name, problem, advice)


def _order(record: Record, problem: str) -> Fault:
    return Fault(FaultCode.ORDER, record.number, record.kind, "mark", problem, "Ask for the file again")
