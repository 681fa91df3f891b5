"""One call, gone: its words, flags, notes and sound. What stays is that there was a call, and that it was erased."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import CursorResult, delete, func, select, update

from pipeline.errors import UsageError
from pipeline.store import audit, calls, recordings
from pipeline.store.errors import StoreError
from pipeline.store.spill import mentions
from pipeline.store.store import Store
from pipeline.store.tables import Base, BookmarkRow, CallRow, FlagRow, RecordRow, UtteranceRow, VerdictRow, WhisperRow
from pipeline.store.wipe import wipe

ERASED = "call_erased"
"""The audit log's action."""
CHUNK = 2000
"""Records deleted in one transaction: a running call waits for no more."""
MEASURED = ("seconds", "talk_share", "usual_rate", "baseline", "words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was deleted: numbers of rows."""

    records: int
    flags: int
    notes: int
    """Bookmarks, whispers and verdicts."""
    recordings: int
    wiped: bool
    """False: a reader still held the pages; the next wipe (each retention run does one) takes them off the disk."""


def erase(
    store: Store,
    call_id: str,
    *,
    actor: str,
    account_id: int | None,
    running: Collection[str] = (),
    spill_folder: Path | None = None,
) -> Erased:
    """Erase a call. The audit log keeps who erased which call when, and no content.

    `running`: the calls that go on (Writer.running), which cannot be erased. Raises UsageError for those and for an
    unknown call; StoreError while events of the call wait in a file beside the database, or a file cannot be deleted.
    """
    if call_id in running:
        raise UsageError("call_running", f"Call {call_id} is not over.", "Erase it when it has ended.")
    calls.get(store, call_id)
    if mentions(spill_folder or store.folder / "spilled", call_id):
        raise StoreError(
            "call_waiting", f"Events of call {call_id} still wait to be stored.", "Try again when the store is well."
        )
    with store.writing() as session:
        gone = dict.fromkeys(MEASURED) | {"erased_at": store.now()}
        session.execute(update(CallRow).where(CallRow.id == call_id).values(gone))
    erased = purge(store, call_id)
    detail = {"records": erased.records, "flags": erased.flags, "recordings": erased.recordings}
    audit.write(store, ERASED, actor=actor, account_id=account_id, call_id=call_id, detail=detail)
    return erased


def purge(store: Store, call_id: str) -> Erased:
    """Delete all that belongs to a call but the call itself; doing it again does no harm."""
    sound = recordings.remove(store, [call_id])
    records = delete_records(store, call_id)
    counts = {table: delete_of(store, table, [call_id]) for table in (FlagRow, BookmarkRow, WhisperRow, VerdictRow)}
    delete_of(store, UtteranceRow, [call_id])
    flags = counts.pop(FlagRow)
    return Erased(records=records, flags=flags, notes=sum(counts.values()), recordings=sound, wiped=wipe(store))


def delete_records(store: Store, call_id: str) -> int:
    """Delete a call's records, a part at a time; how many there were."""
    deleted = 0
    while True:
        with store.writing() as session:
            first = session.scalar(select(func.min(RecordRow.idx)).where(RecordRow.call_id == call_id))
            if first is None:
                return deleted
            part = delete(RecordRow).where(RecordRow.call_id == call_id, RecordRow.idx < first + CHUNK)
            deleted += rows_of(session.execute(part))


def delete_of(store: Store, table: type[Base], call_ids: Collection[str]) -> int:
    """Delete all rows of these calls; how many there were."""
    with store.writing() as session:
        return rows_of(session.execute(delete(table).where(table.__table__.c.call_id.in_(call_ids))))


def rows_of(result: object) -> int:
    """How many rows a statement touched."""
    assert isinstance(result, CursorResult)
    return result.rowcount
