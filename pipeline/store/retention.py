"""What is old, gone: a term for each kind of data, and a job that deletes."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, or_, select, update
from sqlalchemy.orm import Session

from pipeline.store import audit, recordings
from pipeline.store.erase import delete_of, delete_records, purge, rows_of
from pipeline.store.store import Store
from pipeline.store.tables import (
    AuditRow,
    BookmarkRow,
    CallRow,
    FlagRow,
    LoginRow,
    RecordingRow,
    RecordRow,
    UtteranceRow,
    VerdictRow,
    WhisperRow,
)
from pipeline.store.wipe import wipe

EXPIRED = "expired"
"""The audit log's action."""
ACTOR = "souffleur"
CALLS_AT_ONCE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionOptions:
    """For how many days each kind of data is kept; None: as long as its call. The law (AVG art. 5(1)(e)) names no
    figure but "no longer than necessary": these are where a works council may start."""

    audio_days: int | None = 28
    """Recordings, where recording is switched on at all."""
    words_days: int | None = 90
    """Event logs, what was said, and the words and texts with flags. A flag's kind, rule, place and verdicts stay."""
    notes_days: int | None = 180
    """Bookmarks and whispers."""
    flags_days: int | None = 365
    """Flags and the verdicts on them: what trends are made of."""
    calls_days: int | None = 730
    """The call itself: who, when, its figures; with all that still belongs to it. None: for ever."""
    audit_days: int | None = 1095
    """The audit log. None: for ever."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expired:
    """What was deleted."""

    recordings: int = 0
    words: int = 0
    """Calls whose words were deleted."""
    records: int = 0
    notes: int = 0
    flags: int = 0
    calls: int = 0
    audit: int = 0
    logins: int = 0
    erasures: int = 0
    """Erasures that had been cut off and are finished now."""
    wiped: bool = True
    """False: a reader still held the pages; the next run takes them off the disk."""


def expire(store: Store, options: RetentionOptions, now: datetime) -> Expired:
    """Delete what is older than its term, in small parts, so that running calls go on. An audit line says how much.

    Run it daily. A run that is cut off is finished by the next. Raises StoreError.
    """
    erasures = _finish_erasures(store)
    sound = _recordings(store, _before(now, options.audio_days))
    words, records = _words(store, _before(now, options.words_days))
    notes = _notes(store, _before(now, options.notes_days))
    flags = _flags(store, _before(now, options.flags_days))
    calls = _calls(store, _before(now, options.calls_days))
    audited = _old(store, AuditRow, AuditRow.created_at, _before(now, options.audit_days))
    logins = _old(store, LoginRow, LoginRow.expires_at, now)
    expired = Expired(
        recordings=sound,
        words=words,
        records=records,
        notes=notes,
        flags=flags,
        calls=calls,
        audit=audited,
        logins=logins,
        erasures=erasures,
        wiped=wipe(store),
    )
    counts = {name: count for name, count in asdict(expired).items() if count and name not in ("wiped", "logins")}
    if counts:
        audit.write(store, EXPIRED, actor=ACTOR, detail=counts)
    return expired


def _before(now: datetime, days: int | None) -> datetime | None:
    return None if days is None else now - timedelta(days=days)


def _finish_erasures(store: Store) -> int:
    left = or_(*(exists().where(table.call_id == CallRow.id) for table in (RecordRow, UtteranceRow, FlagRow)))
    done = 0
    with store.reading() as session:
        ids = session.scalars(select(CallRow.id).where(CallRow.erased_at.is_not(None), left)).all()
    for call_id in ids:
        purge(store, call_id)
        done += 1
    return done


def _recordings(store: Store, before: datetime | None) -> int:
    removed = 0
    while before is not None:
        with store.reading() as session:
            old = select(RecordingRow.call_id).where(RecordingRow.created_at < before).limit(CALLS_AT_ONCE)
            ids = session.scalars(old).all()
        if not ids:
            break
        removed += recordings.remove(store, ids)
    return removed


def _words(store: Store, before: datetime | None) -> tuple[int, int]:
    """(calls, records)."""
    if before is None:
        return 0, 0
    with store.reading() as session:
        old = select(CallRow.id).where(
            CallRow.started_at < before, CallRow.words_deleted_at.is_(None), CallRow.erased_at.is_(None)
        )
        ids = session.scalars(old).all()
    records = 0
    for call_id in ids:
        records += delete_records(store, call_id)
        delete_of(store, UtteranceRow, [call_id])
        with store.writing() as session:
            quotes = {"evidence": None, "message": "", "advice": ""}
            session.execute(update(FlagRow).where(FlagRow.call_id == call_id).values(quotes))
            session.execute(update(CallRow).where(CallRow.id == call_id).values(words_deleted_at=store.now()))
    return len(ids), records


def _notes(store: Store, before: datetime | None) -> int:
    return _old(store, BookmarkRow, BookmarkRow.created_at, before) + _old(
        store, WhisperRow, WhisperRow.created_at, before
    )


def _flags(store: Store, before: datetime | None) -> int:
    deleted = 0
    while before is not None:
        with store.writing() as session:
            ids = _old_calls(session, before, CallRow.flags_deleted_at.is_(None))
            if not ids:
                break
            deleted += rows_of(session.execute(delete(FlagRow).where(FlagRow.call_id.in_(ids))))
            session.execute(delete(VerdictRow).where(VerdictRow.call_id.in_(ids)))
            session.execute(update(CallRow).where(CallRow.id.in_(ids)).values(flags_deleted_at=store.now()))
    return deleted


def _calls(store: Store, before: datetime | None) -> int:
    deleted = 0
    while before is not None:
        with store.reading() as session:
            ids = _old_calls(session, before)
        if not ids:
            break
        recordings.remove(store, ids)
        for call_id in ids:
            delete_records(store, call_id)
        with store.writing() as session:
            deleted += rows_of(session.execute(delete(CallRow).where(CallRow.id.in_(ids))))
    return deleted


def _old_calls(session: Session, before: datetime, *conditions: Any) -> list[str]:
    old = select(CallRow.id).where(CallRow.started_at < before, *conditions).limit(CALLS_AT_ONCE)
    return list(session.scalars(old))


def _old(store: Store, table: Any, moment: Any, before: datetime | None) -> int:
    if before is None:
        return 0
    with store.writing() as session:
        return rows_of(session.execute(delete(table).where(moment < before)))
