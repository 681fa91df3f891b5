"""Who did what when. Lines are added and read, never changed."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipeline.errors import UsageError
from pipeline.store.columns import DETAIL, ID, NAME, checked, shortened
from pipeline.store.paging import Page, bad_cursor, page_size
from pipeline.store.store import Store
from pipeline.store.tables import AuditRow, CallRow

LISTEN = "listen"
"""The action of a coach who starts to listen in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One thing that someone did. `detail` holds no words of a call."""

    id: int
    created_at: datetime
    account_id: int | None
    actor: str
    action: str
    call_id: str | None
    detail: Mapping[str, Any]


def write(
    store: Store,
    action: str,
    *,
    actor: str,
    account_id: int | None = None,
    call_id: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add a line. `actor` is the person's name, or the program's for what it does by itself.

    Raises UsageError for a text that is too long, StoreError.
    """
    with store.writing() as session:
        add(store, session, action, actor=actor, account_id=account_id, call_id=call_id, detail=detail)


def add(
    store: Store,
    session: Session,
    action: str,
    *,
    actor: str,
    account_id: int | None = None,
    call_id: str | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add a line in the transaction of what it is about: both happen, or neither."""
    detail = dict(detail or {})
    if len(json.dumps(detail)) > DETAIL:
        raise UsageError("text_too_long", "The detail of an audit line is too long.", f"Use at most {DETAIL} letters.")
    session.add(
        AuditRow(
            created_at=store.now(),
            account_id=account_id,
            actor=checked("name", actor, NAME),
            action=checked("action", action, NAME),
            call_id=shortened(call_id, ID),
            detail=detail,
        )
    )


def page(
    store: Store,
    *,
    actions: Collection[str] = (),
    account_id: int | None = None,
    call_id: str | None = None,
    agent: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page[AuditLine]:
    """Lines, newest first. `agent`: only about that agent's calls (with `actions=[LISTEN]`: who listened to them)."""
    query = select(AuditRow).order_by(AuditRow.id.desc())
    if actions:
        query = query.where(AuditRow.action.in_(actions))
    if account_id is not None:
        query = query.where(AuditRow.account_id == account_id)
    if call_id is not None:
        query = query.where(AuditRow.call_id == call_id)
    if agent is not None:
        query = query.join(CallRow, CallRow.id == AuditRow.call_id).where(CallRow.agent == agent)
    if after is not None:
        if not after.isdecimal() or len(after) > 18:
            raise bad_cursor()
        query = query.where(AuditRow.id < int(after))
    with store.reading() as session:
        rows = session.scalars(query.limit(page_size(limit) + 1)).all()
    found = tuple(_line(row) for row in rows[:limit])
    return Page(items=found, next=str(found[-1].id) if len(rows) > limit else None)


def _line(row: AuditRow) -> AuditLine:
    return AuditLine(**{name: getattr(row, name) for name in AuditLine.__slots__})
