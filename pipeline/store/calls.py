"""Calls: listing, searching and reading them."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, or_, select

from pipeline.errors import UsageError
from pipeline.eventlog import Record, decode
from pipeline.store.errors import StoreError, missing
from pipeline.store.paging import Page, bad_cursor, page_size
from pipeline.store.store import Store
from pipeline.store.tables import CallRow, FlagRow, RecordRow, UtteranceRow, VerdictRow

CHUNK = 1000
"""Records read in one transaction: a long read would keep SQLite's log from being taken in."""
LONGEST_SEARCH = 100
"""Letters of a text to look for."""
MOST_FLAGS = 5000
"""Flags and utterances of one call that are given at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredCall:
    """A call. Seconds of stream time, rates in syllables/s, shares 0..1; None where not measured or deleted."""

    id: str
    agent: str | None
    variety: str
    direction: str
    started_at: datetime
    ended_at: datetime | None
    seconds: float | None
    talk_share: float | None
    usual_rate: float | None
    baseline: float | None
    words: int | None
    lost: int
    words_deleted_at: datetime | None
    flags_deleted_at: datetime | None
    erased_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFlag:
    """A flag as lists show it, and what each account that judged it said."""

    call_id: str
    idx: int
    key: str
    kind: str
    type: str
    severity: str
    speaker: str
    start: float
    end: float
    at: float
    raised: float
    rule: str
    category: str
    message: str
    advice: str
    evidence: str | None
    cleared_reason: str | None
    verdicts: tuple[tuple[int, bool], ...] = ()
    """(account id, accepted)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredUtterance:
    """A final as it was said."""

    call_id: str
    id: str
    speaker: str
    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallFilter:
    """Which calls; None or empty: all."""

    agent: str | None = None
    since: datetime | None = None
    """Started at or after."""
    until: datetime | None = None
    """Started before."""
    flag_kind: str | None = None
    """With a flag of this kind that stands."""
    text: str = ""
    """In which this was said, whatever its capitals."""
    erased: bool = False
    """Erased calls too."""


def new_id() -> str:
    """An id for a call: unguessable, 16 letters."""
    return secrets.token_hex(8)


def page(
    store: Store, which: CallFilter = CallFilter(), *, limit: int = 50, after: str | None = None
) -> Page[StoredCall]:
    """Calls, newest first, `limit` at most. Raises UsageError for a limit, text or page that cannot be."""
    if len(which.text) > LONGEST_SEARCH:
        raise UsageError("text_too_long", "That is too long to look for.", f"Use at most {LONGEST_SEARCH} letters.")
    query = _filtered(select(CallRow), which).order_by(CallRow.started_at.desc(), CallRow.id.desc())
    if after is not None:
        query = query.where(_beyond(after))
    with store.reading() as session:
        rows = session.scalars(query.limit(page_size(limit) + 1)).all()
    found = tuple(_filled(StoredCall, row) for row in rows[:limit])
    more = len(rows) > limit
    return Page(items=found, next=f"{found[-1].started_at.isoformat()}|{found[-1].id}" if more else None)


def get(store: Store, call_id: str) -> StoredCall:
    """One call. Raises UsageError where there is none."""
    with store.reading() as session:
        row = session.get(CallRow, call_id)
    if row is None:
        raise missing("call", call_id)
    return _filled(StoredCall, row)


def agents(store: Store) -> tuple[str, ...]:
    """The names of the agents with calls, by the alphabet."""
    query = select(CallRow.agent).where(CallRow.agent.is_not(None)).distinct().order_by(CallRow.agent)
    with store.reading() as session:
        return tuple(name for name in session.scalars(query) if name is not None)


def lines(store: Store, call_id: str, *, first: int = 0) -> Iterator[str]:
    """The records of a call as lines of its event log, from the `first`th; without the log's header."""
    while True:
        query = (
            select(RecordRow.idx, RecordRow.body)
            .where(RecordRow.call_id == call_id, RecordRow.idx >= first)
            .order_by(RecordRow.idx)
            .limit(CHUNK)
        )
        with store.reading() as session:
            rows = session.execute(query).all()
        yield from (body for _, body in rows)
        if len(rows) < CHUNK:
            return
        first = rows[-1][0] + 1


def records(store: Store, call_id: str, *, first: int = 0) -> Iterator[Record]:
    """The records of a call, from the `first`th: what `eventlog.read_log` gives of its log.

    Raises StoreError for a record that this program does not know.
    """
    for line in lines(store, call_id, first=first):
        try:
            yield decode(line)
        except ValueError as error:
            raise StoreError(
                "record_unknown",
                f"A record of call {call_id} is not known here.",
                "Use the version of Souffleur that wrote it.",
            ) from error


def flags(store: Store, call_id: str, *, revised: bool = False) -> tuple[StoredFlag, ...]:
    """The flags of a call in the order in which they were raised; with `revised` also those that were taken back."""
    query = select(FlagRow).where(FlagRow.call_id == call_id).order_by(FlagRow.idx).limit(MOST_FLAGS)
    if not revised:
        query = query.where(standing())
    judged: dict[str, list[tuple[int, bool]]] = {}
    with store.reading() as session:
        rows = session.scalars(query).all()
        verdicts = select(VerdictRow).where(VerdictRow.call_id == call_id).order_by(VerdictRow.at)
        for verdict in session.scalars(verdicts):
            judged.setdefault(verdict.flag_key, []).append((verdict.account_id, verdict.accepted))
    return tuple(_filled(StoredFlag, row, verdicts=tuple(judged.get(row.key, ()))) for row in rows)


def utterances(store: Store, call_id: str) -> tuple[StoredUtterance, ...]:
    """What was said in a call, finals only, in order of time."""
    query = select(UtteranceRow).where(UtteranceRow.call_id == call_id).order_by(UtteranceRow.start, UtteranceRow.id)
    with store.reading() as session:
        return tuple(_filled(StoredUtterance, row) for row in session.scalars(query.limit(MOST_FLAGS)))


def standing() -> Any:
    """The condition that a flag was not taken back by a final that read otherwise than its partial."""
    return or_(FlagRow.cleared_reason.is_(None), FlagRow.cleared_reason != "revised")


def _filtered(query: Select[Any], which: CallFilter) -> Select[Any]:
    conditions: list[Any] = [] if which.erased else [CallRow.erased_at.is_(None)]
    if which.agent is not None:
        conditions.append(CallRow.agent == which.agent)
    if which.since is not None:
        conditions.append(CallRow.started_at >= which.since)
    if which.until is not None:
        conditions.append(CallRow.started_at < which.until)
    if which.flag_kind is not None:
        conditions.append(exists().where(FlagRow.call_id == CallRow.id, FlagRow.kind == which.flag_kind, standing()))
    if which.text:
        said = UtteranceRow.text.icontains(which.text, autoescape=True)
        conditions.append(exists().where(UtteranceRow.call_id == CallRow.id, said))
    return query.where(*conditions)


def _beyond(after: str) -> Any:
    moment, _, id_ = after.partition("|")
    try:
        started_at = datetime.fromisoformat(moment)
        if started_at.tzinfo is None:
            raise ValueError("a moment without its time zone")
    except ValueError as error:
        raise bad_cursor() from error
    return or_(CallRow.started_at < started_at, and_(CallRow.started_at == started_at, CallRow.id < id_))


def _filled(kind: type, row: Any, **more: Any) -> Any:
    return kind(**{name: getattr(row, name) for name in kind.__slots__ if name not in more}, **more)
