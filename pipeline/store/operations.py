"""What the writer does to the database: a call opens, a record is added, a call's figures change. Doing one again does
no harm, so that what may or may not have been stored can be done again."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from pipeline.conversation.events import Heard
from pipeline.detectors.flag import Cleared, Flag
from pipeline.eventlog import Record, decode, encode
from pipeline.store.bulk import insert_all
from pipeline.store.columns import KEY, shortened
from pipeline.store.ingest import flag_row, utterance_row
from pipeline.store.tables import CallRow, FlagRow, RecordRow, UtteranceRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A call begins."""

    call_id: str
    row: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A record of a call, the `idx`th from 0."""

    call_id: str
    idx: int
    record: Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Columns of a call have new values."""

    call_id: str
    row: dict[str, Any]


Operation = Opened | Added | Changed


def apply(session: Session, operations: Sequence[Operation]) -> None:
    """Do all of it, in order."""
    opened = [op.row | {"id": op.call_id} for op in operations if isinstance(op, Opened)]
    added = [op for op in operations if isinstance(op, Added)]
    if opened:
        insert_all(session, CallRow, opened)
    if added:
        _add(session, added)
    changed: dict[str, dict[str, Any]] = {}
    for op in operations:
        if isinstance(op, Changed):
            changed.setdefault(op.call_id, {}).update(op.row)
    for call_id, row in changed.items():
        session.execute(update(CallRow).where(CallRow.id == call_id).values(row))


def _add(session: Session, added: Sequence[Added]) -> None:
    rows = [{"call_id": op.call_id, "idx": op.idx, "at": _moment(op.record), "body": line(op.record)} for op in added]
    insert_all(session, RecordRow, rows)
    flags = [flag_row(op.call_id, op.idx, op.record) for op in added if isinstance(op.record, Flag)]
    if flags:
        insert_all(session, FlagRow, flags)
    for op in added:
        if isinstance(op.record, Cleared):
            session.execute(
                update(FlagRow)
                .where(
                    FlagRow.call_id == op.call_id,
                    FlagRow.key == shortened(op.record.key, KEY),
                    FlagRow.idx < op.idx,
                    FlagRow.cleared_reason.is_(None),
                )
                .values(cleared_reason=op.record.reason)
            )
    _say(session, added)


def _say(session: Session, added: Sequence[Added]) -> None:
    said: dict[tuple[str, str], dict[str, Any]] = {}
    for op in added:
        if isinstance(op.record, Heard) and op.record.utterance.final:
            row = utterance_row(op.call_id, op.record)
            said[row["call_id"], row["id"]] = row
    if full := [row for row in said.values() if row["text"]]:
        insert_all(session, UtteranceRow, full, renew=("speaker", "start", "end", "text"))
    for call_id, id_ in (key for key, row in said.items() if not row["text"]):
        session.execute(delete(UtteranceRow).where(UtteranceRow.call_id == call_id, UtteranceRow.id == id_))


def _moment(record: Record) -> float | None:
    at = getattr(record, "at", None)
    return at if at is not None and math.isfinite(at) else None


def line(record: Record) -> str:
    """A record as the event log writes it; half a surrogate pair, which no file can hold, as JSON's escape."""
    encoded = encode(record)
    try:
        encoded.encode()
    except UnicodeEncodeError:
        return json.dumps(json.loads(encoded), separators=(",", ":"))
    return encoded


def to_json(operation: Operation) -> str:
    """An operation as one line of JSON, without the newline."""
    match operation:
        case Added():
            data = {"add": operation.call_id, "idx": operation.idx, "body": line(operation.record)}
        case Opened():
            data = {"open": operation.call_id, "row": operation.row}
        case Changed():
            data = {"change": operation.call_id, "row": operation.row}
    return json.dumps(data, default=datetime.isoformat)


def from_json(text: str | bytes) -> Operation:
    """The operation that `to_json` wrote. Raises ValueError where it is none."""
    match json.loads(text):
        case {"add": str(call_id), "idx": int(idx), "body": str(body)}:
            return Added(call_id=call_id, idx=idx, record=decode(body))
        case {"open": str(call_id), "row": dict(row)}:
            return Opened(call_id=call_id, row=_moments(row))
        case {"change": str(call_id), "row": dict(row)}:
            return Changed(call_id=call_id, row=_moments(row))
    raise ValueError("no operation")


def _moments(row: dict[str, Any]) -> dict[str, Any]:
    return {
        name: datetime.fromisoformat(value) if name.endswith("_at") and value else value for name, value in row.items()
    }
