"""What people add to a call: bookmarks, whispers, and verdicts on its flags."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pipeline.store.columns import NOTE, WHISPER, checked, moment_of
from pipeline.store.errors import missing
from pipeline.store.store import Store
from pipeline.store.tables import AccountRow, BookmarkRow, CallRow, FlagRow, VerdictRow, WhisperRow

MOST = 1000
"""Bookmarks or whispers of one call that are given at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """A moment of a call, seconds of stream time, with a note."""

    id: int
    call_id: str
    at: float
    note: str
    account_id: int
    account: str
    """The name of who made it."""
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Whisper:
    """A short text to the agent, sent at this moment of the call, seconds of stream time."""

    id: int
    call_id: str
    at: float
    text: str
    account_id: int
    account: str
    """The name of who sent it."""
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Someone finds a flag right, or not."""

    call_id: str
    flag_key: str
    account_id: int
    accepted: bool
    at: datetime


def bookmark(store: Store, call_id: str, *, at: float, note: str, account_id: int) -> Bookmark:
    """Keep a moment; the note may be empty. Raises UsageError: no such call, a note that is too long."""
    row = BookmarkRow(
        call_id=call_id,
        at=moment_of(at),
        note=checked("note", note, NOTE, least=0),
        account_id=account_id,
        created_at=store.now(),
    )
    with _adding(store, call_id, account_id) as session:
        session.add(row)
        session.flush()
        return _bookmark(row, session.get_one(AccountRow, account_id).name)


def whisper(store: Store, call_id: str, *, at: float, text: str, account_id: int) -> Whisper:
    """Keep what was whispered. Raises UsageError: no such call, an empty text or one that is too long."""
    row = WhisperRow(
        call_id=call_id,
        at=moment_of(at),
        text=checked("whisper", text, WHISPER),
        account_id=account_id,
        created_at=store.now(),
    )
    with _adding(store, call_id, account_id) as session:
        session.add(row)
        session.flush()
        return _whisper(row, session.get_one(AccountRow, account_id).name)


def judge(store: Store, call_id: str, flag_key: str, *, accepted: bool, account_id: int) -> Verdict:
    """Accept or reject a flag; a later verdict of the same account replaces the earlier. Raises UsageError."""
    verdict = Verdict(
        call_id=call_id, flag_key=flag_key, account_id=account_id, accepted=bool(accepted), at=store.now()
    )
    with _adding(store, call_id, account_id) as session:
        if session.scalar(select(FlagRow.idx).where(FlagRow.call_id == call_id, FlagRow.key == flag_key)) is None:
            raise missing("flag", flag_key)
        session.merge(VerdictRow(**{name: getattr(verdict, name) for name in Verdict.__slots__}))
    return verdict


def withdraw_verdict(store: Store, call_id: str, flag_key: str, *, account_id: int) -> None:
    """Take a verdict back."""
    mine = (VerdictRow.call_id == call_id, VerdictRow.flag_key == flag_key, VerdictRow.account_id == account_id)
    with store.writing() as session:
        session.execute(delete(VerdictRow).where(*mine))


def remove_bookmark(store: Store, bookmark_id: int, *, account_id: int) -> None:
    """Delete a bookmark of one's own. Raises UsageError where there is none."""
    mine = (BookmarkRow.id == bookmark_id, BookmarkRow.account_id == account_id)
    with store.writing() as session:
        if session.scalar(select(BookmarkRow.id).where(*mine)) is None:
            raise missing("bookmark", bookmark_id)
        session.execute(delete(BookmarkRow).where(*mine))


def bookmarks(store: Store, call_id: str) -> tuple[Bookmark, ...]:
    """A call's bookmarks in order of time."""
    query = (
        select(BookmarkRow, AccountRow.name)
        .join(AccountRow, AccountRow.id == BookmarkRow.account_id)
        .where(BookmarkRow.call_id == call_id)
        .order_by(BookmarkRow.at, BookmarkRow.id)
    )
    with store.reading() as session:
        return tuple(_bookmark(row, name) for row, name in session.execute(query.limit(MOST)))


def whispers(store: Store, call_id: str) -> tuple[Whisper, ...]:
    """A call's whispers in order of time."""
    query = (
        select(WhisperRow, AccountRow.name)
        .join(AccountRow, AccountRow.id == WhisperRow.account_id)
        .where(WhisperRow.call_id == call_id)
        .order_by(WhisperRow.at, WhisperRow.id)
    )
    with store.reading() as session:
        return tuple(_whisper(row, name) for row, name in session.execute(query.limit(MOST)))


@contextmanager
def _adding(store: Store, call_id: str, account_id: int) -> Iterator[Session]:
    with store.writing() as session:
        call = session.get(CallRow, call_id)
        if call is None or call.erased_at is not None:
            raise missing("call", call_id)
        if session.get(AccountRow, account_id) is None:
            raise missing("account", account_id)
        yield session


def _bookmark(row: BookmarkRow, account: str) -> Bookmark:
    return Bookmark(**{name: getattr(row, name) for name in Bookmark.__slots__ if name != "account"}, account=account)


def _whisper(row: WhisperRow, account: str) -> Whisper:
    return Whisper(**{name: getattr(row, name) for name in Whisper.__slots__ if name != "account"}, account=account)
