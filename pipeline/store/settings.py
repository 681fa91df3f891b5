"""Values that are changed in the board while the program runs. Every change is in the audit log."""

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from pipeline.errors import UsageError
from pipeline.store import audit
from pipeline.store.columns import NAME, VALUE, checked
from pipeline.store.store import Store
from pipeline.store.tables import SettingRow

CHANGED = "setting"
"""The audit log's action for a change."""
SHOWN = 500
"""Letters of a value in the audit log."""


def get(store: Store, name: str, default: Any = None) -> Any:
    """A setting's value, `default` where it was never changed."""
    with store.reading() as session:
        row = session.get(SettingRow, name)
    return default if row is None else row.value


def everything(store: Store) -> Mapping[str, Any]:
    """All settings that were changed, by name."""
    with store.reading() as session:
        return {row.name: row.value for row in session.scalars(select(SettingRow).order_by(SettingRow.name))}


def put(store: Store, name: str, value: Any, *, actor: str, account_id: int | None) -> None:
    """Change a setting to a JSON value and say so in the audit log, with the old and the new value.

    Nothing happens where it has that value. Raises UsageError for a value that is too long or no JSON.
    """
    name = checked("name", name, NAME)
    new = as_json(value)
    with store.writing() as session:
        row = session.get(SettingRow, name)
        old = None if row is None else as_json(row.value)
        if old == new:
            return
        session.merge(SettingRow(name=name, value=json.loads(new), changed_by=account_id, changed_at=store.now()))
        detail = {"name": name, "old": old and old[:SHOWN], "new": new[:SHOWN]}
        audit.add(store, session, CHANGED, actor=actor, account_id=account_id, detail=detail)


def as_json(value: Any) -> str:
    """A value as JSON that is the same for the same value. Raises UsageError."""
    try:
        text = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise UsageError("value_malformed", "That value cannot be kept.", "Give numbers, texts and lists.") from error
    if len(text) > VALUE:
        raise UsageError("text_too_long", "That value is too long.", f"Use at most {VALUE} letters.")
    return text
