"""Which calls were recorded, and where their sound lies."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from pipeline.store.columns import PATH, checked
from pipeline.store.errors import missing
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


def begin(store: Store, call_id: str, path: Path) -> None:
    """A call is being recorded: known before its first sound, so that erasing finds it. Raises UsageError."""
    row = RecordingRow(call_id=call_id, path=checked("path", str(path), PATH), seconds=None, created_at=store.now())
    try:
        with store.writing() as session:
            session.merge(row)
    except IntegrityError as error:
        raise missing("call", call_id) from error


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
