"""Which calls were recorded, and where their sound lies."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select, update

from pipeline.store.columns import PATH, checked
from pipeline.store.errors import StoreError
from pipeline.store.store import Store
from pipeline.store.tables import RecordingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredRecording:
    """A call's sound: stereo FLAC, the agent left. `seconds` is None while it is written, or was broken off."""

    call_id: str
    path: Path
    seconds: float | None
    created_at: datetime


def folder(store: Store) -> Path:
    """Where recordings lie, beside the database."""
    return store.folder / "recordings"


def path_for(store: Store, call_id: str) -> Path:
    """Where this call's sound is written: a name that is safe whatever the id."""
    return folder(store) / f"{hashlib.sha256(call_id.encode()).hexdigest()[:24]}.flac"


def begin(store: Store, call_id: str, path: Path) -> None:
    """A call is being recorded: known before its first sound, so that erasing finds it. Raises UsageError."""
    row = RecordingRow(call_id=call_id, path=checked("path", str(path), PATH), seconds=None, created_at=store.now())
    with store.writing() as session:
        session.merge(row)


def finish(store: Store, call_id: str, seconds: float) -> None:
    """The recording is whole."""
    with store.writing() as session:
        session.execute(update(RecordingRow).where(RecordingRow.call_id == call_id).values(seconds=seconds))


def get(store: Store, call_id: str) -> StoredRecording | None:
    """The call's recording, if it has one."""
    with store.reading() as session:
        row = session.get(RecordingRow, call_id)
    if row is None:
        return None
    return StoredRecording(call_id=row.call_id, path=Path(row.path), seconds=row.seconds, created_at=row.created_at)


def remove(store: Store, call_ids: Collection[str]) -> int:
    """Delete these calls' sound, file first; how many there were. Raises StoreError where a file cannot be deleted."""
    with store.reading() as session:
        rows = session.scalars(select(RecordingRow).where(RecordingRow.call_id.in_(call_ids))).all()
    for row in rows:
        try:
            Path(row.path).unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                "recording_undeletable", f"Cannot delete {row.path}: {error.strerror}.", "Give us permission to."
            ) from error
    with store.writing() as session:
        session.execute(delete(RecordingRow).where(RecordingRow.call_id.in_([row.call_id for row in rows])))
    return len(rows)
